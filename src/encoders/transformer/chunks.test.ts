import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { tinyTransformer } from '../../../fixtures/tiny-transformer.ts'
import { chunksOf } from './chunks.ts'

const { architecture } = tinyTransformer({ family: 'bert' })
const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 })

describe('chunksOf', () => {
  test('puts texts of like length together', () => {
    expect(chunksOf([5, 1, 4, 1, 3], { architecture, chunk: 2 })).toEqual([[1, 3], [4, 2], [0]])
  })

  test('keeps texts together that fit in memory, and parts those that do not', () => {
    expect(chunksOf(new Array(64).fill(64), { architecture })).toHaveLength(1)
    // XLM-R large keeps 20 GB of a batch of 100 pairs.
    const large = { ...architecture, hidden: 1024, intermediate: 4096, heads: 16, layers: 24 }
    const chunks = chunksOf(new Array(200).fill(64), { architecture: large })
    expect(chunks.length).toBeGreaterThan(10)
    expect(chunks.length).toBeLessThan(50)
  })

  test('gives a text that alone is too much a chunk of its own', () => {
    const huge = { ...architecture, hidden: 2 ** 24 }
    expect(chunksOf([9, 9], { architecture: huge })).toEqual([[0], [1]])
  })

  test.prop([lengths, fc.integer({ min: 1, max: 13 })])(
    'holds every text once, at most so many a chunk',
    (all, chunk) => {
      const chunks = chunksOf(all, { architecture, chunk })
      expect(chunks.flat().toSorted((a, b) => a - b)).toEqual([...all.keys()])
      expect(chunks.slice(0, -1).every((texts) => texts.length === chunk)).toBe(true)
      expect(chunks.at(-1)!.length).toBeLessThanOrEqual(chunk)
    },
  )
})
