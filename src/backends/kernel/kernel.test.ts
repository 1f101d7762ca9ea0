import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { drawInteger, seeded } from '../../random.ts'
import { createKernel } from './create-kernel.ts'
import type { Kernel } from './kernel.ts'

/** 32-bit floats in [-4, 4), with zeros of both signs, ones and tiny values among them. Drawn by seed: what shrinks is the shape. */
const values = (length: number): fc.Arbitrary<Float32Array> =>
  fc.nat().map((seed) => {
    const random = seeded(seed)
    return Float32Array.from({ length }, () =>
      random() < 0.2 ? [0, -0, 1, 1e-30][drawInteger(random, 4)]! : 8 * random() - 4,
    )
  })

/** Sizes around the tile's edges (4 × 8 and 2 × 4) are what goes wrong. */
const size = fc.oneof(fc.integer({ min: 0, max: 19 }), fc.constantFrom(0, 1, 23, 31, 49))
const factors = fc
  .record({ m: size, k: size, n: size })
  .chain(({ m, k, n }) =>
    fc.record({ m: fc.constant(m), k: fc.constant(k), n: fc.constant(n), a: values(m * k), b: values(k * n) }),
  )

type Product = 'multiply' | 'multiplyTransposed' | 'transposedMultiply'

function place(kernel: Kernel, from: Float32Array): Float32Array {
  const array = kernel.floats(from.length)
  array.set(from)
  return array
}

interface Factors {
  readonly m: number
  readonly k: number
  readonly n: number
  readonly a: Float32Array
  readonly b: Float32Array
}

function multiplied(prefer: Kernel['name'], product: Product, { m, k, n, a, b }: Factors): Float32Array {
  const kernel = createKernel({ bytes: 4 * (m * k + k * n + m * n) + 64, prefer })
  const out = kernel.floats(m * n).fill(Number.NaN)
  kernel[product](out, place(kernel, a), place(kernel, b), m, k, n)
  return out
}

/** Text, which is compared faster than arrays are, and tells 0 from -0. */
const bits = (array: Float32Array): string => Buffer.from(array.slice().buffer).toString('base64')

/** The same product by its definition, in 64 bits. */
function naive(product: Product, { m, k, n, a, b }: Factors): Float64Array {
  const left = (i: number, d: number): number => (product === 'transposedMultiply' ? a[d * m + i]! : a[i * k + d]!)
  const right = (j: number, d: number): number => (product === 'multiplyTransposed' ? b[j * k + d]! : b[d * n + j]!)
  return Float64Array.from({ length: m * n }, (_, at) => {
    let sum = 0
    for (let d = 0; d < k; d++) sum += left(Math.floor(at / n), d) * right(at % n, d)
    return sum
  })
}

function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length)
  // Math.max keeps a NaN, which no bound then admits.
  return Array.from(a, (x, i) => Math.abs(x - b[i]!)).reduce((worst, d) => Math.max(worst, d), 0)
}

describe('createKernel', () => {
  test('gives the SIMD kernel here', () => {
    expect(createKernel({ bytes: 0 }).name).toBe('simd')
    expect(createKernel({ bytes: 0, prefer: 'plain' }).name).toBe('plain')
  })

  test.each(['simd', 'plain'] as const)('%s: gives out zeros until the arena is full', (prefer) => {
    const kernel = createKernel({ bytes: 64, prefer })
    expect(kernel.floats(8)).toEqual(new Float32Array(8))
    expect(kernel.integers(4)).toEqual(new Int32Array(4))
    expect(() => kernel.floats(5)).toThrow('20 bytes were asked for and 16 are left')
    expect(kernel.floats(4)).toHaveLength(4)
  })

  test.each([-1, 1.5, Number.NaN, 2 ** 32])('rejects %f bytes', (bytes) => {
    expect(() => createKernel({ bytes })).toThrow(RangeError)
  })

  test.each(['simd', 'plain'] as const)("%s: rejects another arena's array and one too short", (prefer) => {
    const kernel = createKernel({ bytes: 256, prefer })
    const [out, a] = [kernel.floats(4), kernel.floats(4)]
    expect(() => kernel.multiply(out, a, new Float32Array(4), 2, 2, 2)).toThrow(TypeError)
    expect(() => kernel.multiply(out, a, a, 2, 3, 2)).toThrow('the shape needs 6 values; got 4')
  })

  test('takes subarrays', () => {
    const kernel = createKernel({ bytes: 256 })
    const [out, a, b] = [kernel.floats(3), kernel.floats(4), kernel.floats(4)]
    a.set([9, 2, 3, 9])
    b.set([9, 9, 5, 7])
    kernel.multiply(out.subarray(1, 2), a.subarray(1, 3), b.subarray(2), 1, 2, 1)
    expect([...out]).toEqual([0, 31, 0])
  })
})

