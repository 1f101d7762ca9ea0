import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { wordPiece } from './word-piece.ts'

const tokens = ['[UNK]', 'un', 'una', '##a', '##ff', '##able', '##b', 'a', 'b']
const vocab = Object.fromEntries(tokens.map((token, id) => [token, id]))
const model = { type: 'WordPiece', vocab, unk_token: '[UNK]', max_input_chars_per_word: 10 }
const { segment } = wordPiece(model)

describe('wordPiece', () => {
  test('takes the longest token from the left', () => {
    expect(segment('unaffable')).toEqual([2, 4, 5])
  })

  test('makes a whole word unknown where a part is', () => {
    // una, then nothing begins ##x
    expect(segment('unaxa')).toEqual([0])
  })

  test('makes a word unknown that has too many characters, not too many UTF-16 units', () => {
    expect(segment('ab'.repeat(5))).toEqual([7, ...Array.from({ length: 9 }, (_, at) => (at % 2 ? 3 : 6))])
    expect(segment('ab'.repeat(6))).toEqual([0])
    const astral = wordPiece({ ...model, vocab: { ...vocab, '😀': 9, '##😀': 10 } })
    expect(astral.segment('😀'.repeat(10))).toHaveLength(10)
  })

  test.prop([fc.string({ unit: fc.constantFrom('a', 'b', 'un', 'ff'), minLength: 1, maxLength: 5 })])(
    'gives tokens that make up the word, or the unknown one',
    (word) => {
      const found = segment(word).map((id) => tokens[id] as string)
      const joined = found.map((token) => token.replace('##', '')).join('')
      expect([word, '[UNK]']).toContain(joined)
    },
  )

  test('refuses a model whose unknown token is not in its vocabulary', () => {
    expect(() => wordPiece({ ...model, unk_token: '<unk>' })).toThrow(
      'unk_token of a WordPiece model must be in its vocab; got "<unk>"',
    )
  })
})
