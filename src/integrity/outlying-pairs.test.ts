import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { outlyingPairs, type PairScores } from './outlying-pairs.ts'

/** Scores of each pair; the diagonal is what it is. */
function scores(languages: readonly string[], of: (query: string, document: string) => number): PairScores {
  return new Map(
    languages.map((query) => [query, new Map(languages.map((document) => [document, of(query, document)]))]),
  )
}

const languages = ['ara', 'deu', 'eng', 'spa', 'zho']

describe('outlyingPairs', () => {
  // All siblings .5, so the residual is about logit .04 = −3.178, and the spread the least, .1.
  test('finds the one damaged subset, and says what to expect of it', () => {
    const found = outlyingPairs(scores(languages, (query, document) => (query + document === 'aradeu' ? 0.04 : 0.5)))
    expect(found).toEqual([
      { query: 'ara', document: 'deu', value: 0.04, expected: expect.closeTo(0.5, 2), z: expect.closeTo(-31.8, 0) },
    ])
  })
  test('takes a language that is hard everywhere for hard', () => {
    expect(outlyingPairs(scores(languages, (query) => (query === 'ara' ? 0.04 : 0.7)))).toEqual([])
  })
  test('is not moved by the pairs within a language', () => {
    expect(outlyingPairs(scores(languages, (query, document) => (query === document ? 0.02 : 0.6)))).toEqual([])
  })
  test('says nothing where hardly anything was expected, whatever the logits', () => {
    expect(
      outlyingPairs(scores(languages, (query, document) => (query + document === 'aradeu' ? 0.001 : 0.05))),
    ).toEqual([])
  })
  test('does not judge pairs of three languages, nor what is not computable', () => {
    expect(
      outlyingPairs(scores(['a', 'b', 'c'], (query, document) => (query + document === 'ab' ? 0.01 : 0.9))),
    ).toEqual([])
    expect(outlyingPairs(scores(languages, () => Number.NaN))).toEqual([])
  })
  test.each([
    [{ below: 0 }, 0.5, 'outlyingPairs: below must be negative; got 0.'],
    [{}, 1.5, 'outlyingPairs: scores must lie in [0, 1]; got 1.5 for ara-deu.'],
  ])('rejects %j and scores of %d', (options, value, message) => {
    expect(() =>
      outlyingPairs(
        scores(languages, () => value),
        options,
      ),
    ).toThrow(message)
  })

  /** Effects of each language as a query and as documents, and noise within the least spread. */
  const logits = (most: number) =>
    fc.array(fc.double({ min: -most, max: most, noNaN: true }), { minLength: 36, maxLength: 36 })
  const six = ['a', 'b', 'c', 'd', 'e', 'f']
  const drawn = ([effects, noise]: readonly (readonly number[])[]): PairScores =>
    scores(six, (query, document) => {
      const [i, j] = [six.indexOf(query), six.indexOf(document)]
      return 1 / (1 + Math.exp(-(effects![i]! + effects![6 + j]! + noise![6 * i + j]!)))
    })
  test.prop([logits(1), logits(0.05)])('finds nothing where only languages differ, for every effect', (...parts) => {
    expect(outlyingPairs(drawn(parts))).toEqual([])
  })
  test.prop([logits(0.8), logits(0.05), fc.nat(5), fc.integer({ min: 1, max: 5 })])(
    'finds the planted pair and no other, for every pair and effect',
    (effects, noise, i, step) => {
      const [query, document] = [six[i]!, six[(i + step) % 6]!]
      const planted = new Map([...drawn([effects, noise])].map(([key, row]) => [key, new Map(row)]))
      planted.get(query)!.set(document, 0.01)
      expect(outlyingPairs(planted).map((pair) => [pair.query, pair.document])).toEqual([[query, document]])
    },
  )
})
