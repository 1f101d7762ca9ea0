import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { preTokenizer } from './pre-tokenizer.ts'

const metaspace = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true }

describe('preTokenizer', () => {
  test('begins a word at every ▁, and puts one before the text', () => {
    const cut = preTokenizer(metaspace)
    expect(cut('a  b▁c', true)).toEqual(['▁a', '▁', '▁b', '▁c'])
    expect(cut('▁a', true)).toEqual(['▁a'])
    expect(cut('', true)).toEqual([])
  })

  test('puts ▁ before the text as the scheme says', () => {
    const words = (scheme: object, first: boolean): readonly string[] =>
      preTokenizer({ ...metaspace, ...scheme })('a b', first)
    expect(words({ prepend_scheme: 'first' }, true)).toEqual(['▁a', '▁b'])
    expect(words({ prepend_scheme: 'first' }, false)).toEqual(['a', '▁b'])
    expect(words({ prepend_scheme: 'never' }, true)).toEqual(['a', '▁b'])
    expect(words({ split: false }, true)).toEqual(['▁a▁b'])
    // Files of before the schemes
    expect(words({ prepend_scheme: undefined, add_prefix_space: false }, true)).toEqual(['a', '▁b'])
    expect(words({ prepend_scheme: undefined, add_prefix_space: true }, true)).toEqual(['▁a', '▁b'])
  })

  test('parts at Unicode’s white space', () => {
    expect(preTokenizer({ type: 'WhitespaceSplit' })(' a\u0085b\ufeffc\u3000', true)).toEqual(['a', 'b\ufeffc'])
  })

  test('goes through a sequence in its order', () => {
    const cut = preTokenizer({ type: 'Sequence', pretokenizers: [{ type: 'WhitespaceSplit' }, metaspace] })
    expect(cut('a \t b▁c', true)).toEqual(['▁a', '▁b', '▁c'])
  })

  test('gives BERT’s words', () => {
    expect(preTokenizer({ type: 'BertPreTokenizer' })('Don’t (stop)\u3000now$', true)).toEqual([
      'Don',
      '’',
      't',
      '(',
      'stop',
      ')',
      'now',
      '$',
    ])
  })

  test('takes for punctuation what Unicode 8 did', () => {
    // U+2E52 came later; U+166D is a symbol since.
    expect(preTokenizer({ type: 'BertPreTokenizer' })('a\u2e52b\u166dc', true)).toEqual(['a\u2e52b', '\u166d', 'c'])
  })

  test.prop([fc.string({ unit: fc.constantFrom('a', 'b', ' ', '▁'), maxLength: 20 }), fc.boolean()])(
    'loses nothing but the ▁ that it puts first',
    (text, first) => {
      const joined = preTokenizer(metaspace)(text, first).join('')
      const marked = text.replaceAll(' ', '▁')
      expect(joined).toBe(marked === '' || marked.startsWith('▁') ? marked : `▁${marked}`)
    },
  )

  test('takes a whole text for a word without a part', () => {
    expect(preTokenizer(undefined)('a b', true)).toEqual(['a b'])
    expect(preTokenizer(undefined)('', true)).toEqual([])
  })

  test.each([
    [
      { type: 'ByteLevel' },
      'the pre-tokenizer must be one of Sequence, BertPreTokenizer, WhitespaceSplit, Metaspace; got ByteLevel',
    ],
    [{ ...metaspace, prepend_scheme: 'last' }, 'prepend_scheme must be one of always, first, never; got "last"'],
    [
      { type: 'Sequence', pretokenizers: [{ type: 'WhitespaceSplit' }, { ...metaspace, prepend_scheme: 'first' }] },
      'prepend_scheme in a Sequence must be one of always, never; got first',
    ],
  ])('refuses %j', (part, message) => {
    expect(() => preTokenizer(part)).toThrow(message)
  })
})
