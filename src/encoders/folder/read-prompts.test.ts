import { describe, expect, test } from 'vitest'
import { type Change, inFile, tinyFolders } from '../../../fixtures/model-folder-changes.ts'

const { read } = tinyFolders()

describe('prompts', () => {
  const prompts = (values: Record<string, unknown>): Change => inFile('config_sentence_transformers.json', values)

  test.each([
    [{}, { query: '', document: '' }],
    [{ prompts: { query: 'q: ', document: 'd: ', passage: 'p: ' } }, { query: 'q: ', document: 'd: ' }],
    [{ prompts: { query: 'q: ', passage: 'p: ' } }, { query: 'q: ', document: 'p: ' }],
    [
      { prompts: { corpus: 'c: ', all: 'a: ' }, default_prompt_name: 'all' },
      { query: 'a: ', document: 'c: ' },
    ],
    [
      { prompts: { query: null, document: '', all: 'a: ' }, default_prompt_name: 'all' },
      { query: '', document: '' },
    ],
    [
      { prompts: { a: 'b' }, default_prompt_name: null },
      { query: '', document: '' },
    ],
  ])('of %j are %j', async (values, expected) => {
    expect((await read('bert', prompts(values))).prompts).toEqual(expected)
  })

  test.each<[Record<string, unknown>, RegExp]>([
    [{ prompts: { query: 1 } }, /"prompts" must be an object of strings; got \{"query":1\}/],
    [{ prompts: ['query'] }, /"prompts" must be an object/],
    [
      { prompts: { query: '' }, default_prompt_name: 'web' },
      /"default_prompt_name" must be one of the prompts: query; got "web"/,
    ],
  ])('refuse %j', async (values, message) => {
    await expect(read('bert', prompts(values))).rejects.toThrow(message)
  })
})
