import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { Annotation } from './cldr-annotations.ts'
import { comparable, emojiPairs, isEmoji, listSeparator } from './emoji-pairs.ts'

/** Annotations written as `name: keyword, keyword`. */
function annotations(languages: Record<string, Record<string, string>>): Map<string, Map<string, Annotation>> {
  const read = (line: string): Annotation => {
    const [name = '', keywords = ''] = line.split(': ')
    return { name, keywords: keywords.split(', ') }
  }
  const readAll = (of: Record<string, string>): Map<string, Annotation> =>
    new Map(Object.entries(of).map(([character, line]) => [character, read(line)]))
  return new Map(Object.entries(languages).map(([language, of]) => [language, readAll(of)]))
}

const concepts = (languages: Record<string, Record<string, string>>): string[] =>
  emojiPairs(annotations(languages)).pairs.map(({ concept }) => concept)

describe('emojiPairs', () => {
  test('makes one pair a language, keywords joined as the language does and without the name', () => {
    const { pairs } = emojiPairs(
      annotations({
        en: { '🧺': 'basket: Basket, farming, picnic' },
        ar: { '🧺': 'سلة: سلة, رحلة, غسيل' },
        zh: { '🧺': '筐: 洗衣, 篮子' },
      }),
    )
    expect(pairs).toEqual([
      {
        concept: 'emoji:1f9fa',
        translations: {
          en: { anchor: 'basket', positive: 'farming, picnic' },
          ar: { anchor: 'سلة', positive: 'رحلة، غسيل' },
          zh: { anchor: '筐', positive: '洗衣、篮子' },
        },
      },
    ])
  })
  test('names a sequence by all its code points', () => {
    expect(concepts({ en: { '👩‍🚀': 'woman astronaut: rocket, space' } })).toEqual(['emoji:1f469-200d-1f680'])
  })
  test('leaves symbols out', () => {
    expect(concepts({ en: { '∑': 'summation: sum, maths', '🥧': 'pie: apple, pastry' } })).toEqual(['emoji:1f967'])
  })
  test('leaves out what a language lacks or describes with fewer than two other keywords', () => {
    const en = { '🥧': 'pie: apple, pastry', '🧺': 'basket: farming, picnic', '🍕': 'pizza: cheese, slice' }
    expect(concepts({ en, de: { '🥧': 'Kuchen: Kuchen, Torte', '🍕': 'Pizza: Käse, Stück' } })).toEqual(['emoji:1f355'])
  })
  test('counts a keyword written twice once, in its first spelling', () => {
    const { pairs } = emojiPairs(annotations({ en: { '🥧': 'pie: Apple, tart, apple' } }))
    expect(pairs[0]!.translations['en']!.positive).toBe('Apple, tart')
    expect(concepts({ en: { '🥧': 'pie: Apple, apple' } })).toEqual([])
  })
  test.each([
    ['name', { '🐒': 'Affe: Tier, Wald', '🐵': 'affe: Gesicht, Zoo' }],
    ['keywords, in any order', { '🐒': 'Affe: Tier, Wald', '🐵': 'Affengesicht: wald, tier' }],
  ])('keeps only the first of two with the same %s in one language', (_, de) => {
    const en = { '🐵': 'monkey face: face, zoo', '🐒': 'monkey: animal, forest' }
    expect(concepts({ en, de })).toEqual(['emoji:1f412'])
  })
  test('lets an emoji that was dropped itself drop no other', () => {
    // The second equals the first by name and the third by keywords; first and third are strangers.
    const en = { '🐒': 'ape: tree, wild', '🐵': 'ape: face, zoo', '🦍': 'gorilla: face, zoo' }
    expect(concepts({ en })).toEqual(['emoji:1f412', 'emoji:1f98d'])
  })
  test('counts what each step leaves', () => {
    const en = { '∑': 'sum: a, b', '🥧': 'pie: apple, tart', '🧺': 'basket: basket, bag', '🍕': 'pie: cheese, slice' }
    const { counts } = emojiPairs(annotations({ en, de: { ...en, '🍇': 'Trauben: Obst, Wein' } }))
    expect(counts).toEqual({ emoji: 4, parallel: 3, worded: 2, distinct: 1 })
  })
})

describe('isEmoji', () => {
  test.each(['🧺', '❤', '☎', '👩‍🚀', '🏳‍🌈', '1⃣', '#⃣', '\u{1faef}'])('holds for %s', (character) => {
    expect(isEmoji(character)).toBe(true)
  })
  test.each(['∑', '→', 'a', '1', '#', '\u{1f3fd}', '\u{1f9b0}', '\u200d', ''])(
    'does not hold for "%s"',
    (character) => {
      expect(isEmoji(character)).toBe(false)
    },
  )
})

describe('comparable', () => {
  test.each([
    ['case and width', 'ＡＢc', 'abC'],
    ['accents', 'Café', 'cafe'],
    ['Arabic vowel signs and tatweel', 'سَلّـة', 'سلة'],
    ['the Turkish dotted capital', 'İstanbul', 'istanbul'],
    ['punctuation and spaces', '“kite” - flying!', ' kite  flying'],
    ['invisible marks', 'a\u200bb\ufe0f', 'ab'],
  ])('does not tell %s apart', (_, a, b) => {
    expect(comparable(a)).toBe(comparable(b))
  })
  test.each([
    ['vowel signs of Devanagari', 'काल', 'कील'],
    ['vowel signs of Thai', 'กิน', 'กัน'],
    ['Hangul syllables', '가', '각'],
    ['words from a word', 'a b', 'ab'],
  ])('tells %s apart', (_, a, b) => {
    expect(comparable(a)).not.toBe(comparable(b))
  })
  test.prop([fc.string({ unit: 'grapheme' })])('is settled after one pass', (text) => {
    expect(comparable(comparable(text))).toBe(comparable(text))
  })
})

describe('listSeparator', () => {
  test.each([
    ['en', ', '],
    ['ru', ', '],
    ['ar', '، '],
    ['ur', '، '],
    ['pa-Arab', '، '],
    ['pa', ', '],
    ['zh', '、'],
    ['zh-Hant', '、'],
    ['yue', '、'],
    ['ja', '、'],
    ['ko', ', '],
  ])('of %s is "%s"', (language, separator) => {
    expect(listSeparator(language)).toBe(separator)
  })
})
