import { describe, expect, test } from 'vitest'
import { type Dataset, dataset } from '../datasets/dataset.ts'
import { type TrainingPairs, trainingPairs } from '../datasets/training-pairs.ts'
import type { EncoderSource } from '../encoders/encoder.ts'
import { randomEncoder } from '../encoders/random.ts'
import { matrix, unitRows } from '../matrix.ts'
import type { Language } from '../retrieval.ts'
import { dataChecks } from './data-checks.ts'
import { runExperiment } from './run.ts'
import { scoreRun } from './score-run.ts'

const words = ['sun', 'moon', 'star', 'rain', 'snow', 'wind', 'sand', 'wood']

/** A question and a sentence of each word in each language; query i is answered by the document that `answerOf` says. */
function weather(
  languages: readonly Language[],
  answerOf = (i: number, _query: Language, _document: Language): number => i,
): Dataset {
  const each = languages.flatMap((language) => words.map((word, i) => ({ language, word, i })))
  const answers = (i: number, query: Language) =>
    languages.map((language) => [`${language}:d${answerOf(i, query, language)}`, 1] as const)
  return dataset({
    name: 'weather',
    revision: '1',
    languages,
    queries: each.map(({ language, word, i }) => ({
      id: `${language}:q${i}`,
      language,
      concept: `weather:${word}`,
      text: `What is ${word}? (${language})`,
    })),
    documents: each.map(({ language, word, i }) => ({
      id: `${language}:d${i}`,
      language,
      text: `${word}, ${language}.`,
    })),
    qrels: new Map(each.map(({ language, i }) => [`${language}:q${i}`, new Map(answers(i, language))])),
  })
}

function pairsOf(name: string, texts: readonly (readonly [anchor: string, positive: string])[]): TrainingPairs {
  const pairs = texts.map(([anchor, positive], i) => ({
    concept: `${name}:${i}`,
    translations: { en: { anchor, positive } },
  }))
  return trainingPairs({ name, revision: '1', languages: ['en'], pairs })
}

/** Gives every text the axis of the word in it. */
const byWord: EncoderSource = {
  name: 'by word',
  label: 'By word',
  configuration: null,
  control: false,
  create: () => ({
    dimensions: words.length,
    encode: async (texts) => {
      const axes = texts.map(({ text }) => words.findIndex((word) => text.includes(word)))
      const rows = axes.flatMap((axis) => words.map((_, i) => (i === axis ? 1 : 0)))
      return unitRows(matrix(texts.length, words.length, Float32Array.from(rows)))
    },
  }),
}

const measures = ['AP']

describe('an experiment on data that are not what they are taken for', () => {
  const latinAsArabic = weather(['ar', 'en'])

  test('ends before it begins, and lists what was found with examples', async () => {
    const experiment = runExperiment({ encoder: randomEncoder(), dataset: latinAsArabic, measures })
    await expect(experiment).rejects.toThrow(RangeError)
    await expect(experiment).rejects.toThrow(
      /^dataChecks: the texts and judgements of weather must be what they are taken for; got 2 findings that make its figures meaningless:\n {2}ar: queries in another script: 8 of 8 .*\n {4}ar:q0 “What is sun\? \(ar\)”\n/,
    )
    const run = [{ query: 'en:q0', documents: ['en:d0'], scores: Float64Array.of(1) }]
    await expect(scoreRun({ run, dataset: latinAsArabic })).rejects.toThrow("set inspection: 'warn'.")
  })

  test('runs where they are meant to be so, and says what was let pass', async () => {
    const options = { encoder: randomEncoder(), dataset: latinAsArabic, measures }
    const { record } = await runExperiment({ ...options, inspection: 'warn' })
    expect(record.dataset.inspection?.errors.map(({ check, language, count }) => [check, language, count])).toEqual([
      ['script', 'ar', 8],
      ['script', 'ar', 8],
    ])
    const { record: sound } = await runExperiment({ ...options, dataset: weather(['de', 'en']) })
    expect(record.configurationHash).toBe(sound.configurationHash)
  })
})

