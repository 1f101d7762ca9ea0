import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { splitConcepts } from './concept-split.ts'

const concepts = fc.uniqueArray(fc.string(), { minLength: 10, maxLength: 60 })
const hundred = Array.from({ length: 100 }, (_, index) => `c${index}`)

describe('splitConcepts', () => {
  test('cuts a hundred into 60, 10 and 30', () => {
    const { training, dev, evaluation } = splitConcepts(hundred, 1)
    expect([training.length, dev.length, evaluation.length]).toEqual([60, 10, 30])
  })
  test('gives another seed another split', () => {
    expect(splitConcepts(hundred, 2).evaluation).not.toEqual(splitConcepts(hundred, 1).evaluation)
  })
  test('evaluates each concept in about 30 % of many seeds', () => {
    const seeds = Array.from({ length: 400 }, (_, seed) => new Set(splitConcepts(hundred, seed).evaluation))
    const shares = hundred.map((concept) => seeds.filter((evaluation) => evaluation.has(concept)).length / 400)
    // Four and a half standard errors of a share of .3 over 400 seeds: one in a thousand fair runs of 100 leaves them.
    expect(Math.min(...shares)).toBeGreaterThan(0.3 - 0.103)
    expect(Math.max(...shares)).toBeLessThan(0.3 + 0.103)
  })
  test('rejects fewer than ten concepts', () => {
    expect(() => splitConcepts(hundred.slice(0, 9), 1)).toThrow('at least 10 concepts; got 9')
  })
  test.prop([concepts, fc.integer()])('puts every concept into one part alone, none of them empty', (given, seed) => {
    const { training, dev, evaluation } = splitConcepts(given, seed)
    expect([...training, ...dev, ...evaluation].sort()).toEqual([...given].sort())
    expect(Math.min(training.length, dev.length, evaluation.length)).toBeGreaterThan(0)
  })
  test.prop([concepts, fc.integer()])('ignores the order in which concepts come', (given, seed) => {
    const straight = splitConcepts(given, seed)
    const turned = splitConcepts(given.toReversed(), seed)
    expect(turned.evaluation.toReversed()).toEqual(straight.evaluation)
    expect(turned.dev.toReversed()).toEqual(straight.dev)
  })
})
