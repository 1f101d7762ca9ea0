import { execFile } from 'node:child_process'
import { appendFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fc, test as propertyTest } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FolderContent, tinyModel, writeFolder } from '../../fixtures/model-folder.ts'
import { all, type Change, config, inFile, modules, pooled } from '../../fixtures/model-folder-changes.ts'
import { inTwoLanguages } from '../../fixtures/two-language-pairs.ts'
import { onnxGraph } from '../formats/onnx/graph.ts'
import { writeSafetensors } from '../formats/write-safetensors.ts'
import { inBatchNegatives } from '../losses/in-batch-negatives.ts'
import type { Role } from '../retrieval.ts'
import { crossLingual } from '../samplers/cross-lingual.ts'
import { adamW } from '../training/adam.ts'
import { train } from '../training/train.ts'
import type { Encoder } from './encoder.ts'
import { type PretrainedOptions, pretrained } from './pretrained.ts'
import { projection } from './projection/projection.ts'
import { saveEncoder } from './save/save-encoder.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'exported-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

type Output = 'last_hidden_state' | 'sentence_embedding'
let count = 0

/**
 * A folder of an architecture that nobody builds, and its export: a token of id t has the state [t, 1], and a text where
 * it is pooled inside the sum of its tokens' states. `a`, `b`, `c` are 5, 6, 7; `▁` is 4; 0 and 2 stand around a text.
 */
async function exportedModel(change: Change = () => {}, output: Output = 'last_hidden_state'): Promise<string> {
  const folder = join(root, `${count++}`, 'new-bert')
  const content: FolderContent = { files: { ...files }, tensors: new Map() }
  change(content)
  await writeFolder(folder, content)
  await rm(join(folder, 'model.safetensors'))
  await mkdir(join(folder, 'onnx'))
  await writeFile(join(folder, 'onnx/model.onnx'), exportTo(output))
  return folder
}

const special = ['<s>', '<pad>', '</s>', '<unk>']
const files: FolderContent['files'] = {
  'config.json': { model_type: 'some-new-bert', hidden_size: 2, max_position_embeddings: 8, pad_token_id: 1 },
  'tokenizer.json': {
    added_tokens: special.map((content, id) => ({ id, content, special: true })),
    normalizer: null,
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always' },
    post_processor: {
      type: 'TemplateProcessing',
      single: ['<s>', { Sequence: { id: 'A', type_id: 0 } }, '</s>'].map((part) =>
        typeof part === 'string' ? { SpecialToken: { id: part, type_id: 0 } } : part,
      ),
      special_tokens: { '<s>': { ids: [0] }, '</s>': { ids: [2] } },
    },
    model: { type: 'Unigram', unk_id: 3, vocab: [...special, '▁', 'a', 'b', 'c'].map((piece) => [piece, -1]) },
  },
}

/** @param second what all states have in the second place, or the file of its four bytes */
function exportTo(output: Output, second: number | string = 1): Uint8Array {
  const graph = onnxGraph()
  const place =
    typeof second === 'number'
      ? graph.floats([second], [])
      : graph.external({ type: 'float32', shape: [], location: second, start: 0, end: 4 })
  const column = (input: string): string =>
    graph.node('Unsqueeze', [graph.node('Cast', [input], { attributes: { to: 1 } }), graph.integers([2])])
  const ids = column(graph.input('input_ids', 'int64', ['texts', 'tokens']))
  const mask = column(graph.input('attention_mask', 'int64', ['texts', 'tokens']))
  const ones = graph.node('Add', [graph.node('Mul', [ids, graph.floats([0], [])]), place])
  const joined = graph.node('Concat', [ids, ones], { attributes: { axis: 2 } })
  const pools = output === 'sentence_embedding'
  if (pools) {
    const states = graph.node('Mul', [joined, mask])
    graph.node('ReduceSum', [states, graph.integers([1])], { attributes: { keepdims: 0 }, outputs: [output] })
  } else graph.node('Identity', [joined], { outputs: [output] })
  graph.output(output, 'float32', pools ? ['texts', 'width'] : ['texts', 'tokens', 'width'])
  return graph.bytes()
}

async function vectors(
  folder: string,
  {
    role = 'query' as Role,
    texts = ['a', 'bc'],
    ...options
  }: PretrainedOptions & { role?: Role; texts?: string[] } = {},
): Promise<number[][]> {
  await using source = pretrained(folder, { cache: false, ...options })
  const encoder = await source.create(1)
  const { rows, columns, data } = await encoder.encode(
    texts.map((text) => ({ text, language: 'en' })),
    { role },
  )
  expect({ rows, columns }).toEqual({ rows: texts.length, columns: encoder.dimensions })
  expect(source.warnings).toEqual([])
  return texts.map((_, row) => [...data.subarray(row * columns, (row + 1) * columns)])
}

