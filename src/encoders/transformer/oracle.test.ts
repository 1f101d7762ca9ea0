import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { outsideData } from '../../../fixtures/outside-data.ts'
import type { Backend, BackendName } from '../../backends/tensorflow/backend.ts'
import { chooseBackend } from '../../backends/tensorflow/choose-backend.ts'
import { openSafetensors } from '../../formats/safetensors.ts'
import { readFloats } from '../../formats/safetensors-values.ts'
import { inBatchNegatives } from '../../losses/in-batch-negatives.ts'
import type { Role } from '../../retrieval.ts'
import { pretrainedTokenizer } from '../../tokenizers/pretrained.ts'
import type { Tokenizer } from '../../tokenizers/tokenizer.ts'
import { adamW } from '../../training/adam.ts'
import type { ModelFolder } from '../folder/model-folder.ts'
import { readModelFolder } from '../folder/read-model-folder.ts'
import { paddedBatch } from '../padded-batch.ts'
import { batchLoss } from './batch-loss.ts'
import { lastStates, statesAfter } from './forward.ts'
import { openModel } from './open-model.ts'
import { transformerRuntime } from './runtime.ts'
import { stepGradient } from './step-gradient.ts'
import { tokenLimits } from './token-limits.ts'
import { transformerPlan } from './transformer-encoder.ts'

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
    // The cpu backend takes a second a step.
    const oracleTest = (title: string, run: () => Promise<void>): void =>
      test(title, { timeout: 60_000 }, async ({ skip }) => {
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

    const sides = (): { text: string; language: string; role: Role }[] => [
      ...expected.pairs.map(([, text]) => ({ text, language: 'en', role: 'query' as const })),
      ...expected.pairs.map(([, , text]) => ({ text, language: 'en', role: 'document' as const })),
    ]

    oracleTest('has the same gradients of every parameter', async () => {
      const { tf } = backend
      const model = await openModel(tf, folder)
      const texts = sides().map(({ text }) => tokenizer.tokenize(text))
      const batchSize = expected.pairs.length
      const lossOf = batchLoss({ ...training(), batchSize } as never, model.dimensions)
      const { loss, gradients } = await stepGradient({
        model,
        trainable: { variables: [...model.parameters.values()], frozenLayers: undefined },
        texts,
        seed: undefined,
        lossOf: (vectors) =>
          lossOf(
            vectors,
            Int32Array.from({ length: batchSize }, (_, row) => row),
          ),
        breathe: async () => {},
      })
      expect(loss).toBeCloseTo(expected.losses[0]!, 5)
      const names = [...model.parameters.keys()]
      expect(names.map((name) => `grad.${name}`).sort()).toEqual(
        [...values.keys()].filter((key) => key.startsWith('grad.')).sort(),
      )
      for (const [i, gradient] of gradients.entries()) {
        const right = values.get(`grad.${names[i]}`)!
        const largest = right.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
        // A key's bias moves all scores of a query alike: its gradient is 0 but for rounding.
        const scale = names[i]!.match(/(key|k_proj)\.bias$/) ? 1e-2 : largest
        expect(largestDifference(await gradient.data(), right) / scale, names[i]!).toBeLessThan(1e-4)
      }
      tf.dispose([...gradients])
      model.dispose()
    })

    const training = () => ({
      loss: inBatchNegatives({ temperature: expected.temperature, symmetric: false }),
      optimizer: adamW({ learningRate: expected.optimizer.lr, weightDecay: expected.optimizer.weight_decay }),
      learningRates: new Float64Array(expected.losses.length).fill(expected.optimizer.lr),
    })

    oracleTest('has the same losses of five steps, and embeddings after them', async () => {
      const batchSize = expected.pairs.length
      const planning = { texts: sides(), textsPerStep: 2 * batchSize, seed: 1 }
      const plan = await transformerPlan(folder, tokenizer, planning, { dropout: false, backend })
      const batch = Int32Array.from({ length: 3 * batchSize }, (_, i) => i)
      const { losses, state } = await plan.steps({ ...training(), batchSize, nextBatches: () => batch })
      expect(largestDifference(losses, expected.losses)).toBeLessThan(1e-4)
      const texts = expected.texts.map((text) => ({ text, language: 'en' }))
      const { data } = await plan.trained(state).encode(texts, { role: 'query' })
      expect(largestDifference(data, values.get('embeddings_after_training')!)).toBeLessThan(1e-3)
    })
  })
})

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length)
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)
}
