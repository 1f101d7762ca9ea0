import { describe, expect, test } from 'vitest'
import { seeded } from '../../random.ts'
import { type Candidate, chooseNegatives } from './choose-negatives.ts'
import { completeRules } from './mining-rules.ts'

const candidates = Array.from({ length: 7 }, (_, i): Candidate => ({ text: `t${i}`, score: 0.9 - i / 10 }))

function drawn(seed: number): string[] {
  const rules = completeRules({ samplingStrategy: 'random', numNegatives: 3, rangeMin: 1, rangeMax: 6 })
  return chooseNegatives(candidates, 1, { rules, random: seeded(seed) }).negatives.map(({ text }) => text)
}

describe("chooseNegatives, 'random'", () => {
  test('gives the same for a seed, best first, within the range', () => {
    for (let seed = 0; seed < 50; seed++) {
      const texts = drawn(seed)
      expect(drawn(seed)).toEqual(texts)
      expect(texts).toEqual(texts.toSorted())
      expect(new Set(texts).size).toBe(3)
    }
  })

  test('draws every candidate of the range equally often', () => {
    const counts = new Map<string, number>()
    const draws = 3000
    for (let seed = 0; seed < draws; seed++)
      for (const text of drawn(seed)) counts.set(text, (counts.get(text) ?? 0) + 1)
    expect([...counts.keys()].toSorted()).toEqual(['t1', 't2', 't3', 't4', 't5'])
    // 3 of 5 each; five standard deviations.
    const spread = 5 * Math.sqrt(draws * 0.6 * 0.4)
    for (const count of counts.values()) expect(Math.abs(count - 0.6 * draws)).toBeLessThan(spread)
  })

  test('gives all where there are fewer than wanted', () => {
    const rules = completeRules({ samplingStrategy: 'random', numNegatives: 3, maxScore: 0.45 })
    const { negatives } = chooseNegatives(candidates, 1, { rules, random: seeded(1) })
    expect(negatives.map(({ text }) => text)).toEqual(['t5', 't6'])
  })
})