function unit(...values: readonly number[]): unknown[] {
  return values.map((value) => expect.closeTo(value / Math.hypot(...values), 6))
}

const mean = (...ids: readonly number[]): unknown[] => unit(ids.reduce((sum, id) => sum + id) / ids.length, 1)

describe('pretrained, of an architecture that is not built here', () => {
  test('encodes by the folder’s model.onnx', async () => {
    const folder = await exportedModel()
    expect(await vectors(folder)).toEqual([mean(0, 4, 5, 2), mean(0, 4, 6, 7, 2)])
    await rename(join(folder, 'onnx/model.onnx'), join(folder, 'model.onnx'))
    expect(await vectors(folder)).toEqual([mean(0, 4, 5, 2), mean(0, 4, 6, 7, 2)])
  })

  test('puts prompts before texts, pools and goes on as the folder says', async () => {
    const dense = { in_features: 2, out_features: 3, activation_function: 'torch.nn.Identity', bias: false }
    const folder = await exportedModel(
      all(
        modules(['st.Transformer', ''], ['st.Pooling', '1_Pooling'], ['st.Dense', '2_Dense'], ['st.Normalize', 'n']),
        inFile('1_Pooling/config.json', { word_embedding_dimension: 2, pooling_mode: 'max', include_prompt: false }),
        inFile('2_Dense/config.json', dense),
        inFile('config_sentence_transformers.json', { prompts: { query: 'c', document: 'a ' } }),
      ),
    )
    const weight = { shape: [3, 2], data: Float32Array.of(1, 0, 0, 1, 1, 1) }
    await writeSafetensors(join(folder, '2_Dense/model.safetensors'), new Map([['linear.weight', weight]]))
    // `c` alone is <s> ▁ c, which are not pooled.
    expect(await vectors(folder)).toEqual([unit(5, 1, 6), unit(7, 1, 8)])
    expect(await vectors(folder, { role: 'document', texts: ['b'] })).toEqual([unit(6, 1, 7)])
  })

  test('cuts and pools as asked', async () => {
    const folder = await exportedModel()
    expect(await vectors(folder, { maxLength: 4, texts: ['bc'] })).toEqual([mean(0, 4, 6, 2)])
    expect(await vectors(folder, { pooling: 'max', poolSpecial: false, texts: ['bc'] })).toEqual([unit(7, 1)])
    expect(await vectors(folder, { pooling: ['cls', 'max'], texts: ['a'] })).toEqual([unit(0, 1, 5, 1)])
  })

  test('is computed by what is built here where the architecture is, whatever else the folder holds', async () => {
    const { files: built, tensors } = tinyModel('xlm-roberta')
    const folder = await exportedModel(inFile('config.json', built['config.json'] as Record<string, unknown>))
    await writeSafetensors(join(folder, 'model.safetensors'), tensors)
    expect((await vectors(folder)).map((row) => row.length)).toEqual([4, 4])
  })

  test('keeps vectors for the next time, and not where the export changed', async () => {
    const folder = await exportedModel()
    const cache = join(root, 'cache')
    const fresh = await vectors(folder, { cache })
    const source = pretrained(folder, { cache })
    await source.create(1)
    await rm(join(folder, 'onnx/model.onnx'))
    await expect(pretrained(folder, { cache }).create(1)).rejects.toThrow('"model_type" must be')
    const { data } = await (await source.create(1)).encode([{ text: 'a', language: 'en' }], { role: 'query' })
    expect([...data]).toEqual(fresh[0])
    await writeFile(join(folder, 'onnx/model.onnx'), exportTo('last_hidden_state', 2))
    expect((await vectors(folder, { cache }))[0]).toEqual(unit(11 / 4, 2))
  })

  test('has a configuration by the content of its files', async () => {
    const configuration = async (folder: string) => {
      const source = pretrained(folder, { cache: false })
      await source.create(1)
      return source.configuration
    }
    const [one, other] = [await exportedModel(), await exportedModel()]
    const before = await configuration(one)
    expect(before).toMatchObject({ model: 'new-bert', dimensions: 2, maxLength: 8, pooling: ['mean'] })
    expect(before).toEqual(await configuration(other))
    // A field that no reader knows.
    await appendFile(join(one, 'onnx/model.onnx'), Buffer.from([0x98, 0x06, 0x01]))
    expect(await configuration(one)).not.toEqual(before)
  })

  test('has weights beside the file, which count as it does', async () => {
    const folder = await exportedModel()
    const beside = join(folder, 'onnx/model.onnx_data')
    await writeFile(join(folder, 'onnx/model.onnx'), exportTo('last_hidden_state', 'model.onnx_data'))
    await expect(vectors(folder)).rejects.toThrow(/model.onnx_data: the file must be there, which holds weights/)
    const cache = join(root, 'cache-beside')
    for (const second of [3, 4]) {
      await writeFile(beside, Float32Array.of(second))
      expect((await vectors(folder, { cache }))[0]).toEqual(unit(11 / 4, second))
    }
  })

  const words = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 4 }), { maxLength: 8 })
  propertyTest.prop([words, fc.integer({ min: 1, max: 40 })], { numRuns: 20 })(
    'gives a text the vector that it has alone, however batches are cut',
    async (texts, tokenBudget) => {
      const expected = texts.map((text) =>
        mean(0, ...(text ? [4] : []), ...[...text].map((c) => ' abc'.indexOf(c) + 4), 2),
      )
      expect(await vectors(await exportedModel(), { texts, tokenBudget })).toEqual(expected)
    },
    60_000,
  )
})

