import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { seeded } from '../random.ts'
import { deck } from './deck.ts'

const hands = fc.integer({ min: 1, max: 6 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    counts: fc.array(fc.integer({ min: 0, max: size }), { maxLength: 30 }),
    seed: fc.integer(),
  }),
)

describe('deck', () => {
  test.prop([hands])('deals every card once a pass, whatever the hands', ({ size, counts, seed }) => {
    const deal = deck(size, seeded(seed))
    const cards = counts.flatMap((count) => deal(count))
    for (let pass = 0; pass + size <= cards.length; pass += size) {
      expect(cards.slice(pass, pass + size).sort()).toEqual(Array.from({ length: size }, (_, card) => card))
    }
  })

  test.prop([hands])('deals hands of the size asked for, no card twice', ({ size, counts, seed }) => {
    const deal = deck(size, seeded(seed))
    const dealt = counts.map((count) => deal(count))
    expect(dealt.map((hand) => hand.length)).toEqual(counts)
    expect(dealt.map((hand) => new Set(hand).size)).toEqual(counts)
  })

  test('deals all orders of a pass equally often', () => {
    const deal = deck(3, seeded(1))
    const trials = 6000
    const orders = Map.groupBy(
      Array.from({ length: trials }, () => deal(3).join()),
      (order) => order,
    )
    const mean = trials / 6
    const deviations = [...orders.values()].map(({ length }) => Math.abs(length - mean) / Math.sqrt((mean * 5) / 6))
    expect(deviations).toHaveLength(6)
    expect(Math.max(...deviations)).toBeLessThan(4)
  })

  test('rejects a hand larger than the deck', () => {
    expect(() => deck(3, seeded(1))(4)).toThrow(
      new RangeError('deck: a hand must fit into the deck; got 4 of 3 cards.'),
    )
  })
})
