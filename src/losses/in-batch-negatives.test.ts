import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { satisfiesGradientContract } from '../../fixtures/contracts/gradient.ts'
import { createKernel } from '../backends/kernel/create-kernel.ts'
import { drawNormal, seeded } from '../random.ts'
import { type InBatchNegatives, inBatchNegatives, inBatchNegativesOptions } from './in-batch-negatives.ts'
import type { Loss } from './loss.ts'

interface Given {
  readonly columns: number
  /** Anchors, then positives. */
  readonly vectors: Float32Array
  readonly concepts: readonly number[]
}

function computed(loss: Loss, { columns, vectors, concepts }: Given): { value: number; gradients: Float32Array } {
  const rows = concepts.length
  const kernel = createKernel({ bytes: 2 ** 16 })
  const [all, gradients, numbers] = [
    kernel.floats(vectors.length),
    kernel.floats(vectors.length),
    kernel.integers(rows),
  ]
  all.set(vectors)
  numbers.set(concepts)
  const half = rows * columns
  const value = loss.compute({
    kernel,
    rows,
    columns,
    anchors: all.subarray(0, half),
    positives: all.subarray(half),
    concepts: numbers,
    anchorGradients: gradients.subarray(0, half),
    positiveGradients: gradients.subarray(half),
    scores: kernel.floats(rows * rows).fill(Number.NaN),
  })
  return { value, gradients }
}

/** Vectors of length 1 in a few dimensions; concepts from a small pool, so that some recur. */
const batch: fc.Arbitrary<Given> = fc
  .record({
    columns: fc.integer({ min: 2, max: 5 }),
    concepts: fc.array(fc.nat(6), { minLength: 2, maxLength: 7 }),
    seed: fc.nat(),
  })
  .map(({ columns, concepts, seed }) => ({ columns, concepts, vectors: units(2 * concepts.length, columns, seed) }))

function units(rows: number, columns: number, seed: number): Float32Array {
  const random = seeded(seed)
  const vectors = Float32Array.from({ length: rows * columns }, () => drawNormal(random))
  for (let r = 0; r < rows; r++) {
    const row = vectors.subarray(r * columns, (r + 1) * columns)
    const length = Math.hypot(...row)
    row.set(row.map((value) => value / length))
  }
  return vectors
}

/** The loss by its definition. */
function naive(
  { columns, vectors, concepts }: Given,
  { temperature, symmetric }: Pick<InBatchNegatives, 'temperature' | 'symmetric'>,
): number {
  const rows = concepts.length
  const logit = (i: number, j: number): number => {
    let dot = 0
    for (let c = 0; c < columns; c++) dot += vectors[i * columns + c]! * vectors[(rows + j) * columns + c]!
    return dot / temperature
  }
  const surprise = (right: number, of: (j: number) => number): number => {
    const rivals = concepts.flatMap((concept, j) => (j === right || concept !== concepts[right] ? [of(j)] : []))
    return Math.log(rivals.reduce((sum, rival) => sum + Math.exp(rival), 0)) - of(right)
  }
  const mean = (of: (i: number) => number): number => concepts.reduce((sum, _, i) => sum + of(i), 0) / rows
  const forward = mean((i) => surprise(i, (j) => logit(i, j)))
  return symmetric ? (forward + mean((j) => surprise(j, (i) => logit(i, j)))) / 2 : forward
}

describe('inBatchNegatives', () => {
  test.each([2, 3, 17])('is log %i when all of %i texts are alike', (rows) => {
    const given = {
      columns: 1,
      vectors: new Float32Array(2 * rows).fill(1),
      concepts: Array.from({ length: rows }, (_, i) => i),
    }
    expect(computed(inBatchNegatives(), given).value).toBeCloseTo(Math.log(rows), 12)
  })

  test('by hand: two rows, right answers at cosine 1, wrong ones at 0', () => {
    const given = { columns: 2, vectors: Float32Array.of(1, 0, 0, 1, 1, 0, 0, 1), concepts: [1, 2] }
    const { value, gradients } = computed(inBatchNegatives({ temperature: 0.5 }), given)
    expect(value).toBeCloseTo(Math.log(1 + Math.exp(-2)), 12)
    // Both directions give ∓ p(wrong) ÷ (τ B) for each side's own dimension.
    const wrong = 1 / (1 + Math.exp(2))
    expect([...gradients.subarray(0, 2)]).toEqual([expect.closeTo(-wrong, 6), expect.closeTo(wrong, 6)])
  })

  test('leaves out texts of the same concept', () => {
    const given = { columns: 1, vectors: Float32Array.of(1, 1, 1, 1), concepts: [5, 5] }
    const { value, gradients } = computed(inBatchNegatives(), given)
    expect(value).toBe(0)
    expect([...gradients]).toEqual([0, 0, 0, 0])
  })

  test.prop([batch, fc.boolean()])('equals its definition', (given, symmetric) => {
    const options = { temperature: 0.3, symmetric }
    expect(computed(inBatchNegatives(options), given).value).toBeCloseTo(naive(given, options), 5)
  })

  test.prop([batch, fc.constantFrom(0.003, 0.01, 1, 100)])(
    'is finite and, but for rounding, not negative at any temperature',
    (given, temperature) => {
      const { value, gradients } = computed(inBatchNegatives({ temperature }), given)
      expect(Number.isFinite(value)).toBe(true)
      expect(value).toBeGreaterThanOrEqual(-1e-12)
      expect(gradients.every(Number.isFinite)).toBe(true)
    },
  )

  test('is NaN, never a number, for a vector that is NaN', () => {
    const given = { columns: 1, vectors: Float32Array.of(1, Number.NaN, 1, 1), concepts: [1, 2] }
    expect(computed(inBatchNegatives(), given).value).toBeNaN()
  })

  test.each([0, -1, 0.0029, Number.NaN, Number.POSITIVE_INFINITY])('rejects a temperature of %f', (temperature) => {
    expect(() => inBatchNegatives({ temperature })).toThrow('temperature must be a number of at least 0.003')
  })

  test('rejects a batch of one row', () => {
    const given = { columns: 1, vectors: Float32Array.of(1, 1), concepts: [1] }
    expect(() => computed(inBatchNegatives(), given)).toThrow('at least 2 rows; got 1')
  })

  test('knows its own making, and not a copy that may differ', () => {
    const loss = inBatchNegatives({ temperature: 0.2 })
    expect(inBatchNegativesOptions(loss)).toEqual({ temperature: 0.2, symmetric: true })
    expect(inBatchNegativesOptions({ ...loss, compute: () => 0 })).toBeUndefined()
  })
})

describe.each([true, false])('inBatchNegatives, symmetric: %s', (symmetric) => {
  const loss = inBatchNegatives({ temperature: 0.4, symmetric })
  const concepts = [0, 1, 2, 1, 3]
  satisfiesGradientContract('inBatchNegatives', () => ({
    at: units(10, 3, 4),
    value: (vectors) => computed(loss, { columns: 3, vectors, concepts }).value,
    gradient: (vectors) => computed(loss, { columns: 3, vectors, concepts }).gradients,
  }))
})
