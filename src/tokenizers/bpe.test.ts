import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { bpe } from './bpe.ts'

const tokens = ['<unk>', 'a', 'b', 'c', 'ab', 'bc', 'abc', 'aa', 'aab', 'aac']
const vocab = Object.fromEntries(tokens.map((token, id) => [token, id]))
const merges: [string, string][] = [
  ['b', 'c'],
  ['a', 'b'],
  ['a', 'bc'],
  ['a', 'a'],
  ['a', 'ab'],
  ['aa', 'c'],
]
const model = { type: 'BPE', vocab, merges, unk_token: '<unk>', fuse_unk: true }
const { segment } = bpe(model)

/** Joins the first pair of least rank until none is left, by looking at all pairs each time. */
function naive(word: string): number[] {
  const symbols = [...word]
  for (;;) {
    const ranks = symbols.slice(1).map((right, at) => merges.findIndex(([a, b]) => a === symbols[at] && b === right))
    const least = Math.min(...ranks.filter((rank) => rank >= 0))
    if (least === Infinity) return symbols.map((symbol) => vocab[symbol] as number)
    const at = ranks.indexOf(least)
    symbols.splice(at, 2, `${symbols[at]}${symbols[at + 1]}`)
  }
}

describe('bpe', () => {
  test('joins the pair that was learned first', () => {
    // a·b·c: b c was learned before a b → a·bc → abc
    expect(segment('abc')).toEqual([6])
    // a·a·b: a b before a a → a·ab → aab
    expect(segment('aab')).toEqual([8])
    // the leftmost of equals: aa·a
    expect(segment('aaa')).toEqual([7, 1])
  })

  test('makes one unknown token of unknown neighbours where it is told to', () => {
    expect(segment('xxaxx')).toEqual([0, 1, 0])
    expect(bpe({ ...model, fuse_unk: false }).segment('xxa')).toEqual([0, 0, 1])
    expect(bpe({ ...model, unk_token: null }).segment('xxa')).toEqual([1])
  })

  test('takes a whole word of the vocabulary without merges where it is told to', () => {
    const whole = { ...model, merges: merges.slice(0, 1), ignore_merges: true }
    expect(bpe(whole).segment('aab')).toEqual([8])
  })

  test('reads merges of both spellings', () => {
    expect(bpe({ ...model, merges: merges.map((pair) => pair.join(' ')) }).segment('abc')).toEqual([6])
  })

  test.prop([fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 20 })])(
    'agrees with joining one pair at a time',
    (word) => {
      expect(segment(word)).toEqual(naive(word))
    },
  )

  test('takes 200 k characters without a space in less than quadratic time', { timeout: 10_000 }, () => {
    expect(segment('aab'.repeat(66_667))).toHaveLength(66_667)
  })

  test.each([
    ['dropout', { dropout: 0.1 }, 'dropout of BPE must be one of 0; got 0.1'],
    ['byte fallback', { byte_fallback: true }, 'byte_fallback of BPE must be one of'],
    ['a suffix of words', { end_of_word_suffix: '</w>' }, 'end_of_word_suffix of BPE must be one of'],
    [
      'a merge beyond its vocabulary',
      { merges: [['c', 'a']] },
      'a merge must join tokens of the vocab to one of it; got ["c","a"]',
    ],
    ['no merges', { merges: undefined }, 'merges of BPE must be a list; got undefined'],
    ['no vocabulary', { vocab: [] }, 'vocab must be an object from tokens to ids; got []'],
  ])('refuses %s', (_, change, message) => {
    expect(() => bpe({ ...model, ...change })).toThrow(message)
  })
})
