import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test as propertyTest } from '@fast-check/vitest'
import { describe, expect, onTestFinished, test } from 'vitest'
import { twoByTwo } from '../../fixtures/two-by-two.ts'
import { streamedDataset } from '../datasets/streamed-dataset.ts'
import { trainingPairs } from '../datasets/training-pairs.ts'
import { staticEncoder } from '../encoders/static.ts'
import { inBatchNegatives } from '../losses/in-batch-negatives.ts'
import { averagePrecision } from '../metrics/average-precision.ts'
import { crossLingual } from '../samplers/cross-lingual.ts'
import { adam } from '../training/adam.ts'
import type { Experiment, ExperimentOptions } from './experiment.ts'
import { type KeptExperiment, keptExperiment, type ResultsFolder } from './results-folder.ts'
import { runExperiment } from './run.ts'

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'results-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

const options: ExperimentOptions = {
  encoder: staticEncoder({ dimensions: 8, buckets: 256 }),
  dataset: twoByTwo,
  keep: 2,
}
const text = (c: string) => ({ anchor: c, positive: c })
const training: NonNullable<ExperimentOptions['training']> = {
  pairs: trainingPairs({
    name: 'pairs',
    revision: '1',
    languages: ['de', 'en'],
    pairs: ['1', '2'].map((c) => ({ concept: c, translations: { de: text(`d${c}`), en: text(`e${c}`) } })),
  }),
  sampler: crossLingual(),
  loss: inBatchNegatives(),
  optimizer: adam(),
  steps: 2,
  batchSize: 2,
}

/** A folder of results, and how often something was computed for it. */
function counted(more: Partial<ResultsFolder> = {}) {
  const place: ResultsFolder = { folder: temporaryFolder(), context: 'case', ...more }
  const counter = {
    place,
    computed: 0,
    run(asked: ExperimentOptions = options, other: Partial<ResultsFolder> = {}): Promise<KeptExperiment> {
      const compute = (given: ExperimentOptions): Promise<Experiment> => {
        counter.computed++
        return runExperiment(given)
      }
      return keptExperiment(asked, { ...place, ...other }, compute)
    },
  }
  return counter
}

/** What an experiment tells, without its encoders; measures hold functions and are told apart by their names. */
function told({ record, evaluations }: Experiment): unknown {
  return {
    record,
    evaluations: evaluations.map((each) => ({
      ...each,
      scores: each.scores.map((score) => ({ ...score, measure: score.measure.name })),
    })),
  }
}

