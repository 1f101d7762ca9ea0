import { readFileSync } from 'node:fs'
import { fc, test as property } from '@fast-check/vitest'
import { beforeAll, describe, expect, test } from 'vitest'
import { drawnWeights, family, head, modelChange, tinyTokens } from '../../../fixtures/drawn-model.ts'
import { all, type Change, tinyFolders } from '../../../fixtures/model-folder-changes.ts'
import { allParameters, naiveDense, naivePooled, naiveStates, naiveUnit } from '../../../fixtures/naive-transformer.ts'
import { outsideData } from '../../../fixtures/outside-data.ts'
import { openSafetensors } from '../../formats/safetensors.ts'
import { readFloats, readIntegers } from '../../formats/safetensors-values.ts'
import { dot } from '../../matrix.ts'
import type { Tokens } from '../../tokenizers/tokenizer.ts'
import type { ModelFolder } from '../folder/model-folder.ts'
import { readModelFolder } from '../folder/read-model-folder.ts'
import { paddedBatch } from '../padded-batch.ts'
import { encoderGraph } from './encoder-graph.ts'
import { feeds, floats } from './feeds.ts'
import { type OnnxModel, onnxRuntime } from './onnx-runtime.ts'
import { onnxPackage, openSession } from './session.ts'
import { commonFolder } from './stored.ts'

const { read } = tinyFolders()
const texts = fc.array(tinyTokens, { minLength: 1, maxLength: 4 })

describe('onnxRuntime', () => {
  test('says what it is and how long its vectors are', async () => {
    const model = await read('bert', drawnWeights(1))
    const runtime = await onnxRuntime({ ...model, pooling: { modes: ['cls', 'mean'], includePrompt: true } })
    expect([runtime.name, runtime.dimensions]).toEqual(['ONNX Runtime', 8])
    expect(await runtime.run([])).toEqual(new Float32Array())
    await runtime.dispose()
    await runtime.dispose()
  })

  property.prop([family, modelChange, texts, head], { numRuns: 60 })(
    'computes what the naive transformer computes, whatever the batch',
    async (kind, change, batch, drawn) => {
      const model = { ...(await read(kind, change)), ...drawn }
      const expected = await naiveVectors(model, batch)
      fc.pre(expected !== undefined)
      expect(difference(await encoded(model, batch), expected!)).toBeLessThan(tolerance)
    },
  )

  property.prop([family, modelChange, texts, tinyTokens], { numRuns: 20 })(
    'gives a text the vector that it has alone',
    async (kind, change, others, text) => {
      const model = await read(kind, change)
      const [alone, together] = [await encoded(model, [text]), await encoded(model, [...others, text])]
      expect(difference(alone, together.subarray(-4))).toBeLessThan(tolerance)
    },
  )

  test('gives vectors near to the others in 8 bits, when asked for them', async () => {
    const model = await read('xlm-roberta', drawnWeights(2))
    const text = { ids: Int32Array.of(0, 5, 6, 7, 2), first: 0, end: 5 }
    const runtime = await onnxRuntime(model, { precision: 'int8' })
    const found = await runtime.run([text])
    expect(runtime.name).toBe('ONNX Runtime, int8')
    expect(dot(found, await encoded(model, [text]))).toBeGreaterThan(0.99)
    await runtime.dispose()
  })

  test('names a text whose vector is not finite or zero', async () => {
    const token = (id: number): Tokens => ({ ids: Int32Array.of(id), first: 0, end: 1 })
    const infinite = await read('m2m100', set('model.shared.weight', 5 * 4, Number.NaN))
    await expect(encoded(infinite, [token(3), token(5)])).rejects.toThrow(
      /a unit vector; got values that are not finite for text 1 of the batch/,
    )
    const zero = await read(
      'm2m100',
      all(fill('model.encoder.layer_norm.weight'), fill('model.encoder.layer_norm.bias')),
    )
    await expect(encoded(zero, [token(3)])).rejects.toThrow(/got a zero vector for text 0 of the batch/)
  })

  test('refuses a text that is longer than there are positions', async () => {
    const model = await read('xlm-roberta', drawnWeights(4))
    const long = (length: number): Tokens => ({ ids: new Int32Array(length).fill(5), first: 0, end: length })
    expect(await encoded(model, [long(6)])).toHaveLength(4)
    await expect(encoded(model, [long(7)])).rejects.toThrow(/text 0 of the batch must have from 1 to 6 tokens; got 7/)
  })

  test('refuses other threads and precisions than there are', async () => {
    const model = await read('bert')
    await expect(onnxRuntime(model, { threads: 0 })).rejects.toThrow(/threads must be a positive integer; got 0/)
    const precision = 'int4' as 'int8'
    await expect(onnxRuntime(model, { precision })).rejects.toThrow(/precision must be float32 or int8; got int4/)
  })

  test('says so where ONNX Runtime refuses', async () => {
    const model = await read('bert')
    const session = { executionProviders: ['none'] }
    await expect(onnxRuntime(model, { session })).rejects.toThrow(
      /^onnxRuntime: ONNX Runtime must take the model; got .*none.*\. Encode with another backend\.$/s,
    )
  })
})

/** Of unit vectors of 32-bit arithmetic against 64-bit: the drawn weights make some sums of layers large. */
const tolerance = 1e-4

