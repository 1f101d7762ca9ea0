import { describe, expect, test } from 'vitest'
import { tinyTokenizer, tinyTransformer } from '../../../fixtures/tiny-transformer.ts'
import { chooseBackend } from '../../backends/tensorflow/choose-backend.ts'
import { inBatchNegatives } from '../../losses/in-batch-negatives.ts'
import { adamW } from '../../training/adam.ts'
import type { PlanOptions, StepsPlan } from '../trainable.ts'
import type { TransformerModel } from './model.ts'
import { type TransformerOptions, transformerPlan } from './transformer-encoder.ts'

const backend = await chooseBackend({ prefer: 'wasm' })
const model = tinyTransformer({ family: 'xlm-roberta', dropout: 0.2 })
const texts = ['ab', 'cde', 'fg', 'hi'].map((text, i) => ({
  text,
  language: 'aa',
  role: i < 2 ? ('query' as const) : ('document' as const),
}))

const planning = { texts, textsPerStep: 4, seed: 1 }

function planOf(options: TransformerOptions, of: TransformerModel = model, changes: Partial<PlanOptions> = {}) {
  return transformerPlan(of, tinyTokenizer(), { ...planning, ...changes }, { backend, ...options })
}

/** Steps on one and the same batch of two pairs, one for each learning rate. */
async function steps(learningRates: readonly number[], dropout: boolean, plan?: StepsPlan) {
  const { steps: make } = plan ?? (await planOf({ dropout }))
  return make({
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

  test('puts the prompt of its role before a text', async () => {
    const prompts = { query: 'x', document: 'yz' }
    const spelt = texts.map((each) => ({ ...each, text: prompts[each.role] + each.text }))
    const bare = await planOf({ prompts: { query: '', document: '' } }, model, { texts: spelt })
    const prompted = await planOf({ prompts })
    const losses = async (plan: StepsPlan) => (await steps([0], true, plan)).losses
    expect(await losses(prompted)).toEqual(await losses(bare))
    expect(await losses(prompted)).not.toEqual(await losses(await planOf({})))
  })
})

describe('transformerPlan', () => {
  test('is another one by whatever decides its numbers', async () => {
    const plans = await Promise.all([
      planOf({}),
      planOf({ freeze: 'embeddings' }),
      planOf({ freeze: 1 }),
      planOf({ chunk: 3 }),
      planOf({ dropout: false }),
      planOf({ prompts: { query: 'a', document: '' } }),
      planOf({ configuration: { languageToken: 'none' } }),
      planOf({ backend: { ...backend, name: 'cpu' } }),
      planOf({}, tinyTransformer({ family: 'xlm-roberta', seed: 2 })),
    ])
    const identities = new Set(plans.map((plan) => JSON.stringify(plan.identity())))
    expect(identities.size).toBe(plans.length)
    expect(identities).toContain(JSON.stringify((await planOf({ dropout: true })).identity()))
  })
})
