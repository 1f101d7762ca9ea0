import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { normalizer } from './normalizer.ts'

describe('normalizer', () => {
  test.each([
    [{ type: 'NFKC' }, 'ﬁ', 'fi'],
    [{ type: 'NFD' }, 'é', 'e\u0301'],
    [{ type: 'Lowercase' }, 'ΟΔΟΣ İ', 'οδοσ i\u0307'],
    [{ type: 'StripAccents' }, 'e\u0301', 'e'],
    [{ type: 'Strip', strip_left: true, strip_right: false }, '\u3000a ', 'a '],
    [{ type: 'Strip', strip_left: false, strip_right: true }, ' a \n', ' a'],
    [{ type: 'Prepend', prepend: '▁' }, 'a', '▁a'],
    [{ type: 'Prepend', prepend: '▁' }, '', ''],
    [{ type: 'Replace', pattern: { Regex: ' {2,}' }, content: '$&' }, 'a   b', 'a$&b'],
    [{ type: 'Replace', pattern: { String: '.*' }, content: '-' }, 'a.*b', 'a-b'],
    [{ type: 'Replace', pattern: { Regex: '\\s+' }, content: '_' }, 'a\ufeff\u0085b', 'a\ufeff_b'],
    [{ type: 'Precompiled', precompiled_charsmap: null }, 'ﬁ', 'ﬁ'],
  ])('does what %j says', (part, text, normal) => {
    expect(normalizer(part)(text)).toBe(normal)
  })

  test('goes through a sequence in its order', () => {
    const parts = [
      { type: 'Replace', pattern: { String: 'a' }, content: 'b' },
      { type: 'Sequence', normalizers: [{ type: 'Replace', pattern: { String: 'b' }, content: 'c' }] },
    ]
    expect(normalizer({ type: 'Sequence', normalizers: parts })('ab')).toBe('cc')
    expect(normalizer({ type: 'Sequence', normalizers: parts.toReversed() })('ab')).toBe('bc')
  })

  test('cleans, parts and folds as BERT does', () => {
    const bert = { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, lowercase: true }
    expect(normalizer({ ...bert, strip_accents: null })('Café\0\u200b\t上海ＡΣ')).toBe('cafe  上  海 ａσ')
    // U+0600 is a format character of Unicode 8, U+08E2 a later one; U+0897 is a later mark.
    expect(normalizer({ ...bert, strip_accents: true })('a\u0600\u08e2b\u0897')).toBe('a\u08e2b\u0897')
    expect(normalizer({ ...bert, strip_accents: false })('CAFÉ')).toBe('café')
    expect(normalizer({ ...bert, lowercase: false, strip_accents: null })('Café')).toBe('Café')
    expect(normalizer({ ...bert, clean_text: false, handle_chinese_chars: false })('\u0085上')).toBe('\u0085上')
  })

  test.prop([fc.string({ unit: 'binary', maxLength: 20 })])('leaves a text alone without a part', (text) => {
    expect(normalizer(undefined)(text)).toBe(text)
  })

  test.each([
    [{ type: 'Nmt' }, 'the normalizer must be one of Sequence, Precompiled, SentencePiece, BertNormalizer'],
    [{ type: 'constructor' }, 'got constructor'],
    [{ type: 'Sequence' }, 'normalizers of a Sequence must be a list; got undefined'],
    [{ type: 'Sequence', normalizers: [{ type: 'ByteLevel' }] }, 'got ByteLevel'],
    [{ type: 'Precompiled', precompiled_charsmap: 7 }, 'precompiled_charsmap must be base64; got 7'],
    [{ type: 'Replace', pattern: { Regex: '(?i)a' }, content: '' }, 'pattern of Replace must be one of'],
    [{ type: 'Replace', pattern: { Regex: 'a++' }, content: '' }, 'got {"Regex":"a++"}'],
    [{ type: 'Replace', pattern: { Regex: '\\bfoo' }, content: '' }, 'pattern of Replace'],
    [{ type: 'Replace', pattern: { Regex: '[[:alpha:]]' }, content: '' }, 'pattern of Replace'],
    [{ type: 'Replace', pattern: { Regex: '(' }, content: '' }, 'must be one that JavaScript reads; got "("'],
    [{ type: 'Replace', content: '' }, 'got undefined'],
  ])('refuses %j', (part, message) => {
    expect(() => normalizer(part)).toThrow(message)
  })
})
