import { describe, expect, test } from 'vitest'
import { languageScript } from './language-script.ts'

describe('languageScript', () => {
  test.each([
    ['de', 'deu-Latn'],
    ['ar', 'ara-Arab'],
    ['el', 'ell-Grek'],
    ['zh', 'zho-Hans'],
    ['zh-Hant', 'zho-Hant'],
    ['zh-TW', 'zho-Hant'],
    ['ja', 'jpn-Jpan'],
    ['sr-Latn', 'srp-Latn'],
    ['sw', 'swa-Latn'],
    ['yue', 'yue-Hant'],
    ['deu', 'deu-Latn'],
    ['iw', 'heb-Hebr'],
  ])('of %s is %s', (language, expected) => {
    expect(languageScript(language)).toBe(expected)
  })

  test('of every two letters that ICU knows a name for has three letters that mean the same to ICU', () => {
    const letters = [...'abcdefghijklmnopqrstuvwxyz']
    const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })
    const known = letters
      .flatMap((a) => letters.map((b) => a + b))
      .filter((code) => names.of(code) !== undefined && new Intl.Locale(code).maximize().script !== undefined)
    expect(known.length).toBeGreaterThan(170)
    for (const code of known) {
      const [three] = languageScript(code).split('-')
      expect(new Intl.Locale(three!).language).toBe(new Intl.Locale(code).language)
    }
  })

  test.each(['', 'x', 'my language', 'de_DE_x', 'qaa', 'und', 'und-Cyrl'])('of %j is refused', (language) => {
    expect(() => languageScript(language)).toThrow(
      `languageScript: the language must be one that CLDR knows, like de, yue or zh-Hant; got ${JSON.stringify(language)}.`,
    )
  })
})
