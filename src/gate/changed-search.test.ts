import { describe, expect, test } from 'vitest'
import { changedSearch } from './changed-search.ts'

const exact = { measures: ['AP'], search: { index: 'exact', kind: 'exact', k: 100 } }
const approximate = { measures: ['AP'], search: { index: 'milvus', type: 'HNSW', kind: 'approximate', k: 100, ef: 64 } }

describe('changedSearch', () => {
  test('keeps an approximate run and an exact baseline apart, and the reverse', () => {
    expect(changedSearch(exact, approximate)[0]).toContain("the baseline's is exact, this run's approximate")
    expect(changedSearch(approximate, exact)[0]).toContain("the baseline's is approximate, this run's exact")
  })

  test('takes configurations that say nothing of a search for exact ones', () => {
    const silent = [null, 'x', [], {}, { search: null }, { search: [] }, { search: { kind: 3 } }, { steps: 2000 }]
    for (const configuration of silent) {
      expect(changedSearch(configuration, exact)).toEqual([])
      expect(changedSearch(configuration, approximate)).toHaveLength(1)
    }
  })

  test('has nothing against two searches of a kind, however they are made', () => {
    expect(changedSearch(exact, { search: { index: 'milvus', type: 'FLAT', kind: 'exact', k: 10 } })).toEqual([])
    expect(changedSearch(approximate, { search: { ...approximate.search, ef: 128 } })).toEqual([])
  })
})
