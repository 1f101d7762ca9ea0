import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { characterNgrams } from './character-ngrams.ts'

/** So many buckets that no two features of these tests share one. */
const features = characterNgrams({ buckets: 2 ** 31, ngrams: [3, 4] })
const shared = (a: string, b: string): number => new Set(features(a)).intersection(new Set(features(b))).size
const sorted = (text: string): number[] => [...features(text)].sort((a, b) => a - b)

describe('characterNgrams', () => {
  test('gives the word, and its n-grams with the word’s bounds', () => {
    // cats; <ca cat ats ts>; <cat cats ats>
    expect(features('cats')).toHaveLength(8)
    // <ca cat; <cat, and neither the word nor an n-gram that holds its end
    expect(shared('cats', 'cat')).toBe(3)
    // The word "cat" and the n-gram "cat" are two features.
    expect(new Set(features('cat')).size).toBe(features('cat').length)
  })

  test('never gives the whole word as an n-gram over again', () => {
    // a; of <a> only n-grams shorter than itself, and there are none of 3
    expect(features('a')).toHaveLength(1)
    // ab; <ab ab>
    expect(features('ab')).toHaveLength(3)
  })

  test('repeats a feature as often as it occurs', () => {
    expect(sorted('cat cat')).toEqual([...features('cat'), ...features('cat')].sort((a, b) => a - b))
  })

  test.each([
    ['han', '筐子里', 6],
    ['kana', 'カゴ', 3],
    ['thai', 'กา', 3],
    ['khmer', 'កខ', 3],
    ['lao', 'ກຂ', 3],
    ['myanmar', 'ကခ', 3],
  ])('gives 1- to 3-grams of %s, which has no spaces', (_, text, count) => {
    expect(features(text)).toHaveLength(count)
  })

  test('gives no feature to a lone mark', () => {
    // ก, ้ (a mark), า: five n-grams of six
    expect(features('ก้า')).toHaveLength(5)
  })

  test('parts scripts that touch', () => {
    expect(sorted('iPhone手机')).toEqual(sorted('iphone 手机'))
  })

  test.each([
    ['case', 'STRASSE', 'strasse'],
    ['compatibility forms', 'ﬁne ｆｕｌｌ', 'fine full'],
    ['Turkish İ', 'İstanbul', 'istanbul'],
    ['Arabic vowel signs and tatweel', 'سَلَّـة', 'سلة'],
    ['invisible characters', 'soft\u00adhyphen', 'softhyphen'],
    ['punctuation', 'well-known!', 'well known'],
  ])('ignores %s', (_, a, b) => {
    expect(sorted(a)).toEqual(sorted(b))
  })

  test('keeps what has no letter, and gives nothing for blank text', () => {
    expect(features('!?')).not.toHaveLength(0)
    expect(features('🧺')).not.toEqual(features('🐕'))
    expect(features(' \n\u3000')).toHaveLength(0)
  })

  test.prop([fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 300 })])(
    'lies below the number of buckets',
    (text, buckets) => {
      const list = characterNgrams({ buckets, ngrams: [1, 5] })(text)
      expect(list.every((feature) => feature >= 0 && feature < buckets)).toBe(true)
    },
  )

  test.prop([fc.array(fc.constantFrom('basket', 'Korb', '筐', 'ตะกร้า', 'سلة', '🧺'), { maxLength: 4 })])(
    'has features for every text that is not blank',
    (words) => {
      expect(features(words.join(' ')).length > 0).toBe(words.length > 0)
    },
  )

  test.each([0, -1, 1.5, Number.NaN, 2 ** 32])('rejects %f buckets', (buckets) => {
    expect(() => characterNgrams({ buckets, ngrams: [3, 4] })).toThrow('buckets must be a positive integer')
  })

  test.each([[[0, 3]], [[4, 3]], [[1.5, 2]]] as const)('rejects n-grams %j', (ngrams) => {
    expect(() => characterNgrams({ buckets: 8, ngrams: ngrams as unknown as [number, number] })).toThrow(RangeError)
  })
})
