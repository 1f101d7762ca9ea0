import { fc, test } from '@fast-check/vitest'
import { beforeAll, describe, test as example, expect } from 'vitest'
import { seeded } from '../../random.ts'
import type { TensorFlow } from './backend.ts'
import { chooseBackend } from './choose-backend.ts'

let tf: TensorFlow
beforeAll(async () => {
  tf = (await chooseBackend({ prefer: 'wasm' })).tf
})

interface Summed {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

function sum({ shape, data }: Summed, axes: number[] | undefined, keepDims: boolean): Summed {
  const out = tf.tidy(() => tf.keep(tf.sum(tf.tensor(data, [...shape]), axes, keepDims)))
  const values = out.dataSync<'float32'>()
  out.dispose()
  return { shape: out.shape, data: values }
}

/** Adds every value to the sum of its place, without regard to order. */
function naive({ shape, data }: Summed, axes: readonly number[]): Float64Array {
  const kept = shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
  const sums = new Float64Array(kept.reduce((size, length) => size * length, 1))
  data.forEach((value, at) => {
    let [rest, place, stride] = [at, 0, 1]
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const i = rest % shape[axis]!
      rest = Math.floor(rest / shape[axis]!)
      place += (kept[axis] === 1 ? 0 : i) * stride
      stride *= kept[axis]!
    }
    sums[place]! += value
  })
  return sums
}

const tensor = fc
  .tuple(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }), fc.nat())
  .map(([shape, seed]) => {
    const random = seeded(seed)
    const data = Float32Array.from({ length: shape.reduce((size, n) => size * n, 1) }, () => 8 * random() - 4)
    return { shape, data }
  })

describe('sum on wasm', () => {
  example('is the sum worked by hand, over rows, columns and everything', () => {
    const x = { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }
    expect([...sum(x, [0], false).data]).toEqual([5, 7, 9])
    expect(sum(x, [1], true)).toEqual({ shape: [2, 1], data: Float32Array.of(6, 15) })
    expect(sum(x, undefined, false)).toEqual({ shape: [], data: Float32Array.of(21) })
  })

  example('is 0 over an axis without values', () => {
    expect(sum({ shape: [0, 3], data: new Float32Array(0) }, [0], false)).toEqual({
      shape: [3],
      data: new Float32Array(3),
    })
  })

  example('sums integers as integers', () => {
    const out = tf.tidy(() =>
      tf.keep(
        tf.sum(
          tf.tensor2d(
            [
              [1, 2],
              [3, 4],
            ],
            [2, 2],
            'int32',
          ),
          0,
        ),
      ),
    )
    expect([out.dtype, ...out.dataSync()]).toEqual(['int32', 4, 6])
    out.dispose()
  })

  test.prop([tensor, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), fc.boolean()])(
    'adds up what the axes name, adjoining or not, in any order',
    (x, named, keepDims) => {
      const axes = x.shape.map((_, axis) => axis).filter((axis) => named[axis])
      fc.pre(axes.length > 0)
      const got = sum(x, axes.toReversed(), keepDims)
      const kept = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
      expect(got.shape).toEqual(keepDims ? kept : x.shape.filter((_, axis) => !axes.includes(axis)))
      naive(x, axes).forEach((value, i) => {
        expect(Math.abs(got.data[i]! - value)).toBeLessThanOrEqual(1e-5 * x.data.length)
      })
    },
  )
})

describe('a clone on wasm', () => {
  example('outlives the tensor it was made of, and the other way round', () => {
    const [first, second] = [tf.tensor1d([1, 2, 3]), tf.tensor1d([4, 5])]
    const [ofFirst, ofSecond] = [first.clone(), second.clone()]
    first.dispose()
    ofSecond.dispose()
    expect([...ofFirst.dataSync(), ...second.dataSync()]).toEqual([1, 2, 3, 4, 5])
    tf.dispose([ofFirst, second])
    expect(tf.memory().numTensors).toBe(0)
  })

  example('keeps its values when a variable that it was made of changes', () => {
    const variable = tf.variable(tf.tensor1d([1, 2]))
    const before = variable.clone()
    variable.assign(tf.tidy(() => tf.mul(variable, 10)))
    expect([...before.dataSync(), ...variable.dataSync()]).toEqual([1, 2, 10, 20])
  })
})
