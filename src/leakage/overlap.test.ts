import { describe, expect, test } from 'vitest'
import { dataset } from '../datasets/dataset.ts'
import { trainingPairs } from '../datasets/training-pairs.ts'
import { overlap } from './overlap.ts'

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
  test('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(made))).toEqual(made)
  })
  test('refuses a threshold outside [0.1, 1]', () => {
    for (const threshold of [0, 0.05, 1.1, Number.NaN])
      expect(() => overlap({ training, evaluation, threshold })).toThrow(
        /^overlap: the threshold must be in \[0\.1, 1\]; got /,
      )
  })
})
