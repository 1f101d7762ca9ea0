import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { derive, drawInteger, drawNormal, seeded, shuffled } from './random.ts'

describe('seeded', () => {
  test.prop([fc.integer()])('repeats itself, in [0, 1)', (seed) => {
    const [one, two] = [seeded(seed), seeded(seed)]
    const draws = Array.from({ length: 20 }, () => one())
    expect(Array.from({ length: 20 }, () => two())).toEqual(draws)
    expect(draws.every((draw) => draw >= 0 && draw < 1)).toBe(true)
  })
  test('is uniform: ten bins of 100,000 draws lie within five standard deviations', () => {
    const random = seeded(1)
    const bins = new Array<number>(10).fill(0)
    for (let i = 0; i < 100_000; i++) bins[drawInteger(random, 10)]! += 1
    const deviation = Math.sqrt(100_000 * 0.1 * 0.9)
    for (const bin of bins) expect(Math.abs(bin - 10_000)).toBeLessThan(5 * deviation)
  })
  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY])('rejects the seed %f', (seed) => {
    expect(() => seeded(seed)).toThrow('seeded: the seed must be an integer')
  })
})

describe('derive', () => {
  test.prop([fc.integer(), fc.string(), fc.string()])('tells keys apart', (seed, a, b) => {
    fc.pre(a !== b)
    expect(derive(seed, a)).not.toBe(derive(seed, b))
  })
  test('tells a seed from a key, and one key from two', () => {
    expect(new Set([derive(1, 2, 3), derive(12, 3), derive(1, 23), derive(1, '2', '3', '')]).size).toBe(4)
  })
})

describe('shuffled', () => {
  test.prop([fc.array(fc.integer()), fc.integer()])('keeps every item and the input', (items, seed) => {
    const before = [...items]
    expect(shuffled(items, seeded(seed)).toSorted()).toEqual(items.toSorted())
    expect(items).toEqual(before)
  })
  test('gives each of the six orders of three items equally often', () => {
    const random = seeded(2)
    const counts = new Map<string, number>()
    for (let i = 0; i < 6000; i++) {
      const order = shuffled(['a', 'b', 'c'], random).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(6)
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(6000 / 6))
  })
})

test('drawNormal has mean 0 and variance 1', () => {
  const random = seeded(3)
  const draws = Array.from({ length: 50_000 }, () => drawNormal(random))
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
  const variance = draws.reduce((sum, draw) => sum + draw ** 2, 0) / draws.length
  expect(Math.abs(mean)).toBeLessThan(0.02)
  expect(Math.abs(variance - 1)).toBeLessThan(0.03)
})
