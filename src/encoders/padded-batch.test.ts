import { describe, expect, test } from 'vitest'
import type { Tokens } from '../tokenizers/tokenizer.ts'
import { paddedBatch } from './padded-batch.ts'

const limits = { padding: 1, vocabulary: 10, length: 4 }
const text = (ids: readonly number[], first = 0, end = ids.length): Tokens => ({
  ids: Int32Array.from(ids),
  first,
  end,
})

describe('paddedBatch', () => {
  test('pads behind, to the longest text', () => {
    expect(paddedBatch([text([5, 6, 7], 1, 2), text([9])], limits)).toEqual({
      rows: 2,
      length: 3,
      ids: Int32Array.of(5, 6, 7, 9, 1, 1),
      lengths: Int32Array.of(3, 1),
      first: Int32Array.of(1, 0),
      end: Int32Array.of(2, 1),
    })
  })

  test.each([
    { tokens: text([]), message: /text 1 of the batch must have from 1 to 4 tokens; got 0/ },
    { tokens: text([2, 2, 2, 2, 2]), message: /from 1 to 4 tokens; got 5/ },
    { tokens: text([2, 10]), message: /token ids from 0 to 9; got 10/ },
    { tokens: text([-1]), message: /token ids from 0 to 9; got -1/ },
    { tokens: text([2, 3], 1, 1), message: /pooled tokens among its 2, at least one; got 1 to 1/ },
    { tokens: text([2, 3], 0, 3), message: /got 0 to 3/ },
    { tokens: text([2, 3], -1, 1), message: /got -1 to 1/ },
  ])('refuses a text by its number: $message', ({ tokens, message }) => {
    expect(() => paddedBatch([text([2]), tokens], limits)).toThrow(message)
  })
})
