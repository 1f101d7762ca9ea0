import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { wrapped } from './wrapped.ts'

describe('wrapped', () => {
  test('breaks a text between words, with the indent of either kind of line', () => {
    expect(wrapped('one two three', { width: 9, first: 1, further: 2 })).toBe(' one two\n  three\n')
    expect(wrapped('immeasurable', { width: 4, first: 0, further: 2 })).toBe('immeasurable\n')
  })
  test.prop([fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }), fc.integer({ min: 20, max: 60 })])(
    'loses no word, and keeps to the width',
    (words, width) => {
      const text = wrapped(words.join(' '), { width, first: 2, further: 4 })
      expect(text.trim().split(/\s+/)).toEqual(words)
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width)
    },
  )
})
