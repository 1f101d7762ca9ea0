import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { judgedRun } from '../../fixtures/arbitraries.ts'
import { judgedAt } from '../../fixtures/judged.ts'
import { countWithin, earliestRanks, lacksLast, relevantRanks, shareOf } from './relevant.ts'

const never = Number.POSITIVE_INFINITY

describe('relevantRanks', () => {
  const query = judgedAt({ ranks: [2, 5, never], grades: [1, 3, 2] })

  test.each([
    [1, [2, 5, never]],
    [2, [5, never]],
    [3, [5]],
    [4, []],
  ])('are those of grade %d or more', (rel, ranks) => {
    expect(relevantRanks(query, rel)).toEqual(ranks)
  })
})

describe('earliestRanks', () => {
  test('put what was not returned one after the other behind the last result', () => {
    expect(earliestRanks({ ranks: [2, 5, never, never, never], retrieved: 8 })).toEqual([2, 5, 9, 10, 11])
    expect(earliestRanks({ ranks: [never], retrieved: 0 })).toEqual([1])
  })

  test('are the ranks where all were returned', () => {
    expect(earliestRanks({ ranks: [2, 5], retrieved: 8 })).toEqual([2, 5])
  })

  test.prop([judgedRun])('ascend, each a place in the pool that the truth can only be below', (query) => {
    const earliest = earliestRanks(query)
    const places = new Set(earliest)
    expect(places.size).toBe(query.ranks.length)
    expect([...places].sort((a, b) => a - b)).toEqual(earliest)
    expect(earliest.every((rank, i) => rank <= query.ranks[i]! && rank <= query.pool)).toBe(true)
  })
})

describe('lacksLast', () => {
  test('is whether the last was not returned', () => {
    expect([[2, never], [never], [2, 5], []].map(lacksLast)).toEqual([true, true, false, false])
  })
})

describe('countWithin', () => {
  test.prop([judgedRun, fc.oneof(fc.constant(never), fc.integer({ min: 1, max: 12 }))])(
    'counts the ranks within the cutoff, and never what was not returned',
    ({ ranks }, cutoff) => {
      expect(countWithin(ranks, cutoff)).toBe(ranks.filter((rank) => rank < never && rank <= cutoff).length)
    },
  )
})

describe('shareOf', () => {
  test('is 0 where there is nothing to share', () => {
    expect([shareOf(1, 4), shareOf(0, 0)]).toEqual([1 / 4, 0])
  })
})
