import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { tinyModel, writeFolder } from '../../../fixtures/model-folder.ts'
import {
  all,
  type Change,
  config,
  inFile,
  modules,
  pooled,
  tinyFolders,
} from '../../../fixtures/model-folder-changes.ts'
import { onnxGraph } from '../../formats/onnx/graph.ts'
import type { EncoderFolder } from './exported-folder.ts'
import { readEncoderFolder } from './read-encoder-folder.ts'
import { readModelFolder } from './read-model-folder.ts'

const { newFolder } = tinyFolders()

/** A folder of BERT after a change, with files of ONNX in which nothing is computed. */
async function folderOf(change: Change, ...exports: readonly string[]): Promise<string> {
  const content = tinyModel('bert')
  change(content)
  const folder = await writeFolder(newFolder(), content)
  for (const name of exports) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), onnxGraph().bytes())
  }
  return folder
}

const read = async (change: Change): Promise<EncoderFolder> =>
  readEncoderFolder(await folderOf(all(newBert, change), 'model.onnx'))
const newBert = config({ model_type: 'some-new-bert' })
const nothing: Change = () => {}

describe('readEncoderFolder', () => {
  test('reads an export of an architecture that is not built here', async () => {
    const folder = await folderOf(newBert, 'model.onnx', 'onnx/model.onnx')
    expect(await readEncoderFolder(folder)).toMatchObject({
      architecture: { family: 'exported', type: 'some-new-bert', hidden: 4, vocabulary: 10, padding: 0 },
      exported: { file: expect.stringMatching(/onnx.model\.onnx$/), data: [] },
      pooling: { modes: ['mean'], includePrompt: true },
      maxLength: 8,
    })
    rmSync(join(folder, 'onnx'), { recursive: true })
    expect(await readEncoderFolder(folder)).toHaveProperty('exported.file', expect.stringMatching(/\d.model\.onnx$/))
  })

  test('reads what is built here as readModelFolder does, with an export or without', async () => {
    for (const exports of [[], ['onnx/model.onnx']]) {
      const folder = await folderOf(nothing, ...exports)
      const [either, built] = [await readEncoderFolder(folder), await readModelFolder(folder)]
      expect(Object.keys(either)).toEqual(Object.keys(built))
      expect(await either.hash()).toBe(await built.hash())
    }
  })

  test.each<[string, Change]>([
    ['code of its own', config({ auto_map: { AutoModel: 'a.b' } })],
    ['relative positions', config({ position_embedding_type: 'alibi' })],
    ['an activation that is not known', config({ hidden_act: 'silu' })],
    ['a causal mask', config({ is_decoder: true })],
  ])('takes the export of a BERT with %s, and names it where there is none', async (_, change) => {
    expect(await readEncoderFolder(await folderOf(change, 'onnx/model.onnx'))).toHaveProperty(
      'architecture.type',
      'bert',
    )
    await expect(readEncoderFolder(await folderOf(change))).rejects.toThrow(
      /; or export this one to ONNX as the folder's onnx\/model.onnx/,
    )
  })

  test('finds the export in the transformer’s folder or in the model’s', async () => {
    const change = all(
      newBert,
      modules(['st.Transformer', '0_Transformer'], ['st.Pooling', 'p']),
      inFile('p/config.json', {}),
      ({ files }) => {
        for (const name of ['config.json', 'tokenizer.json']) files[`0_Transformer/${name}`] = files[name]!
      },
    )
    for (const name of ['0_Transformer/model.onnx', 'onnx/model.onnx']) {
      const found = await readEncoderFolder(await folderOf(change, name))
      expect(found).toHaveProperty('exported.file', join(found.path, name))
    }
  })

  test('has a hash of the export too, and of nothing in its place', async () => {
    const folder = await folderOf(newBert, 'model.onnx')
    const hash = async () => (await readEncoderFolder(folder)).hash()
    const before = await hash()
    writeFileSync(join(folder, 'model.safetensors'), 'not read')
    expect(await hash()).toBe(before)
    const graph = onnxGraph()
    graph.floats([1])
    writeFileSync(join(folder, 'model.onnx'), graph.bytes())
    expect(await hash()).not.toBe(before)
  })
})