describe.each(['multiply', 'multiplyTransposed', 'transposedMultiply'] as const)('%s', (product) => {
  test.prop([factors])('is bit for bit the same on both kernels', (given) => {
    const [simd, plain] = [multiplied('simd', product, given), multiplied('plain', product, given)]
    expect(bits(simd)).toBe(bits(plain))
  })

  test.prop([factors])('is near the 64-bit product by definition', (given) => {
    // Each of k sums rounds by at most 2⁻²⁴ of a partial sum below 16 k.
    const tolerance = 16 * given.k ** 2 * 2 ** -23 + 1e-30
    expect(furthest(multiplied('simd', product, given), naive(product, given))).toBeLessThanOrEqual(tolerance)
  })

  test('agrees on both kernels past every block size', () => {
    const [m, k, n] = [1030, 515, 133]
    const a = Float32Array.from({ length: m * k }, (_, i) => Math.sin(i))
    const b = Float32Array.from({ length: k * n }, (_, i) => Math.cos(3 * i))
    const [simd, plain] = (['simd', 'plain'] as const).map((kernel) => multiplied(kernel, product, { m, k, n, a, b }))
    expect(bits(simd!)).toBe(bits(plain!))
  })
})

describe('duplicate rows', () => {
  test.prop([
    fc.integer({ min: 1, max: 33 }),
    fc.integer({ min: 1, max: 33 }),
    fc.integer({ min: 1, max: 40 }).chain(values),
  ])('score exactly alike in whatever tile they fall', (m, n, document) => {
    const k = document.length
    const a = Float32Array.from({ length: m * k }, (_, i) => Math.sin(1 + (i % k)))
    const b = Float32Array.from({ length: n * k }, (_, i) => document[i % k]!)
    for (const prefer of ['simd', 'plain'] as const) {
      expect(new Set(multiplied(prefer, 'multiplyTransposed', { m, k, n, a, b })).size).toBe(1)
    }
  })
})

/** Bags over a table of 6 rows, among them empty ones, and rows that recur. */
const bags = fc
  .record({
    columns: fc.integer({ min: 1, max: 37 }),
    lists: fc.array(fc.array(fc.nat(5), { maxLength: 5 }), { maxLength: 5 }),
  })
  .chain(({ columns, lists }) =>
    fc.record({
      columns: fc.constant(columns),
      lists: fc.constant(lists),
      table: values(6 * columns),
      rows: values(lists.length * columns),
    }),
  )

function placeBags(kernel: Kernel, lists: readonly (readonly number[])[]) {
  const ids = kernel.integers(lists.flat().length)
  ids.set(lists.flat())
  const starts = kernel.integers(lists.length + 1)
  for (const [i, list] of lists.entries()) starts[i + 1] = starts[i]! + list.length
  return { ids, starts, count: lists.length }
}

const onBoth = (compute: (kernel: Kernel) => readonly Float32Array[]): [number[][], number[][]] => {
  const [simd, plain] = (['simd', 'plain'] as const).map((prefer) =>
    compute(createKernel({ bytes: 2 ** 15, prefer })).map((array) => [...array]),
  )
  return [simd!, plain!]
}

describe('meanOfBags', () => {
  test.prop([bags])('is the mean of the listed rows, the same on both kernels', ({ columns, lists, table }) => {
    const [simd, plain] = onBoth((kernel) => {
      const out = kernel.floats(lists.length * columns).fill(7)
      kernel.meanOfBags(out, place(kernel, table), placeBags(kernel, lists), columns)
      return [out]
    })
    expect(simd).toEqual(plain)
    const means = lists.flatMap((list) =>
      Array.from({ length: columns }, (_, c) =>
        list.reduce((sum, id) => sum + table[id * columns + c]! / list.length, 0),
      ),
    )
    expect(furthest(simd[0]!, means)).toBeLessThan(1e-5)
  })
})

