import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { satisfiesGradientContract } from '../../fixtures/contracts/gradient.ts'
import { createKernel } from '../backends/kernel/create-kernel.ts'
import { drawNormal, seeded } from '../random.ts'
import { type InBatchNegatives, inBatchNegatives, inBatchNegativesOptions } from './in-batch-negatives.ts'
import type { Loss } from './loss.ts'
import { lossArrays } from './loss-arrays.ts'

interface Given {
  readonly columns: number
  /** Anchors, then positives, then hard negatives. */
  readonly vectors: Float32Array
  readonly concepts: readonly number[]
  /** The concept that each hard negative answers, or −1. */
  readonly answered?: readonly number[]
}

function computed(loss: Loss, given: Given): { value: number; gradients: Float32Array } {
  const { columns, vectors, concepts, answered = [] } = given
  const kernel = createKernel({ bytes: 2 ** 16 })
  const shape = { rows: concepts.length, columns, hardNegatives: answered.length / concepts.length }
  const { gradients, batch } = lossArrays(kernel, shape)
  const all = kernel.floats(vectors.length)
  all.set(vectors)
  const filled = batch(all, Int32Array.of(...concepts, ...answered))
  filled.scores.fill(Number.NaN)
  filled.hardNegatives?.scores.fill(Number.NaN)
  return { value: loss.compute(filled), gradients: gradients.slice() }
}

/** Vectors of length 1 in a few dimensions; concepts from a small pool, so that some recur and some are answered. */
const batch: fc.Arbitrary<Given> = fc
  .record({
    columns: fc.integer({ min: 2, max: 5 }),
    concepts: fc.array(fc.nat(6), { minLength: 2, maxLength: 7 }),
    perRow: fc.nat(3),
    seed: fc.nat(),
  })
  .chain(({ columns, concepts, perRow, seed }) =>
    fc
      .array(fc.integer({ min: -1, max: 6 }), {
        minLength: perRow * concepts.length,
        maxLength: perRow * concepts.length,
      })
      .map((answered) => {
        const vectors = units((2 + perRow) * concepts.length, columns, seed)
        return { columns, concepts, answered, vectors }
      }),
  )

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
  given: Given,
  {
    temperature,
    symmetric,
    negativeVariance,
  }: Pick<InBatchNegatives, 'temperature' | 'symmetric' | 'negativeVariance'>,
): number {
  const { columns, vectors, concepts, answered = [] } = given
  const rows = concepts.length
  const cosine = (i: number, candidate: number): number => {
    let dot = 0
    for (let c = 0; c < columns; c++) dot += vectors[i * columns + c]! * vectors[(rows + candidate) * columns + c]!
    return dot
  }
  const logit = (i: number, candidate: number): number => cosine(i, candidate) / temperature
  const surprise = (right: number, rivals: readonly number[]): number =>
    Math.log([right, ...rivals].reduce((sum, rival) => sum + Math.exp(rival), 0)) - right
  const others = (of: number): number[] => [...concepts.keys()].filter((other) => concepts[other] !== concepts[of])
  const wrong = (i: number): number[] => [
    ...others(i),
    ...[...answered.keys()].filter((n) => answered[n] !== concepts[i]).map((n) => rows + n),
  ]
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const all = [...concepts.keys()]
  const spread = all.flatMap((i) =>
    others(i).map((j) => (cosine(i, j) + 1 / ((negativeVariance?.examples ?? Infinity) - 1)) ** 2),
  )
  const added = negativeVariance && spread.length > 0 ? negativeVariance.weight * mean(spread) : 0
  const forward = mean(
    all.map((i) =>
      surprise(
        logit(i, i),
        wrong(i).map((n) => logit(i, n)),
      ),
    ),
  )
  if (!symmetric) return forward + added
  const backward = mean(
    all.map((j) =>
      surprise(
        logit(j, j),
        others(j).map((i) => logit(i, j)),
      ),
    ),
  )
  return (forward + backward) / 2 + added
}

