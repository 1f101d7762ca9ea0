import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { normalizedText } from './normalized-text.ts'

describe('normalizedText', () => {
  test.each([
    ['case', 'Wien', 'wIEN'],
    ['ß and SS', 'Straße', 'STRASSE'],
    ['sigma at the end of a word', 'ΟΔΟΣ.Α', 'οδος α'],
    ['punctuation', '“Who, me?”', 'who me'],
    ['white space', 'a\t\u00a0b\n', 'a b'],
    ['full-width forms', 'ＡＢＣ１', 'abc1'],
    ['ligatures', 'ﬁn', 'fin'],
    ['composed and decomposed accents', 'é', 'e\u0301'],
    ['a soft hyphen', 'co\u00adop', 'coop'],
    ['punctuation of other scripts', '谁？', '谁'],
    ['Devanagari danda', 'नमस्ते।', 'नमस्ते'],
  ])('does not tell texts apart by %s', (_, a, b) => {
    expect(normalizedText(a)).toBe(normalizedText(b))
  })
  test.each([
    ['accents', 'résumé', 'resume'],
    ['symbols', 'C++', 'C'],
    ['vowel signs', 'कि', 'की'],
    ['order of words', 'a b', 'b a'],
  ])('tells texts apart by %s', (_, a, b) => {
    expect(normalizedText(a)).not.toBe(normalizedText(b))
  })
  test('keeps a text of punctuation alone', () => {
    expect(normalizedText(' ?! ')).toBe('?!')
  })

  test.prop([fc.string({ unit: 'binary' })])('changes nothing when done twice', (text) => {
    expect(normalizedText(normalizedText(text))).toBe(normalizedText(text))
  })
  test.prop([fc.string({ unit: 'grapheme' })])('ignores marks before and white space after', (text) => {
    fc.pre(normalizedText(text) !== text.normalize('NFKC').trim())
    expect(normalizedText(`?! ${text}\n`)).toBe(normalizedText(text))
  })
})
