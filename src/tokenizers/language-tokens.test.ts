import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { AddedToken } from './added-tokens.ts'
import { type LanguageToken, type LanguageTokens, languageTokens } from './language-tokens.ts'

const token = (content: string, id: number): AddedToken => ({
  content,
  id,
  singleWord: false,
  left: false,
  right: false,
  normalized: false,
})
const added = [token('</s>', 2), token('__en__', 10), token('__zh__', 11), token('__ceb__', 12), token('deu_Latn', 13)]

interface Change {
  readonly option?: LanguageToken
  readonly before?: readonly number[]
  readonly family?: 'bert' | 'm2m100'
  readonly config?: Record<string, unknown>
}

function tokens({ option, before = [10], family = 'm2m100', config = { src_lang: 'zh' } }: Change): LanguageTokens {
  return languageTokens({ name: 'tiny', family, config }, { added, before, option })
}

describe('languageTokens', () => {
  test('takes the token of the text’s language in place of the template’s', () => {
    const { ids, count } = tokens({})
    expect([ids('en'), ids('ceb'), ids('deu_Latn'), count]).toEqual([[10], [12], [13], 1])
  })

  test('takes the tokenizer’s src_lang for a text without a language', () => {
    expect(tokens({}).ids(undefined)).toEqual([11])
    expect(() => tokens({ config: {} }).ids(undefined)).toThrow('a text must have a language where')
  })

  test('takes one language for all, or none', () => {
    expect(tokens({ option: { language: 'en' } }).ids('zh')).toEqual([10])
    expect(tokens({ option: 'none' }).ids('zh')).toEqual([])
    expect(tokens({ option: 'none' }).count).toBe(0)
  })

  test('puts the token first where the template has none, and keeps its others', () => {
    expect(tokens({ before: [7] }).ids('en')).toEqual([10, 7])
  })

  test('leaves out a region or script that is not known', () => {
    expect(['zh_cn', 'zh-Hant-TW', 'en'].map((code) => tokens({}).ids(code)[0])).toEqual([11, 11, 10])
  })

  test.prop([fc.string({ minLength: 1 })])('refuses every language but its own by name', (language) => {
    fc.pre(!['en', 'zh', 'ceb', 'deu_Latn'].some((code) => language.startsWith(code)))
    expect(() => tokens({}).ids(language)).toThrow(
      `must be one of the 4 that the tokenizer knows (en, zh, ceb, deu_Latn); got ${JSON.stringify(language)}`,
    )
    expect(() => tokens({ option: { language } })).toThrow('must be one of the 4')
  })

  test('ignores languages for a tokenizer without, and refuses to be told of them', () => {
    expect(tokens({ family: 'bert', before: [1] }).ids('xx')).toEqual([1])
    expect(tokens({ family: 'bert', before: [1], option: 'none' }).ids('xx')).toEqual([1])
    expect(() => tokens({ family: 'bert', option: 'source' })).toThrow(
      'languageToken must be left out for a tokenizer without languages; got "source" for tiny',
    )
  })
})
