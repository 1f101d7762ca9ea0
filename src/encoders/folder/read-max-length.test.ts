import { describe, expect, test } from 'vitest'
import { all, type Change, inFile, tinyFolders } from '../../../fixtures/model-folder-changes.ts'

const { read } = tinyFolders()

describe('the longest text', () => {
  const length = async (...changes: readonly Change[]): Promise<number> =>
    (await read('xlm-roberta', all(...changes))).maxLength

  test('is the module’s, else the tokenizer’s, and never beyond the positions', async () => {
    const tokenizer = (limit: number): Change => inFile('tokenizer_config.json', { model_max_length: limit })
    const module = (limit: number | null): Change => inFile('sentence_bert_config.json', { max_seq_length: limit })
    expect(await length()).toBe(6)
    expect(await length(tokenizer(1e30))).toBe(6)
    expect(await length(tokenizer(3))).toBe(3)
    expect(await length(tokenizer(3), module(5))).toBe(5)
    expect(await length(tokenizer(3), module(null))).toBe(3)
    expect(await length(module(512))).toBe(6)
    expect(await length(inFile('sentence_xlm-roberta_config.json', { max_seq_length: 4 }))).toBe(4)
    await expect(length(module(0))).rejects.toThrow(/"max_seq_length" must be an integer of at least 1; got 0/)
    await expect(length(tokenizer(0))).rejects.toThrow(/"model_max_length" must be a number of at least 1; got 0/)
  })
})
