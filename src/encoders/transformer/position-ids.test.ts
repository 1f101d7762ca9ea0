import { describe, expect, test } from 'vitest'
import { tinyTransformer } from '../../../fixtures/tiny-transformer.ts'
import { paddedBatch } from '../padded-batch.ts'
import { positionIds } from './position-ids.ts'
import { tokenLimits } from './token-limits.ts'

/** Three tokens, of which the second is the padding token of XLM-RoBERTa; and five. */
const texts = [Int32Array.of(5, 1, 6), Int32Array.of(5, 6, 7, 8, 9)].map((ids) => ({ ids, first: 0, end: ids.length }))

describe('positionIds', () => {
  test.each([
    ['bert', [0, 1, 2, 3, 4], [0, 1, 2, 3, 4]],
    ['xlm-roberta', [2, 1, 3, 1, 1], [2, 3, 4, 5, 6]],
    ['m2m100', [2, 1, 3, 1, 1], [2, 3, 4, 5, 6]],
  ] as const)('of %s count as its class in Hugging Face does', (family, first, second) => {
    const { architecture } = tinyTransformer({ family })
    const ids = positionIds(paddedBatch(texts, tokenLimits(architecture)), architecture)
    expect(ids).toEqual(Int32Array.of(...first, ...second))
  })
})