describe('keptExperiment', () => {
  test('computes once, and gives the same again bit for bit, with measures that score', async () => {
    const suite = counted()
    const [first, second] = [await suite.run(), await suite.run()]
    expect([suite.computed, first.restored, second.restored]).toEqual([1, false, true])
    expect(told(second.experiment)).toStrictEqual(told(first.experiment))
    const judged = { ranks: [1], grades: [1], languages: ['en'], notRelevant: { ranks: [], grades: [] } }
    const counts = { retrieved: 1, pool: 1, queryLanguage: 'en', poolLanguages: new Map() }
    expect(second.experiment.evaluations[0]?.scores[0]?.measure.score({ ...judged, ...counts })).toBe(1)
    expect(second.experiment.evaluations[0]?.dataset).toBe(twoByTwo)
  })

  test('keeps trainings of several seeds, and says that their encoders are gone', async () => {
    const suite = counted()
    const asked = { ...options, training, seeds: [3, 4] }
    const [first, second] = [await suite.run(asked), await suite.run(asked)]
    expect(told(second.experiment)).toStrictEqual(told(first.experiment))
    expect(() => second.experiment.encoders).toThrow(/^encoders: .* got one that was restored.* Remove .*\.result to/)
  })

  test('keeps what was found in data that is streamed, apart from what was found in the same held', async () => {
    const suite = counted()
    const streamed = await streamedDataset({ ...twoByTwo, documents: () => twoByTwo.documents })
    const [first, second] = [await suite.run({ ...options, dataset: streamed }), await suite.run()]
    expect([first.restored, second.restored]).toEqual([false, false])
    const again = await suite.run({ ...options, dataset: streamed })
    expect([again.restored, told(again.experiment)]).toStrictEqual([true, told(first.experiment)])
  })

  test.each<[string, Partial<ExperimentOptions>, Partial<ResultsFolder>?]>([
    ['the seeds', { seeds: [2] }],
    ['the measures', { measures: ['AP'] }],
    ['the encoder', { encoder: staticEncoder({ dimensions: 4, buckets: 256 }) }],
    ['the data', { dataset: { ...twoByTwo, hash: '0' } }],
    ['its name', { name: 'other' }],
    ['how much is kept', { keep: 1 }],
    ['whether findings stop it', { inspection: 'warn' }],
    ['the training', { training }],
    ['the loss', { training: { ...training, loss: inBatchNegatives({ temperature: 0.5 }) } }],
    ['the pairs', { training: { ...training, pairs: { ...training.pairs, hash: '0' } } }],
    ['the case or the code', {}, { context: 'other' }],
  ])('computes anew where %s differ', async (_, more, other) => {
    const suite = counted()
    await suite.run({ ...options, training: { ...training, steps: 1 } })
    await suite.run()
    expect((await suite.run({ ...options, ...more }, other)).restored).toBe(false)
  })

  test.each<[string, ExperimentOptions]>([
    ['the sampler twos is a plain function', { ...options, training: { ...training, sampler: function* twos() {} } }],
    ['the measure AP is not of this package', { ...options, measures: [{ ...averagePrecision(), score: () => 1 }] }],
    [
      'the encoder later does not tell its configuration',
      {
        ...options,
        encoder: {
          ...options.encoder,
          name: 'later',
          get configuration(): never {
            throw new Error('not known')
          },
        },
      },
    ],
  ])('never keeps a result where %s', async (unkept, asked) => {
    const suite = counted()
    const compute = async () => runExperiment(options)
    for (let i = 0; i < 2; i++) {
      expect(await keptExperiment(asked, suite.place, compute)).toMatchObject({ restored: false, unkept })
    }
    expect(readdirSync(suite.place.folder)).toEqual([])
  })

  test('keeps the results of measures that are made, not named', async () => {
    const suite = counted()
    const asked = { ...options, measures: [averagePrecision({ cutoff: 2 })] }
    expect([(await suite.run(asked)).restored, (await suite.run(asked)).restored]).toEqual([false, true])
  })

  test('creates an encoder first whose configuration is known only then', async () => {
    const suite = counted()
    const late = (weights: string): ExperimentOptions => {
      let created = false
      const get = () => {
        if (created) return { weights }
        throw new Error('not known')
      }
      const create = async (seed: number) => {
        await Promise.resolve()
        created = true
        return options.encoder.create(seed)
      }
      return { ...options, encoder: Object.defineProperty({ ...options.encoder, create }, 'configuration', { get }) }
    }
    expect((await suite.run(late('a'))).restored).toBe(false)
    expect((await suite.run(late('b'))).restored).toBe(false)
    expect((await suite.run(late('a'))).restored).toBe(true)
  })

  test('computes the same once for all who ask at the same time', async () => {
    const suite = counted()
    const all = await Promise.all([suite.run(), suite.run(), suite.run()])
    expect(suite.computed).toBe(1)
    expect(all.filter(({ restored }) => restored)).toHaveLength(2)
    expect(readdirSync(suite.place.folder)).toEqual([expect.stringMatching(/^\w{64}\.result$/)])
  })

  test('keeps nothing of an experiment that failed', async () => {
    const { place } = counted()
    const fail = (): Promise<never> => Promise.reject(new Error('no'))
    await expect(keptExperiment(options, place, fail)).rejects.toThrow('no')
    expect(readdirSync(place.folder)).toEqual([])
  })

  propertyTest.prop([fc.nat(), fc.integer({ min: 1, max: 255 }), fc.boolean()], { numRuns: 30 })(
    'makes a file anew in which any byte changed, or whose end is missing, and tells it',
    async (place, change, cut) => {
      const folder = mkdtempSync(join(tmpdir(), 'results-'))
      const warnings: string[] = []
      const compute = async (): Promise<Experiment> => (await known).experiment
      const run = () =>
        keptExperiment(options, { folder, context: 'case', onWarning: (each) => warnings.push(each) }, compute)
      await run()
      const file = join(folder, readdirSync(folder)[0] as string)
      const before = readFileSync(file)
      const at = place % before.length
      const damaged = cut ? before.subarray(0, at) : Buffer.from(before)
      if (!cut) damaged[at]! ^= change
      writeFileSync(file, damaged)
      expect((await run()).restored).toBe(false)
      expect(warnings).toEqual([`${file} is damaged: its result is computed anew.`])
      expect((await run()).restored).toBe(true)
      rmSync(folder, { recursive: true })
    },
  )
})

const known = runExperiment(options).then((experiment) => ({ experiment }))