const matrixOfRows = fc
  .record({ rows: fc.integer({ min: 0, max: 5 }), columns: fc.integer({ min: 1, max: 21 }) })
  .chain(({ rows, columns }) =>
    fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      // No row of zeros, which has no direction.
      matrix: values(rows * columns).map((array) => array.map((x, i) => (i % columns === 0 ? Math.fround(x + 9) : x))),
      gradients: values(rows * columns),
    }),
  )

describe('normalizeRows', () => {
  test.prop([matrixOfRows])('gives rows of length 1, the same on both kernels', ({ rows, columns, matrix }) => {
    const [simd, plain] = onBoth((kernel) => {
      const [units, lengths] = [place(kernel, matrix), kernel.floats(rows)]
      kernel.normalizeRows(units, lengths, rows, columns)
      return [units, lengths]
    })
    expect(simd).toEqual(plain)
    for (let r = 0; r < rows; r++) {
      expect(Math.hypot(...simd[0]!.slice(r * columns, (r + 1) * columns))).toBeCloseTo(1, 5)
      expect(simd[0]![r * columns]! * simd[1]![r]!).toBeCloseTo(matrix[r * columns]!, 4)
    }
  })

  test.each([
    ['simd', 0],
    ['plain', 0],
    ['simd', 1e20],
    ['plain', 1e20],
  ] as const)('%s: gives NaN for a row of %d, which has no length, never a zero vector', (prefer, value) => {
    const kernel = createKernel({ bytes: 256, prefer })
    const units = kernel.floats(5).fill(value)
    kernel.normalizeRows(units, kernel.floats(1), 1, 5)
    expect([...units]).toEqual(Array(5).fill(Number.NaN))
  })
})

describe('normalizeRowsBackward', () => {
  test.prop([matrixOfRows])(
    'projects across the row and divides by its length',
    ({ rows, columns, matrix, gradients }) => {
      const [simd, plain] = onBoth((kernel) => {
        const [units, lengths, out] = [place(kernel, matrix), kernel.floats(rows), place(kernel, gradients)]
        kernel.normalizeRows(units, lengths, rows, columns)
        kernel.normalizeRowsBackward(out, { units, lengths }, rows, columns)
        return [out]
      })
      expect(simd).toEqual(plain)
      for (let r = 0; r < rows; r++) {
        const x = matrix.subarray(r * columns, (r + 1) * columns)
        const g = gradients.subarray(r * columns, (r + 1) * columns)
        const square = x.reduce((sum, v) => sum + v * v, 0)
        const along = g.reduce((sum, v, c) => sum + v * x[c]!, 0)
        const expected = Array.from(g, (v, c) => v / Math.sqrt(square) - (along * x[c]!) / square ** 1.5)
        expect(furthest(simd[0]!.slice(r * columns, (r + 1) * columns), expected)).toBeLessThan(1e-5)
      }
    },
  )
})