describe('an export that pools by itself', () => {
  const pooling = (change?: Change): Promise<string> => exportedModel(change, 'sentence_embedding')

  test('is taken at its word', async () => {
    expect(await vectors(await pooling(pooled({ pooling_mode: 'max' })))).toEqual([unit(11, 4), unit(19, 5)])
  })

  test.each<[string, PretrainedOptions, Change | undefined, RegExp]>([
    [
      'another pooling',
      { pooling: 'cls' },
      undefined,
      /^pretrained: pooling must be left out for new-bert, whose onnx\/model.onnx pools by itself; got cls/,
    ],
    ['a part of a text', { poolSpecial: false }, undefined, /text 0 of the batch must be pooled whole/],
    ['another length', {}, config({ hidden_size: 3 }), /a text must get 3 numbers, as the files beside it say; got 2/],
  ])('is not asked for %s', async (_, options, change, message) => {
    await expect(vectors(await pooling(change), options)).rejects.toThrow(message)
  })
})

describe('what an export cannot do', () => {
  test('is to be fine-tuned or saved, but a projection on it trains', async () => {
    const { pairs, texts } = inTwoLanguages(6)
    const training = (encoder: Encoder) => {
      const [sampler, loss, optimizer] = [
        crossLingual(),
        inBatchNegatives({ temperature: 0.05 }),
        adamW({ learningRate: 0.01 }),
      ]
      return train({ encoder, pairs, sampler, loss, optimizer, steps: 2, batchSize: 4, seed: 1 })
    }
    await using source = pretrained(await exportedModel(), { cache: false })
    const encoder = await source.create(1)
    await expect(training(encoder)).rejects.toThrow(
      /^pretrained: an encoder must be of an architecture that is built here to be fine-tuned; got new-bert, of the architecture some-new-bert, which onnx\/model.onnx computes without gradients. Train a projection/,
    )
    const { encoder: projected } = await training(await projection(source).create(1))
    const [before, after] = await Promise.all([encoder, projected].map((one) => one.encode(texts, { role: 'query' })))
    expect(after!.data).not.toEqual(before!.data)
    for (const one of [encoder, projected]) {
      await expect(saveEncoder(one, join(root, 'saved'))).rejects.toThrow(
        /^saveEncoder: the encoder must be of an architecture that is built here; got new-bert, .* Keep its folder/,
      )
    }
  })

  test('is to be quantised here', async () => {
    await expect(vectors(await exportedModel(), { precision: 'int8' })).rejects.toThrow(
      "pretrained: precision must be 'float32' for new-bert, whose file of ONNX is run as it is; got 'int8'.",
    )
  })

  test('is to do without ONNX Runtime', async () => {
    expect(await withoutOnnx(await exportedModel())).toMatch(
      /^pretrained: new-bert is of the architecture some-new-bert, which is not built here: ONNX Runtime alone encodes with its onnx\/model.onnx. onnxFileRuntime: the package onnxruntime-node must load; got .*not installed/,
    )
  }, 60_000)
})

/** The error of encoding in a process of its own, where onnxruntime-node cannot be found. */
async function withoutOnnx(folder: string): Promise<string> {
  const program = `
    import { registerHooks } from 'node:module'
    registerHooks({
      resolve(name, context, next) {
        if (name === 'onnxruntime-node') throw new Error('not installed')
        return next(name, context)
      },
    })
    const { pretrained } = await import(${JSON.stringify(new URL('./pretrained.ts', import.meta.url).href)})
    const encoder = await pretrained(process.argv[1], { cache: false }).create(1)
    const error = await encoder.encode([{ text: 'a', language: 'en' }], { role: 'query' }).catch((caught) => caught)
    process.stdout.write(error.message)`
  const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', program]
  return (await promisify(execFile)(process.execPath, [...flags, folder])).stdout
}
