import { fc, test as propertyTest } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { hasLetters, joined, sentenceCutter } from './sentences.ts'

describe('sentenceCutter', () => {
  test.each([
    ['en', 'It rains.  Does it?\nYes!', [['It rains.', 'Does it?'], ['Yes!']]],
    ['en', 'Dr. J. Smith met Mr. and Mrs. Jones. They left.', [['Dr. J. Smith met Mr. and Mrs. Jones.', 'They left.']]],
    ['en', 'At 3.5 % of the U.S. total.', [['At 3.5 % of the U.S. total.']]],
    ['en', 'One\u00a0\ttwo.\r\n\r\nThree.', [['One two.'], [], ['Three.']]],
    ['zh', '下雨了。真的吗？', [['下雨了。', '真的吗？']]],
    ['hi', 'बारिश हो रही है। सच?', [['बारिश हो रही है।', 'सच?']]],
  ])('cuts %s', (language, text, sentences) => {
    expect(sentenceCutter(language)(text)).toEqual(sentences)
  })

  test('refuses what is no language tag', () => {
    expect(() => sentenceCutter('not a language')).toThrow(RangeError)
  })
})

test('joined puts spaces between sentences where the language does', () => {
  expect(joined([['a.', 'b.'], [], ['c.']], 'de')).toBe('a. b.\n\nc.')
  expect(joined([['下雨了。', '真的吗？']], 'zh-Hans')).toBe('下雨了。真的吗？')
  expect(joined([['ฝนตก', 'จริงหรือ']], 'th')).toBe('ฝนตก จริงหรือ')
})

test.each([
  ['1,190 (50 %)', false],
  ['🧺', false],
  ['3 m', true],
  ['三', true],
])('hasLetters of %s is %s', (text, expected) => {
  expect(hasLetters(text)).toBe(expected)
})

propertyTest.prop([fc.string({ unit: 'grapheme' }), fc.constantFrom('en', 'zh', 'ar', 'th')])(
  'cutting and joining keeps every sign but white space',
  (text, language) => {
    const visible = (some: string): string => some.replace(/\p{White_Space}/gu, '')
    expect(visible(joined(sentenceCutter(language)(text), language))).toBe(visible(text))
  },
)
