import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { judgedRun } from '../../fixtures/arbitraries.ts'
import { satisfiesGradeLaws, satisfiesRankingLaws } from '../../fixtures/contracts/measure.ts'
import { judgedAt } from '../../fixtures/judged.ts'
import { gradesByRank } from '../../fixtures/judged-ranking.ts'
import { bpref } from './bpref.ts'

describe('bpref', () => {
  // Relevant at 2, 5 and 9; judged not relevant at 1, 4, 6 and 7: above them stand 1, 2 and 4, of which at most 3 count.
  const query = judgedAt({ ranks: [2, 5, 9], notRelevant: { ranks: [1, 4, 6, 7], grades: [0, 0, 0, 0] }, pool: 9 })

  test('takes off the share of judged documents that wrongly stand above', () => {
    expect(bpref().score(query)).toBeCloseTo((1 - 1 / 3 + 1 - 2 / 3 + 0) / 3, 12)
  })

  test('takes the smaller of both numbers for the share', () => {
    // Two judged not relevant, three relevant: the share is of two.
    const few = { ...query, notRelevant: { ranks: [1, 6], grades: [0, 0] } }
    expect(bpref().score(few)).toBeCloseTo((1 - 1 / 2 + 1 - 1 / 2 + 0) / 3, 12)
  })

  test('is 1 where nothing was judged not relevant', () => {
    expect(bpref().score({ ...query, notRelevant: { ranks: [], grades: [] } })).toBe(1)
  })

  test('counts those not retrieved in the share alone', () => {
    const missed = { ...query, notRelevant: { ranks: [1, Number.POSITIVE_INFINITY], grades: [0, 0] } }
    expect(bpref().score(missed)).toBeCloseTo(1 - 1 / 2, 12)
  })

  test('counts a relevant document that was not retrieved as 0', () => {
    const missed = { ...query, ranks: [2, 5, Number.POSITIVE_INFINITY] }
    expect(bpref().score(missed)).toBeCloseTo((1 - 1 / 3 + 1 - 2 / 3) / 3, 12)
  })

  test('skips a negative grade like a document that nobody judged', () => {
    const negative = { ...query, notRelevant: { ranks: [1, 4, 6, 7], grades: [-1, 0, -2, 0] } }
    // Two of grade 0, at 4 and 7: none, one and both stand above.
    expect(bpref().score(negative)).toBeCloseTo((1 + 1 / 2 + 0) / 3, 12)
  })

  test('takes lower grades for judged not relevant', () => {
    // From grade 2 on: relevant at 5 alone; not relevant at 1, 2, 4, 6, 7 and 9, so the share is of one.
    expect(bpref({ rel: 2 }).score({ ...query, grades: [1, 2, 1] })).toBe(0)
    expect(bpref({ rel: 2 }).score({ ...query, grades: [2, 1, 1], notRelevant: { ranks: [4], grades: [0] } })).toBe(1)
    expect([bpref().name, bpref({ rel: 2 }).name]).toEqual(['Bpref', 'Bpref(rel=2)'])
  })

  satisfiesRankingLaws(() => bpref())
  satisfiesGradeLaws((rel) => bpref({ rel }))

  test.prop([judgedRun, fc.integer({ min: 1, max: 9 })])('does not see what nobody judged', (query, by) => {
    const sink = (ranks: readonly number[]): readonly number[] => ranks.map((rank) => (rank > 2 ? rank + by : rank))
    const notRelevant = { ...query.notRelevant, ranks: sink(query.notRelevant.ranks) }
    expect(bpref().score({ ...query, ranks: sink(query.ranks), notRelevant })).toBe(bpref().score(query))
  })

  test.prop([judgedRun])('is what counting down the ranking gives', (query) => {
    const relevant = query.ranks.length
    const others = query.notRelevant.grades.filter((grade) => grade === 0).length
    let sum = 0
    let above = 0
    for (const grade of gradesByRank(query)) {
      if (grade === 0) above++
      if (grade !== null && grade > 0) {
        sum += above === 0 ? 1 : 1 - Math.min(above, relevant) / Math.min(others, relevant)
      }
    }
    expect(bpref().score(query)).toBeCloseTo(sum / relevant, 12)
  })
})
