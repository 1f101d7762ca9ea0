import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { rareShingles } from './rare-shingles.ts'
import { jaccard, numberedShingles } from './shingles.ts'

const text = fc
  .array(fc.constantFrom('what', 'is', 'the', 'capital', 'of'), { minLength: 1, maxLength: 6 })
  .map((words) => words.join(' '))

describe('rareShingles', () => {
  // abcd is in both, the others in one text each; at 0.6 of three shingles, 3 − ⌈1.8⌉ + 1 = 2 are enough.
  test('gives the rarest first, as many as are needed', () => {
    expect(rareShingles(['abcdef', 'abcd'], 0.6)('abcdef')).toEqual(['bcde', 'cdef'])
  })
  test('loses none to rounding', () => {
    const text = String.fromCodePoint(...Array.from({ length: 103 }, (_, i) => 0x4e00 + i))
    expect(rareShingles([], 0.55)(text)).toHaveLength(100 - 55 + 1)
  })

  test.prop([fc.array(text), text, text, fc.constantFrom(0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 1)])(
    'shares one between any two texts as similar as the threshold',
    (texts, a, b, threshold) => {
      const numbered = numberedShingles()
      fc.pre(jaccard(numbered(a), numbered(b)) >= threshold)
      const rare = rareShingles(texts, threshold)
      expect(rare(a).filter((shingle) => rare(b).includes(shingle))).not.toEqual([])
    },
  )
})
