import { describe, expect, test } from 'vitest'
import { judgedAt } from '../../fixtures/judged.ts'
import { dataset } from '../datasets/dataset.ts'
import type { Measure } from '../metrics/measure.ts'
import { score } from './score.ts'
import type { Search } from './searches.ts'

const first: Measure = {
  name: 'First',
  description: 'The best rank.',
  direction: 'lower',
  range: [1, Number.POSITIVE_INFINITY],
  score: ({ ranks }) => ranks[0]!,
}

// Best ranks: de 1, 2, 9; en 4, 6.
const languages = ['de', 'de', 'de', 'en', 'en']
const data = dataset({
  name: 'five queries',
  revision: '1',
  languages: ['de', 'en'],
  queries: languages.map((language, i) => ({ id: `q${i}`, language, text: 'q', concept: `${i}` })),
  documents: [{ id: 'd', language: 'de', text: 'd' }],
  qrels: new Map(languages.map((_, i) => [`q${i}`, new Map([['d', 1]])])),
})
const searches: Search[] = [1, 2, 9, 4, 6].map((rank, query) => ({
  query,
  queryLanguage: languages[query]!,
  poolLanguage: null,
  judged: judgedAt({ ranks: [rank] }),
}))

describe('score', () => {
  test.each([
    ['mean', { de: 4, en: 5 }, 4.5],
    ['median', { de: 2, en: 5 }, 3.5],
    ['sum', { de: 12, en: 10 }, 22],
  ] as const)('aggregates by the %s', (aggregate, perLanguage, value) => {
    const found = score({ ...first, aggregate }, 'multilingual', { dataset: data, searches })!
    expect(Object.fromEntries(found.perLanguage)).toEqual(perLanguage)
    expect(found.value).toBe(value)
    expect([...found.perQuery]).toEqual([1, 2, 9, 4, 6])
    expect(found.perPair).toBeUndefined()
  })

  test('adds up a query’s pools where values add up, and averages them elsewhere', () => {
    const twice = searches.flatMap((search) => ['de', 'en'].map((poolLanguage) => ({ ...search, poolLanguage })))
    const perQuery = (aggregate: 'mean' | 'sum') =>
      score({ ...first, aggregate }, 'cross-lingual', { dataset: data, searches: twice })!.perQuery
    expect([...perQuery('mean')]).toEqual([1, 2, 9, 4, 6])
    expect([...perQuery('sum')]).toEqual([2, 4, 18, 8, 12])
  })

  test('is a bound where what is not known could move it, which a median may withstand', () => {
    const at = (bound: Measure['bound']) =>
      score({ ...first, aggregate: 'median', ...(bound && { bound }) }, 'multilingual', { dataset: data, searches })!
    const only = (rank: number): Measure['bound'] => ({ side: 'at least', where: ({ ranks }) => ranks[0] === rank })
    // German 1, 2, 9: the last may be anywhere beyond; were it the middle one, the median could be too.
    expect(at(only(9))).toMatchObject({ value: 3.5, bounded: new Set([2]) })
    expect(at(only(9))).not.toHaveProperty('bound')
    expect(at(only(2))).toMatchObject({ value: 3.5, bound: 'at least', bounded: new Set([1]) })
    const mean = score({ ...first, bound: only(9)! }, 'multilingual', { dataset: data, searches })!
    expect(mean).toMatchObject({ value: 4.5, bound: 'at least' })
  })

  test('is null where no query can be scored', () => {
    expect(score({ ...first, minimumLanguages: 2 }, 'multilingual', { dataset: data, searches })).toBeNull()
  })

  test('gives each document language its own answers, at their ranks in the whole pool', () => {
    const judged = judgedAt({ ranks: [2, 5, 7], grades: [1, 2, 3], languages: ['en', 'de', 'en'] })
    const seen: unknown[] = []
    const watching: Measure = {
      ...first,
      each: 'document language',
      score: ({ ranks, grades, languages }) => seen.push({ ranks, grades, languages }),
    }
    const found = score(watching, 'multilingual', { dataset: data, searches: [{ ...searches[0]!, judged }] })!
    expect(seen).toEqual([
      { ranks: [2, 7], grades: [1, 3], languages: ['en', 'en'] },
      { ranks: [5], grades: [2], languages: ['de'] },
    ])
    expect([...found.perPair!.get('de')!]).toEqual([
      ['de', 2],
      ['en', 1],
    ])
  })
})