describe('what an exported encoder’s files say', () => {
  test.each<[Record<string, unknown>, number]>([
    [{}, 4],
    [{ hidden_size: undefined, d_model: 5 }, 5],
    [{ hidden_size: undefined, dim: 6 }, 6],
    [{ hidden_size: undefined, n_embd: 7 }, 7],
  ])('is the length of states: %j', async (values, hidden) => {
    expect(await read(config(values))).toHaveProperty('architecture.hidden', hidden)
  })

  test.each<[string, Change, number]>([
    ['the configuration', nothing, 8],
    ['the configuration by another name', config({ max_position_embeddings: undefined, n_positions: 5 }), 5],
    ['the tokenizer', inFile('tokenizer_config.json', { model_max_length: 3 }), 3],
    ['a tokenizer without a limit', inFile('tokenizer_config.json', { model_max_length: 1e30 }), 8],
    [
      'the module alone',
      all(config({ max_position_embeddings: undefined }), inFile('sentence_bert_config.json', { max_seq_length: 99 })),
      99,
    ],
  ])('is how long a text may be: %s', async (_, change, length) => {
    expect((await read(change)).maxLength).toBe(length)
  })

  const padded = (pad_token: unknown): Change =>
    all(
      config({ pad_token_id: undefined }),
      inFile('tokenizer_config.json', { pad_token }),
      inFile('tokenizer.json', {
        added_tokens: [
          { id: 0, content: '<s>' },
          { id: 5, content: '<pad>' },
        ],
      }),
    )

  test.each<[string, Change, number]>([
    ['config.json', all(padded('<pad>'), config({ pad_token_id: 2 })), 2],
    ['the tokenizer', padded('<pad>'), 5],
    ['the tokenizer, in full', padded({ content: '<pad>', lstrip: false }), 5],
  ])('is the padding: %s', async (_, change, padding) => {
    expect(await read(change)).toHaveProperty('architecture.padding', padding)
  })

  test('need not be the size of the vocabulary', async () => {
    expect(await read(config({ vocab_size: undefined }))).toHaveProperty('architecture.vocabulary', Infinity)
  })

  test.each<[string, Change, RegExp]>([
    [
      'no length of states',
      config({ hidden_size: undefined }),
      /config.json: "hidden_size" must be an integer of at least 1; got nothing/,
    ],
    [
      'a length that is none',
      config({ hidden_size: null, d_model: '4' }),
      /"d_model" must be an integer of at least 1; got "4"/,
    ],
    [
      'no limit',
      config({ max_position_embeddings: undefined }),
      /"max_position_embeddings" must be the number of positions, as .* Write max_seq_length into/,
    ],
    ['no padding', padded(undefined), /"pad_token_id" must be the id of the padding token, .* Write it into the file/],
    ['padding that the tokenizer has not', padded('<nothing>'), /"pad_token_id" must be the id/],
    ['padding that is no id', config({ pad_token_id: -1 }), /"pad_token_id" must be an integer of at least 0; got -1/],
    [
      'a pooling of another model',
      pooled({ word_embedding_dimension: 9 }),
      /"word_embedding_dimension" must be the transformer's hidden size, 4; got 9/,
    ],
    ['no type', config({ model_type: undefined }), /"model_type" must be a string; got nothing/],
    [
      'what is built here and contradicts itself',
      config({ model_type: 'bert', num_attention_heads: 3 }),
      /"num_attention_heads" must be a divisor of hidden_size, which is 4; got 3/,
    ],
  ])('is refused: %s', async (_, change, message) => {
    await expect(read(change)).rejects.toThrow(message)
  })

  test('is refused where neither the architecture is built here nor an export is there', async () => {
    await expect(readEncoderFolder(await folderOf(newBert))).rejects.toThrow(
      /config.json: "model_type" must be one of bert, xlm-roberta, roberta, m2m_100; got "some-new-bert". Take another model; or export this one to ONNX as the folder's onnx\/model.onnx, which pretrained\(\) encodes with but does not fine-tune; or serve it from an endpoint.$/,
    )
  })
})
