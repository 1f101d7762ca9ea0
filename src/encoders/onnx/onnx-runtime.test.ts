import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { outsideData } from '../../../fixtures/outside-data.ts'
import { openSafetensors } from '../../formats/safetensors.ts'
import { readFloats } from '../../formats/safetensors-values.ts'
import type { Tokens } from '../../tokenizers/tokenizer.ts'
import type { ModelFolder } from '../folder/model-folder.ts'
import { readModelFolder } from '../folder/read-model-folder.ts'
import { paddedBatch } from './batch.ts'
import { encoderGraph } from './encoder-graph.ts'
import { feeds, floats } from './feeds.ts'
import { onnxRuntime } from './onnx-runtime.ts'
import { onnxPackage, openSession } from './session.ts'
import { commonFolder } from './stored.ts'

// Made by PyTorch; see generate.py beside the oracles.
describe.for(['xlmr', 'labse', 'm2m100'])('%s in ONNX Runtime', (kind) => {
  const oracle = outsideData('VITEST_RETRIEVAL_ORACLE', kind)
  const skip = [Boolean(oracle.absent), oracle.absent] as const
  let model: ModelFolder
  let texts: readonly Tokens[]

  beforeAll(async () => {
    if (oracle.absent !== undefined) return
    model = { ...(await readModelFolder(oracle.path())), pooling: poolingOf(oracle.path('expected.json')) }
    texts = tokensOf(oracle.path('expected.json'))
  })

  test('gives PyTorch’s embeddings', async ({ skip: leave }) => {
    leave(...skip)
    const runtime = await onnxRuntime(model)
    const found = await runtime.run(texts)
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
    const batch = paddedBatch(texts.slice(0, 4), { padding: model.architecture.padding, vocabulary: 1e6, length: 1e6 })
    const found = floats(await session.run(feeds(onnx, session, batch)), 'hidden_states')
    const states = await expected(oracle.path('expected.safetensors'), 'hidden_states')
    expect(differenceInside(found, states, batch)).toBeLessThan(1e-5)
    await session.release()
  })
})

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