describe('dataChecks', () => {
  test('tells counts, warnings and the card in the record', async () => {
    const sound = weather(['de', 'en'])
    const twins = dataset({
      ...sound,
      documents: sound.documents.map((one) => (one.id === 'de:d1' ? { ...one, text: 'sun, de.' } : one)),
    })
    const { record } = await runExperiment({
      encoder: randomEncoder(),
      dataset: { ...twins, name: 'xquad-r-copy' },
      measures,
    })
    expect(record.dataset.inspection?.perLanguage['de']).toEqual({ queries: 8, documents: 8, judgements: 16 })
    expect(record.dataset.inspection?.warnings.map(({ message }) => message)).toEqual([
      "de: documents that repeat another's text: 1 of 8 (false negatives for 4 queries)",
    ])
    expect(record.dataset.card).toMatchObject({ title: 'XQuAD-R', licence: 'CC-BY-SA-4.0', nonCommercial: false })
  })

  test('looks at a data set, and at its overlap with training pairs, once a process', async () => {
    const training = { pairs: pairsOf('elsewhere', [['A?', 'B.']]) }
    const of = weather(['de', 'en'])
    const [first, second] = [await dataChecks({ dataset: of, training }), await dataChecks({ dataset: of, training })]
    expect(second.inspection?.warnings).toBe(first.inspection?.warnings)
    expect(second.training?.overlap).toBe(first.training?.overlap)
    expect((await dataChecks({ dataset: weather(['de', 'en']) })).training).toBeUndefined()
  })

  test('warns of an encoder that is chosen on the data it is evaluated on', async () => {
    const [evaluated, other] = [weather(['de', 'en']), weather(['en', 'de'])]
    const pairs = pairsOf('elsewhere', [['A?', 'B.']])
    const warningsOf = async (validated: Dataset) =>
      (await dataChecks({ dataset: evaluated, training: { pairs, validation: { dataset: validated, every: 1 } } }))
        .warnings
    expect(await warningsOf(evaluated)).toEqual([expect.stringMatching(/^The encoder was chosen \(validation\) on /)])
    expect(await warningsOf(other)).toBeUndefined()
  })

  test('reads a streamed data set once, looks for its queries alone, and says so', async () => {
    const { documents, ...held } = weather(['de', 'en'])
    let readings = 0
    const stream = {
      length: documents.length,
      perLanguage: new Map([
        ['de', 8],
        ['en', 8],
      ]),
      async *[Symbol.asyncIterator]() {
        readings++
        yield* documents
      },
    }
    const training = { pairs: pairsOf('elsewhere', [['what is SUN (en)', 'moon, de']]) }
    const streamed = { ...held, documents: stream }
    const checks = await dataChecks({ dataset: streamed, training })
    expect(checks.inspection).toEqual((await dataChecks({ dataset: { ...held, documents } })).inspection)
    expect(checks.training?.overlap).toMatchObject({
      zeroShot: false,
      queries: { texts: 16, exact: 1 },
      documents: null,
    })
    await dataChecks({ dataset: streamed })
    expect(readings).toBe(1)
    const aborted = dataChecks({ dataset: { ...streamed } }, { signal: AbortSignal.abort(new Error('enough')) })
    await expect(aborted).rejects.toThrow('enough')
  })

  test.each([
    ['nothing of it', [['Who wrote it?', 'She did.']], true],
    ['one of its sentences', [['Who wrote it?', 'Sun, en']], true],
    ['one of its questions', [['what is SUN (en)', 'It shines.']], false],
  ] as const)('calls training on %s zero-shot: %s, %s', async (_, texts, expected) => {
    const { training } = await dataChecks({
      dataset: weather(['de', 'en']),
      training: { pairs: pairsOf('elsewhere', texts) },
    })
    expect(training?.overlap?.zeroShot).toBe(expected)
    expect(training?.languages).toEqual({ seen: ['en'], unseen: ['de'] })
  })
})

describe('language pairs that lie out', () => {
  const languages = ['aa', 'bb', 'cc', 'dd', 'ee']
  // The judgements of one subset are moved by three questions, as when its texts are swapped.
  const swapped = weather(languages, (i, query, document) => (query + document === 'aabb' ? (i + 3) % words.length : i))

  test('reach the record where one subset is damaged', async () => {
    const { record } = await runExperiment({ encoder: byWord, dataset: swapped, measures: ['RR', 'nDCG@10'] })
    expect(record.outlyingPairs?.measure).toBe('nDCG@10')
    expect(record.outlyingPairs?.pairs.map(({ query, document }) => query + document)).toEqual(['aabb'])
  })

  test('are none where nothing is damaged, and none are looked for in measures of ranks without end', async () => {
    const { record } = await runExperiment({ encoder: byWord, dataset: weather(languages), measures })
    expect(record.outlyingPairs).toBeUndefined()
    const { record: distances } = await runExperiment({ encoder: byWord, dataset: swapped, measures: ['MeanRank'] })
    expect(distances.outlyingPairs).toBeUndefined()
  })
})
