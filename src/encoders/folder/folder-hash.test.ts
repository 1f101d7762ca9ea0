import { describe, expect, test } from 'vitest'
import { type Change, config, inFile, pooled, tinyFolders } from '../../../fixtures/model-folder-changes.ts'

const { read } = tinyFolders()

describe('hash', () => {
  const hash = async (change?: Change): Promise<string> => (await read('bert', change)).hash()

  test('is the same for equal folders wherever they are', async () => {
    expect(await hash()).toBe(await hash())
    expect(await hash()).toMatch(/^[0-9a-f]{64}$/)
  })

  test.each<[string, Change]>([
    [
      'a weight',
      ({ tensors }) => {
        tensors.get('encoder.layer.1.output.dense.bias')!.data[3]! += 1
      },
    ],
    ['the configuration', config({ layer_norm_eps: 1e-5 })],
    ['the tokenizer', inFile('tokenizer.json', { version: '1.1' })],
    ['the tokenizer’s configuration', inFile('tokenizer_config.json', { model_max_length: 4 })],
    ['the pooling', pooled({ pooling_mode: 'cls' })],
    ['a prompt', inFile('config_sentence_transformers.json', { prompts: { query: 'q' } })],
    ['a setting of the module', inFile('sentence_bert_config.json', { max_seq_length: 4 })],
  ])('changes with %s', async (_, change) => {
    expect(await hash(change)).not.toBe(await hash())
  })

  test('tells pooling modes apart', async () => {
    expect(await hash(pooled({ pooling_mode: 'cls' }))).not.toBe(await hash(pooled({ pooling_mode: 'max' })))
  })

  test('does not change with files that decide nothing', async () => {
    expect(await hash(inFile('README.json', {}))).toBe(await hash())
  })
})
