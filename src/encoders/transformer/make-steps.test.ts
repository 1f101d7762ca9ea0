import { describe, expect, test } from 'vitest'
import { tinyTokenizer, tinyTransformer } from '../../../fixtures/tiny-transformer.ts'
import { chooseBackend } from '../../backends/tensorflow/choose-backend.ts'
import { inBatchNegatives } from '../../losses/in-batch-negatives.ts'
import { adamW } from '../../training/adam.ts'
import { transformerPlan } from './transformer-encoder.ts'

const backend = await chooseBackend({ prefer: 'wasm' })
const model = tinyTransformer({ family: 'xlm-roberta', dropout: 0.2 })
const texts = ['ab', 'cde', 'fg', 'hi'].map((text, i) => ({
  text,
  language: 'aa',
  role: i < 2 ? ('query' as const) : ('document' as const),
}))

/** Steps on one and the same batch of two pairs, one for each learning rate. */
async function steps(learningRates: readonly number[], dropout: boolean) {
  const planning = { texts, textsPerStep: 4, seed: 1 }
  const plan = await transformerPlan(model, tinyTokenizer(), planning, { backend, dropout })
  return plan.steps({
    loss: inBatchNegatives(),
    optimizer: adamW({ weightDecay: 0 }),
    learningRates: Float64Array.from(learningRates),
    batchSize: 2,
    nextBatches: () => Int32Array.of(0, 1, 2, 3, 0, 1),
  })
}

describe('makeSteps', () => {
  test('takes each step at its own learning rate', async () => {
    const { losses } = await steps([0, 0.01, 0, 0.01], false)
    expect(losses[1]).toBe(losses[0])
    expect(losses[2]).toBeLessThan(losses[1]!)
    expect(losses[3]).toBe(losses[2])
  })

  test('drops otherwise in each step', async () => {
    const { losses } = await steps([0, 0, 0], true)
    expect(new Set(losses).size).toBe(3)
  })

  test('gives every parameter and both its moments, and names the backend', async () => {
    const { state, kernel, seconds } = await steps([0.01], false)
    const names = model.weights.names.flatMap((name) => [name, `mean.${name}`, `square.${name}`])
    expect([...state.keys()].sort()).toEqual(names.sort())
    expect(kernel).toBe('wasm')
    expect(seconds).toBeGreaterThan(0)
  })
})
