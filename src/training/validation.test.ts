import { describe, expect, test } from 'vitest'
import { inTwoLanguages } from '../../fixtures/two-language-pairs.ts'
import { dataset } from '../datasets/dataset.ts'
import { staticEncoder } from '../encoders/static.ts'
import { embed } from '../evaluation/embed.ts'
import { evaluate } from '../evaluation/evaluate.ts'
import { inBatchNegatives } from '../losses/in-batch-negatives.ts'
import { averagePrecision } from '../metrics/average-precision.ts'
import { crossLingual } from '../samplers/cross-lingual.ts'
import { adam } from './adam.ts'
import { constant } from './schedules.ts'
import { type TrainOptions, train } from './train.ts'
import type { ValidationOptions } from './validation.ts'

const { pairs, texts } = inTwoLanguages(12)
/** Anchors are the even texts, their positives the odd ones. */
const half = (parity: number) => texts.filter((_, i) => i % 2 === parity)
const dev = dataset({
  name: 'dev',
  revision: '1',
  languages: pairs.languages,
  queries: half(0).map((text, i) => ({ id: `q${i}`, concept: `c${i >> 1}`, ...text })),
  documents: half(1).map((text, i) => ({ id: `d${i}`, ...text })),
  qrels: new Map(half(0).map((_, i) => [`q${i}`, new Map([0, 1].map((k) => [`d${2 * (i >> 1) + k}`, 1] as const))])),
})

const training = (validation?: ValidationOptions, changes: Partial<TrainOptions> = {}) =>
  train({
    encoder: staticEncoder({ dimensions: 8, buckets: 300 }).create(1),
    pairs,
    sampler: crossLingual(),
    loss: inBatchNegatives(),
    optimizer: adam(),
    schedule: constant(),
    steps: 30,
    batchSize: 6,
    seed: 1,
    thread: 'caller',
    validation,
    ...changes,
  })

describe('validation', () => {
  test('values the encoder every so many steps and at the end, and returns the best', async () => {
    const { encoder, validation, steps } = await training({ dataset: dev, every: 7 })
    expect(validation.map(({ step }) => step)).toEqual([7, 14, 21, 28, 30])
    const best = validation.reduce((a, b) => (b.value > a.value ? b : a))
    expect(steps).toBe(best.step)
    const vectors = await embed({ encoder, name: 'best', dataset: dev })
    const { scores } = await evaluate({ dataset: dev, ...vectors, measures: [averagePrecision()] })
    expect(scores.find(({ setting }) => setting === 'multilingual')!.value).toBe(best.value)
  })

  test('does not change what is trained', async () => {
    const [with7, without] = [await training({ dataset: dev, every: 7 }), await training()]
    expect(with7.curve).toEqual(without.curve)
    expect([without.validation, without.steps]).toEqual([[], 30])
  })

  test('ends a training whose value no longer rises, and keeps the best', async () => {
    // Steps this large soon undo what was learnt.
    const { validation, steps } = await training(
      { dataset: dev, every: 1, patience: 3 },
      { optimizer: adam({ learningRate: 3 }), steps: 400 },
    )
    expect(validation.length).toBeLessThan(400)
    expect(validation.at(-1)!.step - steps).toBe(3)
    expect(Math.max(...validation.map(({ value }) => value))).toBe(validation[steps - 1]!.value)
  })

  test('takes a measure in its own direction', async () => {
    const { validation, steps } = await training({ dataset: dev, measure: 'RankDistance', every: 5 })
    const lowest = Math.min(...validation.map(({ value }) => value))
    expect(validation.find(({ step }) => step === steps)!.value).toBe(lowest)
    expect(validation[0]!.value).toBeGreaterThan(lowest)
  })

  test.each([
    [{ every: 0 }, 'validation.every must be a positive integer; got 0'],
    [{ every: 1, patience: 0 }, 'validation.patience must be a positive integer; got 0'],
    [
      { every: 1, measure: 'RankDistance', setting: 'monolingual' as const },
      'validation.setting must be one in which RankDistance has a value on dev; got monolingual',
    ],
  ])('rejects %j', async (options, message) => {
    await expect(training({ dataset: dev, ...options })).rejects.toThrow(message)
  })
})
