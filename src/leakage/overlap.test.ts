import { fc, test } from '@fast-check/vitest'
import { describe, expect, vi } from 'vitest'
import { datasetContent, trainingContent } from '../../fixtures/arbitraries.ts'
import { outsideData } from '../../fixtures/outside-data.ts'
import { cldrEmoji } from '../datasets/cldr-emoji.ts'
import { type Dataset, dataset } from '../datasets/dataset.ts'
import { type TrainingPairs, trainingPairs } from '../datasets/training-pairs.ts'
import { xquadRSplit } from '../datasets/xquad-r-split.ts'
import { normalizedText } from './normalized-text.ts'
import { type OverlapCount, overlap } from './overlap.ts'

// Megabytes of JSON are parsed: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const data = outsideData('VITEST_RETRIEVAL_DATA', 'xquad-r')

const training = trainingPairs({
  name: 'trained',
  revision: '1',
  languages: ['en', 'zh'],
  pairs: [
    {
      concept: 'tower',
      translations: {
        en: {
          anchor: 'How tall is the Eiffel Tower?',
          positive: 'The tower is 330 metres tall, about the height of an 81-storey building.',
          negatives: ['It was made for the world fair of 1889.'],
        },
        zh: { anchor: '埃菲尔铁塔有多高？', positive: '铁塔高330米。' },
      },
    },
  ],
})

const evaluation = dataset({
  name: 'evaluated',
  revision: '2',
  languages: ['de', 'en', 'zh-Hant'],
  queries: [
    { id: 'q1', language: 'en', text: 'how tall is the  Eiffel tower', concept: 'tower' },
    { id: 'q2', language: 'en', text: 'Who wrote it?', concept: 'author' },
    { id: 'q3', language: 'zh-Hant', text: '埃菲尔铁塔有多高', concept: 'tower' },
  ],
  documents: [
    { id: 'd1', language: 'en', text: 'The tower is 331 metres tall, about the height of an 81-storey building.' },
    { id: 'd2', language: 'de', text: 'It was made for the World Fair of 1889' },
    { id: 'd3', language: 'de', text: 'Er ist aus Eisen.' },
  ],
  qrels: new Map(['q1', 'q2', 'q3'].map((id) => [id, new Map([['d1', 1]])])),
})