describe('adamRows', () => {
  const step = { rate: 0.2, correction: 1000, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }
  /** Bags of 4 vectors for two rows of a table of 4. Widths on both sides of what is done 16, 4 and 1 at a time. */
  const given = fc
    .record({
      columns: fc.integer({ min: 1, max: 37 }),
      lists: fc.tuple(fc.array(fc.nat(3), { maxLength: 4 }), fc.array(fc.nat(3), { minLength: 1, maxLength: 2 })),
    })
    .chain((shape) =>
      fc.record({
        columns: fc.constant(shape.columns),
        lists: fc.constant(shape.lists),
        table: values(4 * shape.columns),
        vectors: values(4 * shape.columns),
      }),
    )

  interface Given {
    readonly columns: number
    readonly lists: readonly number[][]
    readonly table: Float32Array
    readonly vectors: Float32Array
  }

  /** Table and moments after two steps on rows 3 and 1. */
  function updated(prefer: Kernel['name'], { columns, lists, table, vectors }: Given): [string, string, Float32Array] {
    const kernel = createKernel({ bytes: 2 ** 15, prefer })
    const state = { table: place(kernel, table), moments: kernel.floats(2 * table.length) }
    const ids = kernel.integers(2)
    ids.set([3, 1])
    const gradients = { ids, vectors: place(kernel, vectors), bags: placeBags(kernel, lists) }
    kernel.adamRows(state, gradients, { ...step, columns })
    const once = state.table.slice()
    kernel.adamRows(state, gradients, { ...step, columns })
    return [bits(state.table), bits(state.moments), once]
  }

  /** A bag's vectors added to 0 in 32 bits, in the order listed. */
  function sums({ columns, lists, vectors }: Given): Float32Array {
    const out = new Float32Array(lists.length * columns)
    for (const [r, list] of lists.entries()) {
      for (const id of list) for (let c = 0; c < columns; c++) out[r * columns + c]! += vectors[id * columns + c]!
    }
    return out
  }

  test.prop([given])('is bit for bit the same on both kernels', (each) => {
    expect(updated('simd', each).slice(0, 2)).toEqual(updated('plain', each).slice(0, 2))
  })

  test.prop([given])("adds up a row's vectors in the order listed", (each) => {
    const summed = { ...each, vectors: sums(each), lists: [[0], [1]] }
    expect(updated('simd', each)).toEqual(updated('simd', summed))
  })

  test.prop([given])("moves the named rows alone, by the rate against the gradient's sign at first", (each) => {
    const { columns, table } = each
    const once = updated('simd', each)[2]
    expect(once.slice(0, columns)).toEqual(table.slice(0, columns))
    expect(once.slice(2 * columns, 3 * columns)).toEqual(table.slice(2 * columns, 3 * columns))
    for (const [at, g] of sums(each).entries()) {
      const weight = (at < columns ? 3 : 1) * columns + (at % columns)
      // rate · 0.1 g ÷ (√(0.001 g² · 1000) + ε): 0.02 of the sign, and less where ε matters or g² underflows.
      if (g === 0 || Math.abs(g) > 1e-6) expect(once[weight]).toBeCloseTo(table[weight]! - 0.02 * Math.sign(g), 2)
    }
  })

  test('rejects lists that are longer than their arrays', () => {
    const kernel = createKernel({ bytes: 1024 })
    const state = { table: kernel.floats(4), moments: kernel.floats(8) }
    const [ids, vectors] = [kernel.integers(2), kernel.floats(4)]
    const bags = placeBags(kernel, [[0], [1], [1]])
    expect(() => kernel.adamRows(state, { ids, vectors, bags }, { ...step, columns: 2 })).toThrow(
      'kernel.adamRows: the shape needs 3 values; got 2',
    )
  })
})

/** Scores and thresholds of few values, so that many are equal, in pieces some of which are empty. */
const counting = fc.record({
  scores: fc.array(fc.constantFrom(-1, -0.5, -0, 0, 0.25, 1), { maxLength: 40 }),
  cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
  thresholds: fc.array(fc.constantFrom(-1, -0.5, 0, 0.1, 1), { maxLength: 9 }),
})

describe('countAbove', () => {
  test.prop([counting])('counts by the definition, the same on both kernels', ({ scores, cuts, thresholds }) => {
    const inner = cuts.map((cut) => Math.floor(cut * scores.length)).sort((a, b) => a - b)
    const bounds = [0, ...inner, scores.length]
    const pieces = bounds.length - 1
    for (const prefer of ['simd', 'plain'] as const) {
      const kernel = createKernel({ bytes: 2 ** 12, prefer })
      const counts = kernel.integers(thresholds.length * pieces + 1).fill(7)
      const starts = kernel.integers(bounds.length)
      starts.set(bounds)
      const values = place(kernel, Float32Array.from(scores))
      kernel.countAbove(counts, { values, starts }, place(kernel, Float32Array.from(thresholds)))
      const expected = thresholds.flatMap((t) =>
        bounds.slice(1).map((end, p) => 7 + scores.slice(bounds[p], end).filter((score) => score > t).length),
      )
      const equal = thresholds.flatMap((t) => scores.filter((score) => score === t)).length
      expect([...counts]).toEqual([...expected, 7 + equal])
    }
  })

  test('rejects pieces that leave the scores', () => {
    const kernel = createKernel({ bytes: 256 })
    const starts = kernel.integers(2)
    starts[1] = 5
    const counts = kernel.integers(2)
    const values = kernel.floats(4)
    expect(() => kernel.countAbove(counts, { values, starts }, kernel.floats(1))).toThrow('needs 5 values; got 4')
  })
})
