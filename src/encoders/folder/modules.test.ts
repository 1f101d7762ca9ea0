import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { numbered, tinyModel, writeFolder } from '../../../fixtures/model-folder.ts'
import { all, type Change, inFile, modules, tinyFolders } from '../../../fixtures/model-folder-changes.ts'
import { writeSafetensors } from '../../formats/write-safetensors.ts'
import { readModelFolder } from './read-model-folder.ts'

const { newFolder, read } = tinyFolders()

describe('the modules of sentence-transformers', () => {
  const dense = (inputs: number, outputs: number, values: Record<string, unknown> = {}): Record<string, unknown> => ({
    in_features: inputs,
    out_features: outputs,
    bias: true,
    activation_function: 'torch.nn.modules.activation.Tanh',
    ...values,
  })
  /** A pooling of two modes, and two Dense modules. */
  async function withDense(first: Record<string, unknown>, change: Change = () => {}): Promise<string> {
    const content = tinyModel('bert')
    all(
      modules(
        ['st.Transformer', ''],
        ['st.Pooling', '1_Pooling'],
        ['st.Dense', '2_Dense'],
        ['st.Dense', '3_Dense'],
        ['st.Normalize', '4_Normalize'],
      ),
      inFile('1_Pooling/config.json', { pooling_mode: ['max', 'cls'], embedding_dimension: 4 }),
      inFile('2_Dense/config.json', first),
      inFile('3_Dense/config.json', dense(3, 2, { bias: false, activation_function: 'torch.nn.Identity' })),
      change,
    )(content)
    const path = await writeFolder(newFolder(), content)
    await writeSafetensors(
      join(path, '2_Dense/model.safetensors'),
      numbered([
        ['linear.weight', [3, 8]],
        ['linear.bias', [3]],
      ]),
    )
    await writeSafetensors(join(path, '3_Dense/model.safetensors'), numbered([['linear.weight', [2, 3]]]))
    return path
  }

  test('are pooling and dense layers in their order', async () => {
    const { pooling, dense: layers } = await readModelFolder(await withDense(dense(8, 3)))
    expect(pooling).toEqual({ modes: ['max', 'cls'], includePrompt: true })
    expect(layers).toMatchObject([
      { inputs: 8, outputs: 3, activation: 'tanh', bias: Float32Array.of(12.5, 13, 13.5) },
      { inputs: 3, outputs: 2, activation: 'identity', bias: Float32Array.of(0, 0) },
    ])
    expect(layers[1]!.weight).toEqual(Float32Array.of(0.5, 1, 1.5, 2, 2.5, 3))
  })

  test.each([
    ['torch.nn.modules.activation.ReLU', 'relu'],
    ['torch.nn.modules.activation.GELU', 'gelu'],
    ['torch.nn.modules.activation.Sigmoid', 'sigmoid'],
    ['torch.nn.modules.linear.Identity', 'identity'],
    [undefined, 'tanh'],
  ])('know the activation %s', async (name, activation) => {
    const folder = await readModelFolder(await withDense(dense(8, 3, { activation_function: name })))
    expect(folder.dense[0]!.activation).toBe(activation)
  })

  test.each<[string, Record<string, unknown>, RegExp]>([
    [
      'an activation',
      dense(8, 3, { activation_function: 'torch.nn.modules.activation.Mish' }),
      /"activation_function" must be one of torch.nn's Identity, Tanh.*Mish/,
    ],
    ['code of another package', dense(8, 3, { activation_function: 'mine.Tanh' }), /got "mine.Tanh"/],
    [
      'inputs of another length',
      dense(4, 3),
      /2_Dense\/config.json: "in_features" must be 8, the length of the vectors before it; got 4/,
    ],
    [
      'outputs that the weights have not',
      dense(8, 5),
      /"linear.weight" must be there with shape \[5, 8\].*got \[3, 8\]/,
    ],
    ['a residual', dense(8, 3, { use_residual: true }), /"use_residual" must be false/],
    [
      'token vectors',
      dense(8, 3, { module_input_name: 'token_embeddings' }),
      /"module_input_name" must be "sentence_embedding"/,
    ],
  ])('refuse a Dense of %s', async (_, first, message) => {
    await expect(withDense(first).then(readModelFolder)).rejects.toThrow(message)
  })

  test('refuse a Dense whose weights are pickled', async () => {
    const path = await withDense(dense(8, 3))
    renameSync(join(path, '2_Dense/model.safetensors'), join(path, '2_Dense/pytorch_model.bin'))
    await expect(readModelFolder(path)).rejects.toThrow(
      /2_Dense\/model.safetensors: .* got none. pytorch_model.bin is not read.*SentenceTransformer/,
    )
  })

  test('may lie in a folder of their own, as older models have it', async () => {
    const content = tinyModel('bert')
    for (const [name, value] of Object.entries(content.files)) {
      content.files[`0_Transformer/${name}`] = value
      delete content.files[name]
    }
    all(
      modules(['st.Transformer', '0_Transformer'], ['st.Pooling', '1_Pooling']),
      inFile('0_Transformer/sentence_bert_config.json', { max_seq_length: 5 }),
      inFile('1_Pooling/config.json', {}),
    )(content)
    const path = await writeFolder(newFolder(), content)
    renameSync(join(path, 'model.safetensors'), join(path, '0_Transformer/model.safetensors'))
    expect(await readModelFolder(path)).toMatchObject({ path, maxLength: 5, pooling: { modes: ['mean'] } })
  })

  test.each([
    'sentence_transformers.models.Pooling',
    'sentence_transformers.models.pooling.Pooling',
    'sentence_transformers.sentence_transformer.modules.pooling.Pooling',
  ])('go by the name %s', async (type) => {
    const change = all(
      modules(
        ['sentence_transformers.base.modules.transformer.Transformer', '.'],
        [type, 'p'],
        ['sentence_transformers.base.modules.normalize.Normalize', 'n'],
      ),
      inFile('p/config.json', { pooling_mode: 'lasttoken' }),
    )
    expect((await read('bert', change)).pooling.modes).toEqual(['last-token'])
  })

  test.each<[string, Change, RegExp]>([
    [
      'another type',
      modules(['st.Transformer', ''], ['st.WordEmbeddings', '']),
      /module 1: "type" must be sentence_transformers' Transformer, Pooling, Dense, Normalize; got "sentence_transformers.models.WordEmbeddings"/,
    ],
    [
      'code of the folder',
      modules(['st.Transformer', ''], ['mine.Pooling', '']),
      /"type" must be .*got "mine.Pooling"/,
    ],
    [
      'a path out of the folder',
      modules(['st.Transformer', '../other']),
      /"path" must be inside the model folder; got "..\/other"/,
    ],
    ['no pooling', modules(['st.Transformer', '']), /modules must be Transformer, Pooling, .*got "Transformer"/],
    [
      'a Dense behind a Normalize',
      modules(['st.Transformer', ''], ['st.Pooling', 'p'], ['st.Normalize', 'n'], ['st.Dense', 'd']),
      /got "Transformer, Pooling, Normalize, Dense"/,
    ],
    ['an object', inFile('modules.json', {}), /must hold a list of modules; got \{\}/],
    [
      'a pooling without its file',
      modules(['st.Transformer', ''], ['st.Pooling', '1_Pooling']),
      /1_Pooling\/config.json: the file must be there, which names the pooling/,
    ],
  ])('refuse %s', async (_, change, message) => {
    await expect(read('bert', change)).rejects.toThrow(message)
  })
})
