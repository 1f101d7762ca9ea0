import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { characterNgrams } from '../../tokenizers/character-ngrams.ts'
import { wordTable } from './word-table.ts'
import { separator } from './word-tokenizer.ts'

const features = characterNgrams({ buckets: 97, ngrams: [3, 4] })
const dimensions = 3
const values = Float32Array.from({ length: 97 * dimensions }, (_, i) => Math.sin(i))
const source = { dimensions, features, table: () => values }

describe('wordTable', () => {
  test('has each word once, with the sum of the rows of its features', () => {
    const { words, rows } = wordTable(source, ['a cat, a “dog”!', 'cat'])
    expect(words).toEqual(['a', 'cat', 'dog'])
    const sum = [0, 0, 0]
    for (const row of features('cat')) for (let i = 0; i < 3; i++) sum[i]! += values[3 * row + i]!
    expect([...rows.subarray(3, 6)].map((value, i) => Math.abs(value - sum[i]!) < 1e-6)).toEqual([true, true, true])
  })

  test('gives signs between words a row of zeros', () => {
    const { words, rows } = wordTable(source, ['one : two'])
    expect(words).toEqual(['one', ':', 'two'])
    expect([...rows.subarray(3, 6)]).toEqual([0, 0, 0])
  })

  test('does not cut where casing looks through: Σ is no last letter there', () => {
    expect(wordTable(source, ['ΟΔΟΣ.Α ΟΔΟΣ, a’b']).words).toEqual(['ΟΔΟΣ.Α', 'ΟΔΟΣ', 'a’b'])
  })

  test.each(['', ' \t', '!?', ': …'])('refuses a text without words: %j', (text) => {
    expect(() => wordTable(source, ['fine', text])).toThrow(`got ${JSON.stringify(text)}. Leave it out.`)
  })

  const letter = fc.constantFrom(..."aÀΣςσİıßǅ가각\u0301\u0338\u200d\ufeff\u00ad·.'’:中。ไท१½ﬁ①")
  const between = fc.constantFrom(...' \t\n\u00a0\u3000!"#%&()*,-/;?@[\\]{}«»“”–—，！？；（）')
  const anyText = fc.array(
    fc.oneof({ weight: 3, arbitrary: letter }, between, fc.string({ unit: 'grapheme', maxLength: 2 })),
  )

  property.prop([anyText])('words have the features of their text, wherever it holds a letter', (parts) => {
    const text = `x ${parts.join('')}`
    const { words } = wordTable(source, [text])
    expect(new Set(words)).toEqual(new Set(text.split(separator).filter((word) => word !== '')))
  })
})
