import { describe, expect, test } from 'vitest'
import { isBlank, shown, verifiedLanguages, verifiedText } from './verification.ts'

describe('isBlank', () => {
  test.each([
    ['the empty text', ''],
    ['spaces, tabs and line ends', ' \t\r\n\u00a0\u3000'],
    ['a byte-order mark', '\ufeff'],
    ['direction marks and zero-width spaces', '\u200e\u200f\u200b\u2060'],
    ['a variation selector without its character', '\ufe0f'],
    ['control characters', '\u0000\u0085'],
  ])('holds for %s', (_, text) => {
    expect(isBlank(text)).toBe(true)
  })
  test.each(['a', ' a', '\ufeffa', '。', '🧺', '๐', '-'])('does not hold for %j', (text) => {
    expect(isBlank(text)).toBe(false)
  })
})

describe('verifiedText', () => {
  const at = { place: 'q.jsonl:3', of: 'text of query "q1"' }
  test('returns the text untouched, marks and all', () => {
    expect(verifiedText('demo', '\u200f سلة ', at)).toBe('\u200f سلة ')
  })
  test('names place and rule when the text is blank', () => {
    expect(() => verifiedText('demo', '\u200b', at)).toThrow(
      /^demo: q\.jsonl:3: text of query "q1" must be a text one can read/,
    )
  })
  test('rejects what is no string as a wrong kind', () => {
    expect(() => verifiedText('demo', undefined, at)).toThrow(TypeError)
    expect(() => verifiedText('demo', 7, at)).toThrow('got 7')
  })
  test('rejects half a surrogate pair', () => {
    expect(() => verifiedText('demo', '🧺'.slice(0, 1), at)).toThrow('must be well-formed Unicode')
  })
})

describe('verifiedLanguages', () => {
  test('returns a frozen copy', () => {
    const given = ['en', 'de']
    const languages = verifiedLanguages('demo', given)
    given.push('fr')
    expect(languages).toEqual(['en', 'de'])
    expect(languages).toSatisfy(Object.isFrozen)
  })
  test.each([
    ['none', [], 'there must be at least one language'],
    ['a blank one', ['en', ' '], 'languages[1]'],
    ['one twice', ['en', 'de', 'en'], 'languages[2]: languages must differ; got "en"'],
  ])('rejects %s', (_, languages, message) => {
    expect(() => verifiedLanguages('demo', languages)).toThrow(message)
  })
})

describe('shown', () => {
  test('quotes text and cuts what is long', () => {
    expect(shown('a"b')).toBe('"a\\"b"')
    expect(shown('x'.repeat(200))).toHaveLength(80)
    expect(shown(Number.NaN)).toBe('NaN')
  })
})
