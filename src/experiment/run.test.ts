import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Dataset, dataset } from '../datasets/dataset.ts'
import { type TrainingPairs, trainingPairs } from '../datasets/training-pairs.ts'
import { staticEncoder } from '../encoders/static.ts'
import { inBatchNegatives } from '../losses/in-batch-negatives.ts'
import { crossLingual } from '../samplers/cross-lingual.ts'
import { adam } from '../training/adam.ts'
import { version } from '../version.ts'
import type { ExperimentOptions } from './experiment.ts'
import { runExperiment } from './run.ts'

const languages = ['de', 'en']
const concepts = ['sun', 'moon', 'star', 'rain', 'snow', 'wind']

/** Nothing is shared between the languages' words, so that only training can join them. */
function pairs(): TrainingPairs {
  const text = (language: string, concept: string): string =>
    language === 'en' ? concept : [...concept].reverse().join('')
  return trainingPairs({
    name: 'weather',
    revision: '1',
    languages,
    pairs: concepts.map((concept) => ({
      concept,
      translations: Object.fromEntries(
        languages.map((language) => [
          language,
          { anchor: text(language, concept), positive: `${text(language, concept)} ${language}` },
        ]),
      ),
    })),
  })
}

function weather(): Dataset {
  const all = pairs().pairs.flatMap(({ concept, translations }) =>
    languages.map((language) => ({ id: `${language}:${concept}`, language, concept, ...translations[language]! })),
  )
  return dataset({
    name: 'weather',
    revision: '1',
    languages,
    queries: all.map(({ anchor, positive: _, ...rest }) => ({ ...rest, text: anchor })),
    documents: all.map(({ anchor: _, positive, ...rest }) => ({ ...rest, text: positive })),
    qrels: new Map(all.map(({ id, concept }) => [id, new Map(languages.map((each) => [`${each}:${concept}`, 1]))])),
  })
}

function options(more: Partial<ExperimentOptions> = {}): ExperimentOptions {
  return {
    encoder: staticEncoder({ dimensions: 8, buckets: 512 }),
    dataset: weather(),
    training: {
      pairs: pairs(),
      sampler: crossLingual(),
      loss: inBatchNegatives(),
      optimizer: adam(),
      steps: 60,
      batchSize: 4,
    },
    ...more,
  }
}

const { training: _, ...untrained } = options()

