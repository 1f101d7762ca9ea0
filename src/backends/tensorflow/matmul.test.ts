import { fc, test } from '@fast-check/vitest'
import { beforeAll, describe, test as example, expect } from 'vitest'
import { seeded } from '../../random.ts'
import type { TensorFlow } from './backend.ts'
import { chooseBackend } from './choose-backend.ts'

interface Operand {
  readonly shape: readonly number[]
  readonly data: Float32Array
  readonly transposed: boolean
}

function product(tf: TensorFlow, a: Operand, b: Operand): { shape: number[]; data: Float32Array } {
  const out = tf.tidy(() =>
    tf.keep(tf.matMul(tf.tensor(a.data, [...a.shape]), tf.tensor(b.data, [...b.shape]), a.transposed, b.transposed)),
  )
  const data = out.dataSync<'float32'>()
  out.dispose()
  return { shape: out.shape, data }
}

function operand(shape: readonly number[], transposed: boolean, seed: number): Operand {
  const random = seeded(seed)
  const data = Float32Array.from({ length: shape.reduce((size, n) => size * n, 1) }, () => 8 * random() - 4)
  return { shape, data, transposed }
}

/** One value of a batch of matrices, by the definition of a broadcast: an axis of length 1 repeats. */
function at({ shape, data, transposed }: Operand, batch: readonly number[], i: number, j: number): number {
  const places = [...batch.slice(batch.length - (shape.length - 2)), ...(transposed ? [j, i] : [i, j])]
  return data[places.reduce((offset, place, axis) => offset * shape[axis]! + (shape[axis] === 1 ? 0 : place), 0)]!
}

/** All places in a tensor of this shape, in order. */
function places(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (before, length) => before.flatMap((place) => Array.from({ length }, (_, i) => [...place, i])),
    [[]],
  )
}

function naive(a: Operand, b: Operand, { batch, m, k, n }: Shape): Float64Array {
  return Float64Array.from(places([...batch, m, n]), (place) => {
    const [i, j] = place.slice(-2) as [number, number]
    let sum = 0
    for (let d = 0; d < k; d++) sum += at(a, place.slice(0, -2), i, d) * at(b, place.slice(0, -2), d, j)
    return sum
  })
}

interface Shape {
  readonly batch: readonly number[]
  readonly m: number
  readonly k: number
  readonly n: number
}

/** Sizes around the tile's edges, none and one, and beyond the 48 where the backend's own product changes its way. */
const size = fc.oneof(fc.integer({ min: 0, max: 13 }), fc.constantFrom(1, 48, 49, 70))
const axis = fc.integer({ min: 1, max: 3 })
/** Which axes of a side are 1 though the other's are not, or not there at all. */
const thinned = fc.record({ ones: fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }), dropped: fc.nat({ max: 2 }) })

function sideShape(batch: readonly number[], how: { ones: boolean[]; dropped: number }, matrix: number[]): number[] {
  return [...batch.map((length, i) => (how.ones[i] ? 1 : length)).slice(how.dropped), ...matrix]
}

const close = (length: number): number => 1e-5 * 16 * Math.max(1, length)

describe.each(['wasm', 'cpu'] as const)('matMul on %s', (prefer) => {
  let tf: TensorFlow
  beforeAll(async () => {
    tf = (await chooseBackend({ prefer })).tf
  })

  example('is the product worked by hand, each side transposed or not', () => {
    const a = [1, 2, 3, 4, 5, 6]
    const b = [1, 0, 2, 1, 0, 3]
    const left = [tf.tensor2d(a, [2, 3]), tf.tensor2d([1, 4, 2, 5, 3, 6], [3, 2])] as const
    const right = [tf.tensor2d(b, [3, 2]), tf.tensor2d([1, 2, 0, 0, 1, 3], [2, 3])] as const
    for (const [transposeA, x] of left.entries()) {
      for (const [transposeB, y] of right.entries()) {
        const out = tf.matMul(x, y, transposeA === 1, transposeB === 1)
        expect([...out.dataSync()], `${transposeA} ${transposeB}`).toEqual([5, 11, 14, 23])
        out.dispose()
      }
    }
    tf.dispose([...left, ...right])
  })

  test.prop([size, size, size, fc.tuple(axis, axis), thinned, thinned, fc.boolean(), fc.boolean(), fc.nat()])(
    'equals the sum of products, for all transposes and broadcasts',
    (m, k, n, batch, ofA, ofB, transposeA, transposeB, seed) => {
      const a = operand(sideShape(batch, ofA, transposeA ? [k, m] : [m, k]), transposeA, seed)
      const b = operand(sideShape(batch, ofB, transposeB ? [n, k] : [k, n]), transposeB, seed + 1)
      const common = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2))
      const got = product(tf, a, b)
      const wanted = naive(a, b, { batch: common, m, k, n })
      expect(got.shape).toEqual([...common, m, n])
      expect(got.data.length).toBe(wanted.length)
      wanted.forEach((value, i) => {
        if (!(Math.abs(got.data[i]! - value) <= close(k))) expect(got.data[i]).toBe(value)
      })
    },
  )

  example('rejects sides whose inner dimensions differ', () => {
    tf.tidy(() => {
      expect(() => tf.matMul(tf.zeros([2, 3]), tf.zeros([2, 3]), true, true)).toThrow(
        'matMul: inner dimensions must agree; got 2 and 3, of [2,3]ᵀ and [2,3]ᵀ.',
      )
    })
  })

  example('gives the same bits each time', () => {
    const a = operand([9, 100], false, 1)
    const b = operand([100, 17], false, 2)
    expect(product(tf, a, b).data).toEqual(product(tf, a, b).data)
  })

  example('refuses or multiplies integers as before', () => {
    const integers = tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32')
    if (prefer === 'wasm') expect(() => tf.matMul(integers, integers)).toThrow('non-float32')
    else
      expect(tf.tidy(() => tf.matMul(integers, integers).arraySync())).toEqual([
        [7, 10],
        [15, 22],
      ])
    integers.dispose()
  })
})

describe('matMul on wasm', () => {
  example('works above the first 2 GB of the heap', async () => {
    const { tf } = await chooseBackend({ prefer: 'wasm' })
    const backend = tf.backend() as unknown as { makeOutput(shape: number[], dtype: string): { dataId: object } }
    const filler = Array.from({ length: 5 }, () => backend.makeOutput([128, 1024, 1024], 'float32'))
    const [a, b] = [operand([5, 50], false, 3), operand([50, 9], false, 4)]
    const got = product(tf, a, b)
    for (const { dataId } of filler) (tf.backend() as unknown as { disposeData(id: object): void }).disposeData(dataId)
    expect(got).toEqual(product(tf, a, b))
  })
})