describe('overlap', () => {
  const made = overlap({ training, evaluation })

  test('counts texts that training has seen, by side and language', () => {
    expect(made.counts.map(({ examples: _, ...counts }) => counts)).toEqual([
      {
        role: 'query',
        language: 'en',
        texts: 2,
        exact: 1,
        near: 0,
        share: 0.5,
        seenAs: { anchor: 1, positive: 0, negative: 0 },
      },
      {
        role: 'query',
        language: 'zh-Hant',
        texts: 1,
        exact: 1,
        near: 0,
        share: 1,
        seenAs: { anchor: 1, positive: 0, negative: 0 },
      },
      {
        role: 'document',
        language: 'de',
        texts: 2,
        exact: 1,
        near: 0,
        share: 0.5,
        seenAs: { anchor: 0, positive: 0, negative: 1 },
      },
      {
        role: 'document',
        language: 'en',
        texts: 1,
        exact: 0,
        near: 1,
        share: 1,
        seenAs: { anchor: 0, positive: 1, negative: 0 },
      },
    ])
  })
  test('shows what was found with its id and where training has it', () => {
    const [document] = made.counts[3]!.examples
    const { anchor: _, ...known } = training.pairs[0]!.translations['en']!
    // 70 characters, 67 shingles, "the " twice: 66 each; the four that hold the last digit of 330 differ.
    expect(document).toEqual({
      id: 'd1',
      text: evaluation.documents[0]!.text,
      kind: 'near',
      similarity: 62 / 70,
      training: { concept: 'tower', language: 'en', role: 'positive', text: known.positive },
    })
  })
  test('says which languages training has seen and which concepts are in both', () => {
    expect(made.languages).toEqual({ seen: ['en', 'zh-Hant'], unseen: ['de'] })
    expect(made.concepts).toEqual({ evaluated: 2, shared: 1, examples: ['tower'] })
  })
  test('finds exact ones alone where no others are wanted', () => {
    const exact = overlap({ training, evaluation, near: false })
    expect(exact.recallAtThreshold).toBe(0)
    expect(exact.counts.map((each) => [each.exact, each.near])).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
      [0, 0],
    ])
    expect(exact.counts[0]?.examples).toEqual(made.counts[0]?.examples)
  })
  test('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(made))).toEqual(made)
  })
  test('refuses a threshold outside [0.1, 1]', () => {
    for (const threshold of [0, 0.05, 1.1, Number.NaN])
      expect(() => overlap({ training, evaluation, threshold })).toThrow(
        /^overlap: the threshold must be in \[0\.1, 1\]; got /,
      )
  })

  const disguise = fc.constantFrom(
    (text: string) => text,
    (text: string) => text.toUpperCase(),
    (text: string) => `¿ ${text}?!`,
    (text: string) => text.replaceAll(' ', '\u3000\n'),
    (text: string) => text.normalize('NFD'),
  )
  test.prop([trainingContent, datasetContent, fc.array(fc.tuple(fc.nat(), fc.nat(), disguise), { maxLength: 5 })])(
    'finds every exact duplicate, however disguised, and no other',
    (pairs, content, planted) => {
      const trained = trainingPairs(pairs)
      const evaluated = dataset(withTexts(content, textsOf(trained), planted))
      const known = new Set(textsOf(trained).map(normalizedText))
      const { counts } = overlap({ training: trained, evaluation: evaluated })
      const exactOf = (texts: readonly { readonly text: string }[]): number =>
        texts.filter(({ text }) => known.has(normalizedText(text))).length
      const reported = (role: string): number =>
        sum(counts.filter((each) => each.role === role).map(({ exact }) => exact))
      expect(reported('query')).toBe(exactOf(evaluated.queries))
      expect(reported('document')).toBe(exactOf(evaluated.documents))
      expect(sum(counts.map(({ texts }) => texts))).toBe(evaluated.queries.length + evaluated.documents.length)
    },
  )
  test.prop([trainingContent, datasetContent])(
    'finds the same exact ones with and without the near ones',
    (pairs, content) => {
      const of = { training: trainingPairs(pairs), evaluation: dataset(content) }
      const exactOf = ({ counts }: ReturnType<typeof overlap>) => counts.map(({ exact }) => exact)
      expect(exactOf(overlap({ ...of, near: false }))).toEqual(exactOf(overlap(of)))
    },
  )
  test.prop([trainingContent, datasetContent])('gives the same answer twice', (pairs, content) => {
    const of = () => overlap({ training: trainingPairs(pairs), evaluation: dataset(content), threshold: 0.3 })
    expect(of()).toEqual(of())
  })

  test('finds a lone "I." in both parts of XQuAD-R, and nothing else', async ({ skip }) => {
    skip(Boolean(data.absent), data.absent)
    const parts = await xquadRSplit(data.path())
    const { counts, concepts, languages } = overlap(parts)
    expect(concepts.shared).toBe(0)
    expect(languages.unseen).toEqual([])
    const [only, ...others] = counts.filter(({ share }) => share > 0) as [OverlapCount, ...OverlapCount[]]
    expect(only).toMatchObject({ role: 'document', language: 'tr', exact: 1, near: 0 })
    expect(only.examples[0]).toMatchObject({ text: 'I.', training: { text: 'I.', role: 'positive', language: 'tr' } })
    expect(others).toEqual([])
  })
  test('finds one name in two languages, and names that differ in a word, in the emoji of CLDR', async () => {
    const { counts, concepts } = overlap(await cldrEmoji())
    expect(concepts.shared).toBe(0)
    const [pie, ...others] = counts.flatMap(({ examples }) => examples.filter(({ kind }) => kind === 'exact'))
    // Spanish for foot, English for what is eaten.
    expect(pie).toMatchObject({ text: 'pie', id: 'en:1f967', training: { language: 'es', concept: 'emoji:1f9b6' } })
    expect(others).toEqual([])
    expect(sum(counts.map(({ near }) => near))).toBeGreaterThan(0)
  })
})

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}

function textsOf({ pairs }: TrainingPairs): string[] {
  return pairs.flatMap(({ translations }) =>
    Object.values(translations).flatMap(({ anchor, positive, negatives = [] }) => [anchor, positive, ...negatives]),
  )
}

type Planted = readonly (readonly [from: number, to: number, disguise: (text: string) => string])[]

/** The content with disguised texts in place of some of its own. */
function withTexts(content: Omit<Dataset, 'hash'>, texts: readonly string[], planted: Planted): Omit<Dataset, 'hash'> {
  const queries = [...content.queries]
  const documents = [...content.documents]
  for (const [from, to, disguise] of planted) {
    const text = disguise(texts[from % texts.length]!)
    const at = to % (queries.length + documents.length)
    if (at < queries.length) queries[at] = { ...queries[at]!, text }
    else documents[at - queries.length] = { ...documents[at - queries.length]!, text }
  }
  return { ...content, queries, documents }
}
