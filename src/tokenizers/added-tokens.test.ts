import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { addedTokenSplitter, addedTokens } from './added-tokens.ts'

const split = (entry: Record<string, unknown>): ((text: string) => readonly (string | number)[]) =>
  addedTokenSplitter(
    addedTokens([
      { id: 1, content: '<s>' },
      { id: 2, content: '<m>', ...entry },
    ]),
  )

describe('addedTokenSplitter', () => {
  test('cuts a text at its added tokens', () => {
    expect(split({})('a<s> <m><m>b')).toEqual(['a', 1, ' ', 2, 2, 'b'])
    expect(split({})('')).toEqual([])
    expect(split({})('<m>')).toEqual([2])
  })

  test('takes white space with a token that strips it', () => {
    expect(split({ lstrip: true })('a \t<m> b')).toEqual(['a', 2, ' b'])
    expect(split({ rstrip: true })('a <m> \u3000b')).toEqual(['a ', 2, 'b'])
    expect(split({ lstrip: true, rstrip: true })(' <m>  <m> ')).toEqual([2, 2])
  })

  test('leaves a token for whole words inside a word', () => {
    const whole = split({ content: 'ab', single_word: true })
    expect(whole('ab cab aba ab')).toEqual([2, ' cab aba ', 2])
    expect(whole('éab ab́ 𝐚ab')).toEqual(['éab ab́ 𝐚ab'])
  })

  test('takes the longest token of those that begin at a place', () => {
    expect(split({ content: '<s>>' })('<s>>a')).toEqual([2, 'a'])
  })

  test.prop([fc.string({ unit: fc.constantFrom('<s>', '<m>', '<', 's>', ' ', 'a'), maxLength: 12 })])(
    'gives pieces that make up the text',
    (text) => {
      const pieces = split({})(text)
      expect(pieces.map((piece) => (typeof piece === 'string' ? piece : ['', '<s>', '<m>'][piece])).join('')).toBe(text)
      expect(pieces.some((piece) => typeof piece === 'string' && /<[sm]>/.test(piece))).toBe(false)
    },
  )
})

describe('addedTokens', () => {
  test('looks in the normalised text for tokens that are not special, where nothing else is said', () => {
    const entries = [{}, { special: true }, { normalized: false }, { special: true, normalized: true }]
    const tokens = addedTokens(entries.map((entry, id) => ({ id, content: 'x', ...entry })))
    expect(tokens.map(({ normalized }) => normalized)).toEqual([true, false, false, true])
  })

  test.each([[{}], [[{ id: 1 }]], [[{ content: 'a', id: -1 }]], [[null]]])('refuses %j', (entries) => {
    expect(() => addedTokens(entries)).toThrow('added_tokens must list { id, content }; got')
  })
})
