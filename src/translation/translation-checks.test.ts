import { fc, test as propertyTest } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { loops } from './repetition.ts'
import { flaggedTranslations } from './translation-checks.ts'
import type { Translation } from './translation-store.ts'

function flagsOf(source: string, translation: string | Translation, to = 'de'): readonly string[] {
  const made = typeof translation === 'string' ? { translation } : translation
  return flaggedTranslations(new Map([[source, made]]), { from: 'en', to }).get(source) ?? []
}

const source = 'The Panthers defence gave up just 308 points.'

describe('flaggedTranslations', () => {
  test.each<[string, string | Translation, string, readonly string[]]>([
    ['a translation', 'Die Abwehr der Panthers gab nur 308 Punkte ab.', 'de', []],
    ['a figure', '308', 'de', []],
    ['nothing', '', 'de', ['blank']],
    ['signs alone', '…?', 'de', ['blank']],
    ['half a character', 'Die Abwehr \ud83c gab nur 308 Punkte ab.', 'de', ['damaged']],
    ['a character that was lost', 'Die Abwehr gab nur 308 Punkte ab, f\ufffdr wahr.', 'de', ['damaged']],
    ['a cut one', { translation: 'Die Abwehr der Panthers gab', truncated: true }, 'de', ['truncated']],
    ['the source', 'The Panthers  defence gave up just 308 points!', 'de', ['copy']],
    ['the source, in another script', source, 'ru', ['copy', 'script']],
    ['Latin letters for Russian', 'Die Abwehr der Panthers gab nur 308 Punkte ab.', 'ru', ['script']],
    ['names in Russian', 'Защита «Carolina Panthers» пропустила лишь 308 очков.', 'ru', []],
    ['a short name', 'Super Bowl 50', 'zh', []],
    ['a language whose script is not known', source.replace('just', 'only'), 'xx', []],
    ['a loop', 'Die Abwehr der der der der der der der der.', 'de', ['loop']],
  ])('of %s', (_, translation, to, flags) => {
    expect(flagsOf(source, translation, to)).toEqual(flags)
  })

  test('lets a source that repeats itself be repeated', () => {
    expect(flagsOf('He sang: la la la la la la la la la la.', 'Er sang: la la la la la la la la la la.')).toEqual([])
  })

  test('of few translations, allows lengths that differ by a factor of five', () => {
    // (1 + 10) / (45 + 10) is exactly a fifth; ten more characters for the source are too many.
    expect(flagsOf(source, '3')).toEqual([])
    expect(flagsOf(`${source} It was ok`, '3')).toEqual(['length'])
  })

  test('of many translations, allows a factor of two from their median', () => {
    const sentence = (letters: number): string => `${'abcdefghij'.repeat(20).slice(0, letters)}`
    // All are a third of 50 characters, as in Chinese: (16 + 10) / (50 + 10), so 13 / 30 in the middle.
    const many = Array.from(
      { length: 30 },
      (_, i) => [`${String(i).padStart(2, '0')}${sentence(48)}`, { translation: sentence(16) }] as const,
    )
    const flagged = (length: number) => {
      const all = new Map([...many, [sentence(50), { translation: sentence(length) }]])
      return flaggedTranslations(all, { from: 'en', to: 'xx' }).get(sentence(50)) ?? []
    }
    expect([3, 16, 42].map(flagged)).toEqual([[], [], []])
    expect([2, 43].map(flagged)).toEqual([['length'], ['length']])
  })
})

/** Tries every piece at every place. */
function loopsNaively(text: string): boolean {
  for (let start = 0; start < text.length; start++) {
    for (let length = 1; length <= 80; length++) {
      const piece = text.slice(start, start + length)
      const times = Math.max(4, Math.ceil(24 / length))
      const whole = text.slice(start, start + Math.max(24, 4 * length))
      if (
        whole.length === Math.max(24, 4 * length) &&
        /\p{Letter}/u.test(piece) &&
        piece.repeat(times).startsWith(whole)
      )
        return true
    }
  }
  return false
}

describe('loops', () => {
  test.each([
    ['ha'.repeat(12), true],
    ['ha'.repeat(11), false],
    [`It is ${'the house of '.repeat(4)}`, true],
    [`It is ${'the house of '.repeat(3)}`, false],
    ['他说他说他说他说他说他说他说他说他说他说他说他说', true],
    [`Contents ${'.'.repeat(60)} 7`, false],
    [`1${'0'.repeat(60)}`, false],
    ['', false],
  ])('of %s is %s', (text, expected) => {
    expect(loops(text)).toBe(expected)
  })

  const piece = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '.'), minLength: 1, maxLength: 12 })

  propertyTest.prop([piece, piece, fc.integer({ min: 1, max: 30 }), piece])(
    'finds what trying every piece finds',
    (before, repeated, times, after) => {
      const text = before + repeated.repeat(times) + after
      expect(loops(text)).toBe(loopsNaively(text))
    },
  )
})
