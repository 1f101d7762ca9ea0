import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { counted, listInSentence, nameInSentence, plainText, shortened } from './plain-text.ts'

describe('plainText', () => {
  test('spells out what would reorder or hide text, and leaves the rest', () => {
    expect(plainText('abc\u202edef\u2066\u0000')).toBe('abc⟨U+202E⟩def⟨U+2066⟩⟨U+0000⟩')
    expect(plainText('zwei\n\tZeilen, مرحبا, שלום, 👋🏽')).toBe('zwei\n\tZeilen, مرحبا, שלום, 👋🏽')
  })

  test.prop([fc.string({ unit: 'binary' })])('leaves no control of text direction, for every text', (text) => {
    expect(plainText(text)).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/)
  })
})

describe('nameInSentence', () => {
  test('sets a name apart that is written from right to left', () => {
    expect(nameInSentence('هجين')).toBe('\u2068هجين\u2069')
    expect(nameInSentence('Hybrid\n(α = 0.5)')).toBe('Hybrid (α = 0.5)')
    expect(nameInSentence(' ')).toBe('unnamed')
  })
})

describe('listInSentence', () => {
  test('puts an and before the last', () => {
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listInSentence)).toEqual(['', 'a', 'a and b', 'a, b and c'])
  })
})

describe('shortened', () => {
  test('cuts between characters, never within one', () => {
    expect(shortened('short', 5)).toBe('short')
    expect(shortened('👋👋👋👋', 3)).toBe('👋👋…')
  })
})

describe('counted', () => {
  test('knows one from many', () => {
    expect([counted(1, 'case'), counted(0, 'case'), counted(1190, 'query', 'queries')]).toEqual([
      '1 case',
      '0 cases',
      '1,190 queries',
    ])
  })
})