/** Rows that any tool can compute: sines, scaled to length 1. */
function sines(rows: number, columns: number): Float32Array {
  const vectors = Array.from({ length: rows }, (_, r) => {
    const row = Array.from({ length: columns }, (_, c) => Math.sin(1 + 7 * r + 3 * c + r * c))
    return row.map((value) => value / Math.hypot(...row))
  })
  return Float32Array.from(vectors.flat())
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

  test('by hand: a hard negative is a wrong answer of every anchor, and no answer of any positive', () => {
    const given = {
      columns: 1,
      vectors: new Float32Array(6).fill(1),
      concepts: [1, 2],
      answered: [-1, -1],
    }
    expect(computed(inBatchNegatives({ symmetric: false }), given).value).toBeCloseTo(Math.log(4), 12)
    expect(computed(inBatchNegatives(), given).value).toBeCloseTo((Math.log(4) + Math.log(2)) / 2, 12)
    // The second answers the first anchor's concept: a choice of the second anchor alone.
    const { value, gradients } = computed(inBatchNegatives({ symmetric: false }), { ...given, answered: [1, 1] })
    expect(value).toBeCloseTo((Math.log(2) + Math.log(4)) / 2, 12)
    // (1 ÷ 4) ÷ (τ B)
    expect([...gradients.subarray(4)]).toEqual([expect.closeTo(1 / 1.2, 6), expect.closeTo(1 / 1.2, 6)])
  })

  test('by hand: the cosines of negatives are drawn to −1 ÷ (n − 1)', () => {
    const given = { columns: 2, vectors: Float32Array.of(1, 0, 0, 1, 1, 0, 0, 1), concepts: [1, 2] }
    const plain = computed(inBatchNegatives(), given)
    const { value, gradients } = computed(inBatchNegatives({ negativeVariance: { weight: 3, examples: 5 } }), given)
    // Both negatives have cosine 0: 3 × (0 + 1 ÷ 4)², with slope 2 × 3 × (1 ÷ 4) ÷ 2 for each.
    expect(value - plain.value).toBeCloseTo(3 / 16, 12)
    expect(gradients[1]! - plain.gradients[1]!).toBeCloseTo(3 / 4, 6)
    expect(gradients[0]! - plain.gradients[0]!).toBeCloseTo(0, 6)
    expect(computed(inBatchNegatives({ negativeVariance: { weight: 3 } }), given).value).toBe(plain.value)
  })

  test('leaves texts of one concept out of the variance', () => {
    const given = { columns: 1, vectors: Float32Array.of(1, 1, 1, 1), concepts: [5, 5] }
    const { value, gradients } = computed(inBatchNegatives({ negativeVariance: { weight: 3 } }), given)
    expect(value).toBe(0)
    expect([...gradients]).toEqual([0, 0, 0, 0])
  })

  test.prop([batch, fc.boolean(), fc.boolean()])('equals its definition', (given, symmetric, reduced) => {
    const options = { temperature: 0.3, symmetric, ...(reduced && { negativeVariance: { weight: 2, examples: 9 } }) }
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

  test.prop([batch, fc.nat(20)])('gives nothing to a hard negative that answers every anchor', (given, concept) => {
    const same = { ...given, concepts: given.concepts.map(() => concept), answered: given.answered!.map(() => concept) }
    const { value, gradients } = computed(inBatchNegatives(), same)
    expect(value).toBeCloseTo(0, 12)
    expect(gradients.every((gradient) => Math.abs(gradient) < 1e-6)).toBe(true)
  })

  // sentence-transformers 6.2.0 with torch 2.13.0 in 64 bits: MultipleNegativesRankingLoss(scale=1/0.3, similarity_fct=dot,
  // directions=("query_to_doc",) and with "doc_to_query", partition_mode="per_direction") on the same rows.
  test.each([
    [false, 3.718232790405033, [0.491438734, 0.280965528, 0.686871583], [0.02896049, 0.037232452, 0.001328488]],
    [true, 2.715994668949576, [0.316343453, 0.299830014, 0.659971133], [0.014480245, 0.018616226, 0.000664244]],
  ])(
    "equals sentence-transformers' loss with hard negatives, symmetric: %s",
    (symmetric, loss, ofAnchor, ofNegative) => {
      const given = {
        columns: 3,
        vectors: sines(16, 3),
        concepts: [0, 1, 2, 3],
        answered: new Array<number>(8).fill(-1),
      }
      const { value, gradients } = computed(inBatchNegatives({ temperature: 0.3, symmetric }), given)
      const near = (numbers: readonly number[]) => numbers.map((number) => expect.closeTo(number, 6))
      expect(value).toBeCloseTo(loss, 6)
      expect([...gradients.subarray(0, 3)]).toEqual(near(ofAnchor))
      expect([...gradients.subarray(39, 42)]).toEqual(near(ofNegative))
    },
  )

  test('is NaN, never a number, for a vector that is NaN', () => {
    const given = { columns: 1, vectors: Float32Array.of(1, Number.NaN, 1, 1), concepts: [1, 2] }
    expect(computed(inBatchNegatives(), given).value).toBeNaN()
  })

  test.each([0, -1, 0.0029, Number.NaN, Number.POSITIVE_INFINITY])('rejects a temperature of %f', (temperature) => {
    expect(() => inBatchNegatives({ temperature })).toThrow('temperature must be a number of at least 0.003')
  })

  test.each([
    [{ weight: 0 }, 'negativeVariance.weight must be a number above 0; got 0'],
    [{ weight: Number.NaN }, 'negativeVariance.weight must be a number above 0; got NaN'],
    [{ weight: 1, examples: 1 }, 'negativeVariance.examples must be at least 2; got 1'],
  ])('rejects a variance of %j', (negativeVariance, message) => {
    expect(() => inBatchNegatives({ negativeVariance })).toThrow(message)
  })

  test('rejects a batch of one row', () => {
    const given = { columns: 1, vectors: Float32Array.of(1, 1), concepts: [1] }
    expect(() => computed(inBatchNegatives(), given)).toThrow('at least 2 rows; got 1')
  })

  test('knows its own making, and not a copy that may differ', () => {
    const loss = inBatchNegatives({ temperature: 0.2 })
    expect(inBatchNegativesOptions(loss)).toEqual({ temperature: 0.2, symmetric: true })
    expect(inBatchNegativesOptions({ ...loss, compute: () => 0 })).toBeUndefined()
    const negativeVariance = { weight: 30, examples: 1000 }
    const reducing = inBatchNegatives({ negativeVariance })
    expect(inBatchNegativesOptions(reducing)).toEqual({ temperature: 0.15, symmetric: true, negativeVariance })
    expect(reducing.configuration).toEqual({ temperature: 0.15, symmetric: true, negativeVariance })
    expect(loss.configuration).toEqual({ temperature: 0.2, symmetric: true })
  })
})

describe.each([
  { symmetric: true },
  { symmetric: false },
  { symmetric: true, negativeVariance: { weight: 2, examples: 4 } },
])('inBatchNegatives, %j', (options) => {
  const loss = inBatchNegatives({ temperature: 0.4, ...options })
  const concepts = [0, 1, 2, 1, 3]
  describe.each([0, 2])('with %i hard negatives a row', (perRow) => {
    const answered = Array.from({ length: 5 * perRow }, (_, n) => (n % 3 === 0 ? n % 4 : -1))
    const given = (vectors: Float32Array): Given => ({ columns: 3, vectors, concepts, answered })
    satisfiesGradientContract('inBatchNegatives', () => ({
      at: units(10 + 5 * perRow, 3, 4),
      value: (vectors) => computed(loss, given(vectors)).value,
      gradient: (vectors) => computed(loss, given(vectors)).gradients,
    }))
  })
})
