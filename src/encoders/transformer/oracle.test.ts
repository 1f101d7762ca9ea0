import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { outsideData } from '../../../fixtures/outside-data.ts'
import type { Backend, BackendName } from '../../backends/tensorflow/backend.ts'
import { chooseBackend } from '../../backends/tensorflow/choose-backend.ts'
import { openSafetensors } from '../../formats/safetensors.ts'
import { readFloats } from '../../formats/safetensors-values.ts'
import { pretrainedTokenizer } from '../../tokenizers/pretrained.ts'
import type { Tokenizer } from '../../tokenizers/tokenizer.ts'
import type { ModelFolder } from '../folder/model-folder.ts'
import { readModelFolder } from '../folder/read-model-folder.ts'
import { paddedBatch } from '../onnx/batch.ts'
import { lastStates, statesAfter } from './forward.ts'
import { openModel } from './open-model.ts'
import { transformerRuntime } from './runtime.ts'
import { tokenLimits } from './token-limits.ts'

/** What PyTorch computed with tiny random models. */
interface Expected {
  readonly texts: readonly string[]
  readonly pairs: readonly (readonly [language: string, question: string, passage: string])[]
  readonly temperature: number
  readonly optimizer: { readonly lr: number; readonly weight_decay: number }
  readonly losses: readonly number[]
}

const backends: readonly BackendName[] = ['cpu', 'wasm', 'tfjs-node', 'tfjs-node-gpu']

describe.each(backends)('a transformer on %s, beside PyTorch', (name) => {
  let backend: Backend
  beforeAll(async () => {
    backend = await chooseBackend({ prefer: name })
  })

  describe.each(['xlmr', 'labse', 'm2m100'])('%s', (kind) => {
    const oracle = outsideData('VITEST_RETRIEVAL_ORACLE', kind)
    let folder: ModelFolder
    let tokenizer: Tokenizer
    let expected: Expected
    let values: Map<string, Float32Array>
    beforeAll(async () => {
      if (oracle.absent) return
      folder = await readModelFolder(oracle.path())
      tokenizer = pretrainedTokenizer(folder)
      expected = JSON.parse(readFileSync(oracle.path('expected.json'), 'utf8'))
      const { places } = await openSafetensors(oracle.path('expected.safetensors'))
      values = new Map()
      for (const [tensor, place] of places) values.set(tensor, await readFloats(place))
    })
    const oracleTest = (title: string, run: () => Promise<void>): void =>
      test(title, async ({ skip }) => {
        skip(Boolean(oracle.absent), oracle.absent)
        const other = backend.refused.find((refusal) => refusal.backend === name)
        skip(other !== undefined, other?.reason)
        await run()
      })

    oracleTest('has the same hidden states, padding included', async () => {
      const { tf } = backend
      const open = await openModel(tf, folder)
      const tokens = expected.texts.slice(0, 4).map((text) => tokenizer.tokenize(text))
      const batch = paddedBatch(tokens, tokenLimits(folder.architecture))
      const states = tf.tidy(() => lastStates({ model: open, batch }, statesAfter({ model: open, batch }, 0), 0))
      expect(largestDifference(await states.data(), values.get('hidden_states')!)).toBeLessThan(1e-5)
      states.dispose()
      open.dispose()
    })

    oracleTest('has the same embeddings', async () => {
      const runtime = await transformerRuntime(folder, { backend })
      const rows = await runtime.run(expected.texts.map((text) => tokenizer.tokenize(text)))
      await runtime.dispose()
      expect(largestDifference(rows, values.get('embeddings')!)).toBeLessThan(1e-5)
    })
  })
})

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length)
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)
}