describe('runExperiment', () => {
  test('trains, so that languages without a common word meet', async () => {
    const score = async (of: ExperimentOptions): Promise<number> => {
      const { record } = await runExperiment(of)
      return record.scores.find(({ measure, setting }) => measure === 'AP' && setting === 'cross-lingual')!.value
    }
    const [before, after] = [await score(untrained), await score(options())]
    expect(before).toBeLessThan(0.7)
    expect(after).toBeGreaterThan(0.9)
  })

  test('gives the same record twice but for times', async () => {
    const [one, two] = [await runExperiment(options()), await runExperiment(options())]
    const timeless = ({ record: { seconds: _, training, ...rest } }: typeof one): unknown => ({
      ...rest,
      training: { ...training, seconds: null },
    })
    expect(timeless(one)).toEqual(timeless(two))
  })

  test('averages over seeds, and keeps what each gave', async () => {
    const { record, evaluations } = await runExperiment(options({ seeds: [3, 5] }))
    expect(evaluations).toHaveLength(2)
    for (const { value, perSeed } of record.scores) expect(value).toBeCloseTo((perSeed[0]! + perSeed[1]!) / 2, 12)
    const alone = await runExperiment(options({ seeds: [5] }))
    expect(record.scores.map(({ perSeed }) => perSeed[1])).toEqual(alone.record.scores.map(({ value }) => value))
    expect(record.training?.curves).toHaveLength(2)
  })

  test('names a run after its sampler, or its encoder where nothing is trained', async () => {
    const [trained, plain] = [await runExperiment(options()), await runExperiment(untrained)]
    expect(trained.record).toMatchObject({ name: 'cross-lingual', control: false, label: 'Cross-lingual (X-Y)' })
    expect(plain.record).toMatchObject({ name: 'static', control: true, training: null })
    const named = await runExperiment(options({ name: 'mine', label: 'Mine', measures: ['mAP'] }))
    expect(named.record).toMatchObject({ name: 'mine', label: 'Mine' })
    expect(named.record.scores.map(({ measure }) => measure)).toEqual(['AP', 'AP', 'AP'])
  })

  test.for([
    ['steps', { training: { ...options().training!, steps: 61 } }],
    ['seeds', { seeds: [2] }],
    ['measures', { measures: ['AP'] }],
    ['encoder', { encoder: staticEncoder({ dimensions: 9, buckets: 512 }) }],
    ['loss', { training: { ...options().training!, loss: inBatchNegatives({ temperature: 0.2 }) } }],
  ] as const)('gives another configuration hash for other %s', async ([, change]) => {
    const hash = async (more: Partial<ExperimentOptions>): Promise<string> =>
      (await runExperiment(options(more))).record.configurationHash
    expect(await hash(change)).not.toBe(await hash({}))
  })

  test('takes a plain generator function as sampler', async () => {
    function* onlyEnglish() {
      for (;;) yield [0, 1, 2, 3].map((pair) => ({ pair, anchor: 'en', positive: 'en' }))
    }
    const { record } = await runExperiment(options({ training: { ...options().training!, sampler: onlyEnglish } }))
    expect(record.name).toBe('onlyEnglish')
  })

  test('adds the steps of all seeds up to one progress', async () => {
    const seen: string[] = []
    const onProgress = ({ stage, done, total }: { stage: string; done: number; total: number }): void => {
      if (stage === 'train') seen.push(`${done}/${total}`)
    }
    await runExperiment(options({ seeds: [1, 2] }), { onProgress })
    expect(seen.at(-1)).toBe('120/120')
  })

  test('stops when aborted', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(runExperiment(options(), { signal })).rejects.toThrow('enough')
  })

  test.for([[], [1, 1], [0.5]].map((seeds) => ({ seeds })))('rejects the seeds $seeds', async ({ seeds }) => {
    await expect(runExperiment(options({ seeds }))).rejects.toThrow(
      'runExperiment: seeds must be one or more different integers',
    )
  })
})

test('the version is the package’s', () => {
  const { version: published } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  expect(version).toBe(published)
})

describe('runExperiment: validation and checkpoints', () => {
  test('records how the encoder was chosen, and evaluates that one', async () => {
    const training = { ...options().training!, validation: { dataset: weather(), every: 25 } }
    const { record, encoders } = await runExperiment(options({ training, seeds: [1, 2] }))
    const { measure, setting, curves, chosen } = record.training!.validation!
    expect([measure, setting]).toEqual(['AP', 'multilingual'])
    expect(curves.map((curve) => curve.map(({ step }) => step))).toEqual([
      [25, 50, 60],
      [25, 50, 60],
    ])
    expect(encoders).toHaveLength(2)
    const score = record.scores.find((each) => each.measure === 'AP' && each.setting === 'multilingual')!
    expect(score.perSeed).toEqual(curves.map((curve) => Math.max(...curve.map(({ value }) => value))))
    expect(chosen.every((step, i) => curves[i]!.some((point) => point.step === step))).toBe(true)
    const { record: without } = await runExperiment(options({ seeds: [1, 2] }))
    expect(record.configurationHash).not.toBe(without.configurationHash)
  })

  test('keeps a checkpoint for each configuration and seed, which decides no score', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'experiment-'))
    const checkpoint = { folder, every: 20 }
    const run = (training: object, seeds: readonly number[]) =>
      runExperiment(options({ training: { ...options().training!, ...training }, seeds }))
    const [fresh, kept] = [await run({}, [1, 2]), await run({ checkpoint }, [1, 2])]
    const again = await run({ checkpoint }, [2, 1])
    await run({ checkpoint, steps: 40 }, [1])
    expect(await readdir(folder)).toHaveLength(3)
    expect(kept.record.digest).toBe(fresh.record.digest)
    expect(kept.record.configurationHash).toBe(fresh.record.configurationHash)
    expect(again.evaluations[0]!.scores).toEqual(kept.evaluations[1]!.scores)
    await rm(folder, { recursive: true })
  })
})
