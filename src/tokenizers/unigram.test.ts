import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { unigram } from './unigram.ts'

const vocab = [
  ['<unk>', 0],
  ['a', -1],
  ['b', -2],
  ['ab', -2.5],
  ['aba', -3.25],
  ['ba', -4],
] as [string, number][]
const { segment, greatestId } = unigram({ type: 'Unigram', unk_id: 0, vocab })

describe('unigram', () => {
  test('takes the pieces of greatest summed score', () => {
    // ab −2.5 before a b −3; aba −3.25 before ab a −3.5
    expect(segment('ab')).toEqual([3])
    expect(segment('aba')).toEqual([4])
    // aba b −5.25, ab ab −5, a ba b −7
    expect(segment('abab')).toEqual([3, 3])
    expect(greatestId).toBe(5)
  })

  test('makes one unknown token of unknown neighbours', () => {
    expect(segment('xyaz😀')).toEqual([0, 1, 0])
  })

  test('takes an unknown token only where no piece fits', () => {
    // xy −4 before two unknown characters at −4 − 10 each
    const rare = unigram({
      type: 'Unigram',
      unk_id: 0,
      vocab: [
        ['<unk>', 0],
        ['xy', -4],
      ],
    })
    expect(rare.segment('xyx')).toEqual([1, 0])
  })

  test('keeps the first of equal paths', () => {
    // Once 'aaa' is reached by a·aa, aa·a must be better to take its place.
    const tied = unigram({
      type: 'Unigram',
      unk_id: 0,
      vocab: [
        ['<unk>', -9],
        ['a', -1],
        ['aa', -1],
      ],
    })
    expect(tied.segment('aaa')).toEqual([1, 2])
  })

  /** The best sum over all ways to cut the word into pieces of the vocabulary. */
  function bestSum(word: string): number {
    if (word === '') return 0
    const ways = vocab.filter(([piece]) => word.startsWith(piece))
    return Math.max(...ways.map(([piece, score]) => score + bestSum(word.slice(piece.length))))
  }

  test.prop([fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 })])(
    'is as good as the best of all cuts',
    (word) => {
      const ids = segment(word)
      const sum = ids.reduce((total, id) => total + (vocab[id] as [string, number])[1], 0)
      expect(sum).toBeCloseTo(bestSum(word), 9)
      expect(ids.map((id) => (vocab[id] as [string, number])[0]).join('')).toBe(word)
    },
  )

  test.each([
    [
      'an unknown id beyond its pieces',
      { unk_id: 9, vocab },
      'unk_id of a Unigram model must be one of its 6 ids; got 9',
    ],
    ['no vocabulary', { unk_id: 0 }, 'vocab of a Unigram model must list [piece, log-probability]; got undefined'],
    ['a vocabulary of another kind', { unk_id: 0, vocab: { a: 0 } }, 'must list [piece, log-probability]; got {"a":0}'],
    [
      'byte fallback',
      { unk_id: 0, vocab, byte_fallback: true },
      'byte_fallback of Unigram must be one of false; got true',
    ],
  ])('refuses %s', (_, model, message) => {
    expect(() => unigram({ type: 'Unigram', ...model })).toThrow(message)
  })
})