// Made by PyTorch; see generate.py beside the oracles.
describe.for(['xlmr', 'labse', 'm2m100'])('%s in ONNX Runtime', (kind) => {
  const oracle = outsideData('VITEST_RETRIEVAL_ORACLE', kind)
  const skip = [Boolean(oracle.absent), oracle.absent] as const
  let model: ModelFolder
  let batch: readonly Tokens[]

  beforeAll(async () => {
    if (oracle.absent !== undefined) return
    model = { ...(await readModelFolder(oracle.path())), pooling: poolingOf(oracle.path('expected.json')) }
    batch = tokensOf(oracle.path('expected.json'))
  })

  test('gives PyTorch’s embeddings', async ({ skip: leave }) => {
    leave(...skip)
    const runtime = await onnxRuntime(model)
    const found = await runtime.run(batch)
    expect(runtime.dimensions).toBe(32)
    expect(difference(found, await expected(oracle.path('expected.safetensors'), 'embeddings'))).toBeLessThan(1e-5)
    await runtime.dispose()
  })

  test('gives PyTorch’s hidden states', async ({ skip: leave }) => {
    leave(...skip)
    const onnx = await onnxPackage('test')
    const folder = commonFolder(model.weights)
    const graph = encoderGraph(model, { folder, output: 'hidden_states' })
    const session = await openSession(onnx, { caller: 'test', model: graph, folder }, {})
    const four = paddedBatch(batch.slice(0, 4), { padding: model.architecture.padding, vocabulary: 1e6, length: 1e6 })
    const found = floats(await session.run(feeds(onnx, session, four)), 'hidden_states')
    const states = await expected(oracle.path('expected.safetensors'), 'hidden_states')
    expect(differenceInside(found, states, four)).toBeLessThan(1e-5)
    await session.release()
  })
})

describe('multilingual E5 in ONNX Runtime', () => {
  const folder = outsideData('VITEST_RETRIEVAL_MODELS', 'multilingual-e5-small-pruned')

  test('gives PyTorch’s embeddings of weights of 16 bits', async ({ skip }) => {
    skip(Boolean(folder.absent), folder.absent)
    const runtime = await onnxRuntime(await readModelFolder(folder.path()))
    const { places } = await openSafetensors(folder.path('expected.safetensors'))
    const [ids, lengths] = [await readIntegers(places.get('input_ids')!), await readIntegers(places.get('lengths')!)]
    const expected = await readFloats(places.get('embeddings')!)
    const width = ids.length / lengths.length
    for (const [row, length] of lengths.entries()) {
      const text = { ids: ids.subarray(row * width, row * width + length), first: 0, end: length }
      expect(difference(await runtime.run([text]), expected.subarray(row * 384, (row + 1) * 384))).toBeLessThan(1e-6)
    }
    await runtime.dispose()
  }, 60_000)
})

async function encoded(model: OnnxModel, batch: readonly Tokens[]): Promise<Float32Array> {
  const runtime = await onnxRuntime(model, { threads: 1 })
  return runtime.run(batch).finally(runtime.dispose)
}

/** Undefined where a vector is too short for its direction to be sure. */
async function naiveVectors(model: ModelFolder, batch: readonly Tokens[]): Promise<Float32Array | undefined> {
  const { architecture, pooling, dense } = model
  const parameters = await allParameters(model.weights)
  const vectors = batch.map((text) => {
    const states = naiveStates(text.ids, { architecture, parameters })
    return dense.reduce(
      naiveDense,
      pooling.modes.flatMap((mode) => naivePooled(states, text, mode)),
    )
  })
  if (vectors.some((vector) => Math.hypot(...vector) < 0.1)) return undefined
  return Float32Array.from(vectors.flatMap(naiveUnit))
}

function set(name: string, index: number, value: number): Change {
  return ({ tensors }) => void tensors.get(name)!.data.fill(value, index, index + 1)
}

function fill(name: string): Change {
  return ({ tensors }) => void tensors.get(name)!.data.fill(0)
}

interface Expected {
  readonly max_length: number
  readonly pooling: 'cls' | 'mean'
  readonly token_ids_untruncated: readonly (readonly number[])[]
}

function poolingOf(file: string): ModelFolder['pooling'] {
  const { pooling } = JSON.parse(readFileSync(file, 'utf8')) as Expected
  return { modes: [pooling], includePrompt: true }
}

/** Cut as the tokenizers library does: the closing token stays. */
function tokensOf(file: string): Tokens[] {
  const { token_ids_untruncated: all, max_length: most } = JSON.parse(readFileSync(file, 'utf8')) as Expected
  return all.map((ids) => {
    const kept = ids.length <= most ? ids : [...ids.slice(0, most - 1), ids.at(-1)!]
    return { ids: Int32Array.from(kept), first: 0, end: kept.length }
  })
}

async function expected(file: string, name: string): Promise<Float32Array> {
  return readFloats((await openSafetensors(file)).places.get(name)!)
}

function difference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length)
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)
}

/** Of the states of the texts' own tokens, in batches that may be padded to different lengths. */
function differenceInside(a: Float32Array, b: Float32Array, batch: ReturnType<typeof paddedBatch>): number {
  const width = a.length / batch.ids.length
  const other = b.length / batch.rows / width
  let most = 0
  for (let row = 0; row < batch.rows; row++) {
    const values = batch.lengths[row]! * width
    const ours = a.subarray(row * batch.length * width).subarray(0, values)
    most = Math.max(most, difference(ours, b.subarray(row * other * width).subarray(0, values)))
  }
  return most
}
