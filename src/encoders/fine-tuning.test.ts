import { describe, expect, test, vi } from 'vitest'
import { outsideData } from '../../fixtures/outside-data.ts'
import { inTwoLanguages } from '../../fixtures/two-language-pairs.ts'
import { inBatchNegatives } from '../losses/in-batch-negatives.ts'
import { crossLingual } from '../samplers/cross-lingual.ts'
import { adamW } from '../training/adam.ts'
import { type TrainOptions, train } from '../training/train.ts'
import type { Encoder } from './encoder.ts'
import { pretrained } from './pretrained.ts'
import { openRuntime } from './pretrained-runtime.ts'
import { pretrainedSource } from './pretrained-source.ts'
import { transformerRuntime } from './transformer/runtime.ts'

// Otherwise a machine that has the native binding trains by it.
vi.stubEnv('VITEST_RETRIEVAL_TFJS_NODE', '')

const { pairs, texts } = inTwoLanguages(12)
const oracle = outsideData('VITEST_RETRIEVAL_ORACLE', 'xlmr')
const options = { cache: false, dropout: false } as const

const training = (encoder: Encoder, changes: Partial<TrainOptions> = {}) =>
  train({
    encoder,
    pairs,
    sampler: crossLingual(),
    loss: inBatchNegatives({ temperature: 0.05 }),
    optimizer: adamW({ learningRate: 5e-3 }),
    steps: 12,
    batchSize: 6,
    seed: 1,
    ...changes,
  })
const vectors = async (encoder: Encoder) => (await encoder.encode(texts, { role: 'query' })).data

describe('fine-tuning a pretrained encoder', () => {
  test('learns, leaves the folder as it is, and goes on from what was learnt', async ({ skip }) => {
    skip(Boolean(oracle.absent), oracle.absent)
    const source = pretrained(oracle.path(), options)
    const encoder = await source.create(1)
    const before = await vectors(encoder)
    const { encoder: trained, curve, kernel } = await training(encoder, { steps: 40 })
    expect(curve.at(-1)!.loss).toBeLessThan(curve[0]!.loss / 2)
    expect(kernel).toBe('wasm')
    expect(await vectors(encoder)).toEqual(before)
    expect(await vectors(trained)).not.toEqual(before)
    const { curve: further } = await training(trained, { steps: 2 })
    expect(further[0]!.loss).toBeLessThan(curve[0]!.loss / 2)
    expect(source.warnings.join()).toMatch(/^Trained by WebAssembly .*tfjs-node-gpu: /)
  })

  test('encodes trained weights in ONNX Runtime as TensorFlow.js does, frozen ones among them', async ({ skip }) => {
    skip(Boolean(oracle.absent), oracle.absent)
    const opened: string[] = []
    const source = (open: typeof openRuntime) => pretrainedSource(oracle.path(), { ...options, freeze: 1 }, open)
    const byOnnx = source(async (model, settings) => {
      opened.push(model.weights.place('encoder.layer.1.output.dense.weight').file)
      return openRuntime(model, settings)
    })
    const byTensorFlow = source((model) => transformerRuntime(model))
    const [onnx, tensorFlow] = await Promise.all(
      [byOnnx, byTensorFlow].map(async (each) => vectors((await training(await each.create(1))).encoder)),
    )
    expect(opened).toHaveLength(1)
    expect(opened[0]).not.toContain(oracle.path())
    for (const [i, value] of onnx!.entries()) expect(Math.abs(value - tensorFlow![i]!)).toBeLessThan(1e-5)
  })

  test('states what was asked of a training, and nothing where all is as usual', async ({ skip }) => {
    skip(Boolean(oracle.absent), oracle.absent)
    const configuration = async (more: object) => {
      const source = pretrained(oracle.path(), { cache: false, ...more })
      await source.create(1)
      return source.configuration
    }
    const usual = await configuration({})
    expect(await configuration({ freeze: 'embeddings', chunk: 4 })).toEqual({
      ...(usual as object),
      freeze: 'embeddings',
      chunk: 4,
    })
  })
})
