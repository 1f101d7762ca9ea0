import { describe, expect, test } from 'vitest'
import { languagesSeen } from './languages-seen.ts'

describe('languagesSeen', () => {
  test('keeps the order and spelling of the evaluation', () => {
    expect(languagesSeen(['en', 'de'], ['sw', 'de', 'yo'])).toEqual({ seen: ['de'], unseen: ['sw', 'yo'] })
  })
  test.each([
    ['zho', 'zh-Hant'],
    ['deu', 'de'],
    ['pt-BR', 'pt_PT'],
    ['EN', 'en'],
    ['Old English!', 'old english!'],
  ])('takes %s and %s for one language', (trained, evaluated) => {
    expect(languagesSeen([trained], [evaluated])).toEqual({ seen: [evaluated], unseen: [] })
  })
})
