import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { trainingContent } from '../../fixtures/arbitraries.ts'
import { type Pair, type TrainingPair, type TrainingPairs, trainingPairs } from './training-pairs.ts'

type Content = Omit<TrainingPairs, 'hash'>

const content: Content = {
  name: 'demo',
  revision: '1',
  languages: ['en', 'de'],
  pairs: [
    {
      concept: 'c1',
      translations: { de: { anchor: 'Korb', positive: 'Picknick' }, en: { anchor: 'basket', positive: 'picnic' } },
    },
    { concept: 'c2', translations: { en: { anchor: 'pie', positive: 'apple' } } },
  ],
}
const [c1, c2] = content.pairs as [TrainingPair, TrainingPair]

/** The content with hard negatives of the first concept in English. */
function withNegatives(negatives: readonly string[], group?: string): Content {
  const { de, en } = c1.translations as Record<'de' | 'en', Pair>
  const first: TrainingPair = { ...c1, translations: { de, en: { ...en, negatives } }, ...(group && { group }) }
  return { ...content, pairs: [first, { ...c2, ...(group && { group }) }] }
}

describe('trainingPairs', () => {
  test('returns what was given, with its hash', () => {
    expect(trainingPairs(content)).toEqual({ ...content, hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
  })
  test('puts translations in the order of the languages, whatever order they came in', () => {
    expect(Object.keys(trainingPairs(content).pairs[0]!.translations)).toEqual(['en', 'de'])
  })
  test('keeps hard negatives, frozen, and leaves an empty list out', () => {
    const made = trainingPairs(withNegatives(['wicker', 'handle']))
    const negatives = made.pairs[0]!.translations['en']!.negatives
    expect(negatives).toEqual(['wicker', 'handle'])
    expect(negatives).toSatisfy(Object.isFrozen)
    expect(trainingPairs(withNegatives([]))).toEqual(trainingPairs(content))
  })
  test('is frozen throughout', () => {
    const made = trainingPairs(content)
    const { translations } = made.pairs[0]!
    expect([made, made.pairs, made.pairs[0], translations, translations['en']]).toSatisfy((parts: object[]) =>
      parts.every(Object.isFrozen),
    )
  })
})

describe('trainingPairs rejects', () => {
  test.each<[string, Partial<Content>, string]>([
    ['no language', { languages: [] }, 'there must be at least one language'],
    ['no pair', { pairs: [] }, 'every language must have an entry; got "en"'],
    ['a language without pairs', { languages: ['en', 'de', 'fr'] }, 'every language must have an entry; got "fr"'],
    ['an unknown language', { languages: ['en'] }, 'pairs[0]: language must be one of en; got "de"'],
    [
      'a concept given twice',
      { pairs: [c1, c2, c1] },
      'pairs[2]: concept ids must be unique; got "c1". It was used at pairs[0]',
    ],
    ['a blank concept', { pairs: [c1, { ...c2, concept: '' }] }, 'pairs[1]: concept must be a text one can read'],
    [
      'a concept in no language',
      { pairs: [c1, { ...c2, translations: {} }] },
      'pairs[1]: a concept must have a pair in at least one language; got "c2"',
    ],
    [
      'a blank anchor',
      { pairs: [c1, { ...c2, translations: { en: { anchor: '\ufeff', positive: 'apple' } } }] },
      'pairs[1]: en anchor of "c2" must be a text one can read',
    ],
    [
      'an empty positive',
      { pairs: [c1, { ...c2, translations: { en: { anchor: 'pie', positive: '' } } }] },
      'pairs[1]: en positive of "c2" must be a text one can read; got ""',
    ],
    ['a blank hard negative', withNegatives([' ']), 'pairs[0]: en negative of "c1" must be a text one can read'],
    [
      'one given twice',
      withNegatives(['a', 'b', 'a']),
      'pairs[0]: en negatives of "c1" must differ from each other; got "a"',
    ],
    [
      'one that is the answer',
      withNegatives(['picnic']),
      'en negatives of "c1" must not be right answers; got "picnic"',
    ],
    [
      'one that is the answer in another language',
      withNegatives(['Picknick']),
      'must not be right answers; got "Picknick"',
    ],
    ["one that is its group's answer", withNegatives(['apple'], 'g'), 'must not be right answers; got "apple"'],
  ])('%s', (_, change, message) => {
    const make = (): TrainingPairs => trainingPairs({ ...content, ...change })
    expect(make).toThrow(message)
    expect(make).toThrow(RangeError)
  })
  test('with the place that the loader knows', () => {
    const pairs = [c1, { ...c2, concept: '' }]
    expect(() => trainingPairs({ ...content, pairs }, (index) => `pairs.jsonl:${index + 1}`)).toThrow(
      'demo: pairs.jsonl:2: ',
    )
  })
})

describe('trainingPairs hash, for every content,', () => {
  test.prop([trainingContent])('ignores name, revision and the order of translations', (drawn) => {
    const pairs = drawn.pairs.map(({ concept, translations }) => ({
      concept,
      translations: Object.fromEntries(Object.entries(translations).reverse()),
    }))
    const made = trainingPairs(withBothLanguages(drawn))
    expect(trainingPairs(withBothLanguages({ ...drawn, pairs, name: 'other', revision: '2' })).hash).toBe(made.hash)
  })
  test.prop([
    trainingContent,
    fc.nat(),
    fc.constantFrom('concept', 'anchor', 'positive', 'negatives', 'swap', 'cut', 'language', 'drop', 'order'),
  ])('changes with any fact', (drawn, draw, what) => {
    const { pairs } = drawn
    const at = draw % pairs.length
    const { concept, translations } = pairs[at]!
    const [language, { anchor, positive }] = Object.entries(translations)[0]!
    const put = (pair: Partial<TrainingPair>): readonly TrainingPair[] =>
      pairs.with(at, { concept, translations, ...pair })
    const translate = (to: Pair): readonly TrainingPair[] => put({ translations: { ...translations, [language]: to } })
    const changed = {
      concept: () => put({ concept: 'another' }),
      anchor: () => translate({ anchor: `${anchor}.`, positive }),
      positive: () => translate({ anchor, positive: `${positive}.` }),
      negatives: () => translate({ anchor, positive, negatives: [`no ${positive}`] }),
      swap: () => translate({ anchor: positive, positive: anchor }),
      cut: () => {
        const [first = '', ...rest] = positive
        return translate({ anchor: anchor + first, positive: rest.join('') })
      },
      language: () => {
        const turned = Object.entries(translations).map(([key, pair]) => [key === 'en' ? 'de' : 'en', pair] as const)
        return put({ translations: Object.fromEntries(turned) })
      },
      drop: () => pairs.toSpliced(at, 1),
      order: () => pairs.toReversed(),
    }[what]!()
    const before = trainingPairs(withBothLanguages(drawn)).hash
    expect(trainingPairs(withBothLanguages({ ...drawn, pairs: changed })).hash).not.toBe(before)
  })
})

describe('trainingPairs hash', () => {
  test('tells hard negatives and their order apart', () => {
    const hashes = [['a'], ['a', 'b'], ['b', 'a']].map((negatives) => trainingPairs(withNegatives(negatives)).hash)
    expect(new Set(hashes).size).toBe(3)
  })
  test('tells provenances apart, and not the order of their keys', () => {
    const made = (...provenance: NonNullable<Content['provenance']>) => trainingPairs({ ...content, provenance })
    expect(made({ translator: 'a', to: ['de'] }).hash).toBe(made({ to: ['de'], translator: 'a' }).hash)
    expect(made({ translator: 'a' }).hash).not.toBe(made({ translator: 'b' }).hash)
    expect(made({ translator: 'a' }).hash).not.toBe(made({ translator: 'a' }, { translator: 'a' }).hash)
    expect(made({ translator: 'a' }).provenance).toEqual([{ translator: 'a' }])
    expect(made()).toEqual(trainingPairs(content))
  })
  test('is what it was before there were hard negatives', () => {
    const hash = '8049a9a70d5417e75aa6398688a195697d7ed52b9f7c601cb775715e661eec3f'
    expect(trainingPairs(content).hash).toBe(hash)
  })
})

/** One concept in both languages goes first, so that dropping any other leaves none of them unused. */
function withBothLanguages(drawn: Content): Content {
  return { ...drawn, pairs: [{ ...c1, concept: 'first' }, ...drawn.pairs] }
}
