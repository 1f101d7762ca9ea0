import { fc, test as propertyTest } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { lengthBatches } from './length-batches.ts'

describe('lengthBatches', () => {
  test('fills each batch up to the budget with texts of similar length', () => {
    const batches = lengthBatches(Int32Array.of(2, 5, 3, 2, 9), 10)
    expect(batches.map((batch) => [...batch])).toEqual([[4], [1, 2], [0, 3]])
  })

  test('gives a text beyond the budget a batch of its own, and none for no texts', () => {
    expect(lengthBatches(Int32Array.of(100, 30), 20).map((batch) => [...batch])).toEqual([[0], [1]])
    expect(lengthBatches(new Int32Array(), 20)).toEqual([])
  })

  test('rejects a budget of 0', () => {
    expect(() => lengthBatches(Int32Array.of(1), 0)).toThrow(
      'lengthBatches: tokenBudget must be a positive integer; got 0.',
    )
  })

  const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 60 })

  propertyTest.prop([lengths, fc.integer({ min: 1, max: 100 })])(
    'has every text once, keeps the budget and never goes up in length, for every set of texts',
    (all, budget) => {
      const batches = lengthBatches(Int32Array.from(all), budget)
      const order = batches.flatMap((batch) => [...batch])
      expect(order.toSorted((a, b) => a - b)).toEqual([...all.keys()])
      for (const batch of batches) {
        if (batch.length > 1) expect(batch.length * all[batch[0]!]!).toBeLessThanOrEqual(budget)
      }
      for (let i = 1; i < order.length; i++) expect(all[order[i - 1]!]).toBeGreaterThanOrEqual(all[order[i]!]!)
    },
  )

  propertyTest.prop([lengths, fc.integer({ min: 1, max: 100 })])(
    'leaves no room for one text more, for every set of texts',
    (all, budget) => {
      const batches = lengthBatches(Int32Array.from(all), budget)
      for (const batch of batches.slice(0, -1)) {
        expect((batch.length + 1) * all[batch[0]!]!).toBeGreaterThan(budget)
      }
    },
  )
})
