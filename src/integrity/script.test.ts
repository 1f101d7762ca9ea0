import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { scriptShare } from './script.ts'

describe('scriptShare', () => {
  test.each([
    ['en', 'NATO 1949', 1],
    ['ru', 'Что такое NATO?', 8 / 12],
    ['ja', 'テスト東京です', 1],
    ['zh', 'テスト東京です', 2 / 7],
    ['ar', 'Panthers', 0],
    ['ara', 'مرحبا', 1],
    ['ara-Arab', 'مرحبا', 1],
    ['zh-Hant', '東京', 1],
    ['el', 'Ωραία και good', 8 / 12],
  ])('of %s in “%s” is %d', (language, text, share) => {
    expect(scriptShare({ language, text })).toBeCloseTo(share, 12)
  })
  test.each(['tlh', 'ar-Latn', 'no language', ''])('is not known of %j', (language) => {
    expect(scriptShare({ language, text: 'a' })).toBeUndefined()
  })
  test('is not known without letters', () => {
    expect(scriptShare({ language: 'en', text: '1949 – 2026' })).toBeUndefined()
  })

  const letters = fc.string({ unit: fc.constantFrom('a', 'é', 'ß', 'ж', 'ω', '京'), minLength: 1 })
  test.prop([letters])('adds up to 1 over the scripts that a text is written in, for every text', (text) => {
    const shares = ['en', 'ru', 'el', 'zh'].map((language) => scriptShare({ language, text })!)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
  })
})
