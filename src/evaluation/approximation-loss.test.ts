import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { atAngles, twoByTwo } from '../../fixtures/two-by-two.ts'
import { vectorizedDataset } from '../../fixtures/vectorized-dataset.ts'
import { exactIndex } from '../indexes/exact-index.ts'
import type { SearchIndex } from '../indexes/search-index.ts'
import type { UnitRows } from '../matrix.ts'
import { asMeasure } from '../metrics/notation.ts'
import type { Document } from '../retrieval.ts'
import { approximationLoss } from './approximation-loss.ts'
import { evaluateIndex } from './evaluate-index.ts'

async function indexed(held: readonly Document[], vectors: UnitRows): Promise<SearchIndex> {
  const index = await exactIndex({ dimensions: vectors.columns })
  await index.add(held, vectors)
  return index
}

/** Never finds one document. */
function blindTo(lost: string, index: SearchIndex): SearchIndex {
  return {
    ...index,
    name: 'blind',
    kind: 'approximate',
    configuration: { index: 'blind' },
    search: async (queries, { k, ...options }) => {
      const found = await index.search(queries, { ...options, k: k + 1 })
      return found.map(({ documents, scores }) => {
        const kept = documents.flatMap((id, at) => (id === lost ? [] : [at])).slice(0, k)
        return { documents: kept.map((at) => documents[at]!), scores: Float64Array.from(kept, (at) => scores[at]!) }
      })
    },
  }
}

describe('approximationLoss', () => {
  test('tells by hand what a search misses that never finds de1', async () => {
    const exact = await indexed(twoByTwo.documents, atAngles(10, 60, 100, 45))
    const loss = await approximationLoss({
      dataset: twoByTwo,
      index: blindTo('de1', exact),
      exact,
      queries: atAngles(0, 50, 90, 20),
      measures: [{ ...asMeasure('AP'), settings: ['multilingual'] }, asMeasure('RankDistance')],
      k: 4,
    })
    // de1 stood third, second, second, third of four: below it, everything moves up.
    const [ap, distance] = loss.measures
    const exactAp = [(1 + 2 / 3) / 2, (1 / 2 + 2 / 3) / 2, (1 + 2 / 3) / 2, (1 / 2 + 2 / 4) / 2]
    const ownAp = [1 / 2, 1 / 2 / 2, (1 + 2 / 2) / 2, (1 / 2 + 2 / 3) / 2]
    const change = ownAp.reduce((sum, value, at) => sum + value - exactAp[at]!, 0) / 4
    expect(ap).toMatchObject({ measure: 'AP', setting: 'multilingual', direction: 'higher' })
    expect(ap?.change).toBeCloseTo(change, 12)
    expect(ap!.approximate - ap!.exact).toBeCloseTo(change, 12)
    expect(ap?.interval?.[0]).toBeLessThanOrEqual(change)
    expect(ap?.interval?.[1]).toBeGreaterThanOrEqual(change)
    expect(distance?.bounded).toBe(true)
    expect(loss.recall).toEqual([{ setting: 'multilingual', value: 3 / 4, interval: null }])
    expect(loss).toMatchObject({ search: { index: 'blind', kind: 'approximate', k: 4 }, k: 4, queries: 4, concepts: 2 })
    expect(JSON.parse(JSON.stringify(loss))).toEqual(loss)
  })

  test('shares what it finds of pools that are smaller than k', async () => {
    const exact = await indexed(twoByTwo.documents, atAngles(10, 60, 100, 45))
    const measures = [{ ...asMeasure('AP'), settings: ['monolingual' as const, 'cross-lingual' as const] }]
    const given = { dataset: twoByTwo, exact, queries: atAngles(0, 50, 90, 20), measures, k: 9 }
    const { recall } = await approximationLoss({ ...given, index: blindTo('de1', exact) })
    // Of de1 and de2 half, of en1 and en2 all; a query each language and concept; of all four documents three.
    expect(recall).toEqual([
      { setting: 'monolingual', value: 0.75, interval: null },
      { setting: 'cross-lingual', value: 0.75, interval: null },
      { setting: 'multilingual', value: 0.75, interval: null },
    ])
  })

  property.prop([vectorizedDataset, fc.integer({ min: 1, max: 9 })], { numRuns: 25 })(
    'is nothing between two exact indexes, for every data set',
    async ({ data, queries, documents }, k) => {
      const [index, exact] = [await indexed(data.documents, documents), await indexed(data.documents, documents)]
      const measures = [asMeasure('AP'), asMeasure('nDCG@3'), asMeasure('RankDistance')]
      const loss = await approximationLoss({ dataset: data, index, exact, queries, measures, k })
      expect(loss.recall.map(({ value }) => value)).toEqual(loss.recall.map(() => 1))
      expect(loss.measures.map(({ change }) => change)).toEqual(loss.measures.map(() => 0))
      expect(loss.measures.map(({ interval }) => interval)).toEqual(loss.measures.map(() => null))
    },
  )

  test('draws whole concepts, the same for the same seed', async () => {
    const exact = await indexed(twoByTwo.documents, atAngles(10, 60, 100, 45))
    const options = {
      dataset: twoByTwo,
      index: blindTo('de1', exact),
      exact,
      queries: atAngles(0, 50, 90, 20),
      measures: [asMeasure('AP')],
      k: 4,
      concepts: 1,
    }
    const drawn = await Promise.all([1, 1, 2, 3, 4, 5].map((seed) => approximationLoss({ ...options, seed })))
    expect(drawn.map(({ queries, concepts }) => [queries, concepts])).toEqual(drawn.map(() => [2, 1]))
    expect(drawn[1]).toEqual(drawn[0])
    expect(new Set(drawn.map((loss) => JSON.stringify(loss))).size).toBe(2)
  })

  test('counts as many exact values as evaluateIndex() does', async () => {
    const exact = await indexed(twoByTwo.documents, atAngles(10, 60, 100, 45))
    const options = { dataset: twoByTwo, queries: atAngles(0, 50, 90, 20), measures: [asMeasure('AP')], k: 3 }
    const loss = await approximationLoss({ ...options, index: blindTo('en2', exact), exact })
    const { evaluation } = await evaluateIndex({ ...options, index: exact })
    const means = evaluation.scores.map(({ perQuery }) => {
      const told = [...perQuery].filter((value) => Number.isFinite(value))
      return told.reduce((sum, value) => sum + value, 0) / told.length
    })
    expect(loss.measures.map((each) => each.exact)).toEqual(means.map((value) => expect.closeTo(value, 12)))
  })

  test('refuses an exact index that is not, and a sample of none', async () => {
    const exact = await indexed(twoByTwo.documents, atAngles(10, 60, 100, 45))
    const options = {
      dataset: twoByTwo,
      index: exact,
      queries: atAngles(0, 50, 90, 20),
      measures: [asMeasure('AP')],
      k: 2,
    }
    await expect(approximationLoss({ ...options, exact: blindTo('en1', exact) })).rejects.toThrow(
      'approximationLoss: `exact` must be an exact index; got blind, which is approximate.',
    )
    await expect(approximationLoss({ ...options, exact, concepts: 0 })).rejects.toThrow('concepts must be a positive')
  })
})
