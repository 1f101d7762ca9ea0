import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test as propertyTest } from '@fast-check/vitest'
import { afterAll, describe, expect, test } from 'vitest'
import { tinyTokenizer, tinyTransformer } from '../../../fixtures/tiny-transformer.ts'
import { inTwoLanguages } from '../../../fixtures/two-language-pairs.ts'
import { chooseBackend } from '../../backends/tensorflow/choose-backend.ts'
import { inBatchNegatives } from '../../losses/in-batch-negatives.ts'
import type { Loss } from '../../losses/loss.ts'
import { crossLingual } from '../../samplers/cross-lingual.ts'
import { adamW } from '../../training/adam.ts'
import type { Optimizer } from '../../training/optimizer.ts'
import { type TrainOptions, train } from '../../training/train.ts'
import type { TransformerModel } from './model.ts'
import { type TransformerOptions, transformerEncoder } from './transformer-encoder.ts'

const backend = await chooseBackend({ prefer: 'wasm' })
const { pairs, texts } = inTwoLanguages(8)
const folder = mkdtempSync(join(tmpdir(), 'transformer-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** On a machine with other work. */
const patient = { timeout: 60_000 }
const dropping = tinyTransformer({ family: 'xlm-roberta', dropout: 0.1 })

/** A tiny model, in training for some steps. */
function training(model: TransformerModel, options: TransformerOptions & Partial<TrainOptions> = {}) {
  const { freeze, chunk, dropout, prompts, configuration, encoderOf, ...rest } = options
  const settings = { backend, freeze, chunk, dropout, prompts, configuration, encoderOf }
  return train({
    encoder: transformerEncoder(model, tinyTokenizer(), settings),
    pairs,
    sampler: crossLingual(),
    loss: inBatchNegatives({ temperature: 0.05 }),
    optimizer: adamW({ learningRate: 0.01 }),
    steps: 4,
    batchSize: 4,
    seed: 1,
    ...rest,
  })
}

/** The vectors of all texts. */
async function vectorsOf({ encoder }: { readonly encoder: Awaited<ReturnType<typeof train>>['encoder'] }) {
  return (await encoder.encode(texts, { role: 'query' })).data
}

describe('transformerEncoder', () => {
  test('learns which texts of two languages belong together, and leaves the model as it is', patient, async () => {
    const before = transformerEncoder(dropping, tinyTokenizer(), { backend })
    const untrained = await vectorsOf({ encoder: before })
    const trained = await training(dropping, { steps: 60, batchSize: 8, dropout: false })
    expect(trained.curve.at(-1)!.loss).toBeLessThan(trained.curve[0]!.loss / 2)
    expect(trained.kernel).toBe('wasm')
    expect(await vectorsOf(trained)).not.toEqual(untrained)
    expect(await vectorsOf({ encoder: before })).toEqual(untrained)
  })

  test('puts the prompt of its role before a text', async () => {
    const encoder = transformerEncoder(dropping, tinyTokenizer(), { backend, prompts: { query: 'ab', document: '' } })
    const vector = async (text: string, role: 'query' | 'document') =>
      (await encoder.encode([{ text, language: 'aa' }], { role })).data
    expect(await vector('c', 'query')).toEqual(await vector('abc', 'document'))
    expect(await vector('c', 'query')).not.toEqual(await vector('c', 'document'))
  })

  propertyTest.prop([fc.integer({ min: 1, max: 5 }), fc.constantFrom(undefined, 3), fc.constantFrom(undefined, 1)], {
    numRuns: 8,
  })(
    'goes on bit for bit where it was interrupted',
    async (stop, chunk, freeze) => {
      const file = join(folder, `${stop}-${chunk}-${freeze}-${Math.random()}`)
      const options = { steps: 6, chunk, freeze }
      const whole = await training(dropping, options)
      const abort = new AbortController()
      const onProgress = ({ stage, done }: { stage: string; done: number }): void => {
        if (stage === 'train' && done === stop) abort.abort(new Error('interrupted'))
      }
      const checkpoint = { file, every: 1 }
      const part = training(dropping, { ...options, checkpoint, signal: abort.signal, onProgress })
      await expect(part).rejects.toThrow('interrupted')
      const resumed = await training(dropping, { ...options, checkpoint })
      expect(await vectorsOf(resumed)).toEqual(await vectorsOf(whole))
      expect(resumed.curve).toEqual(whole.curve)
    },
    60_000,
  )

  test('drops as its seed says, and nothing where it is told so', async () => {
    const curve = async (options: Parameters<typeof training>[1]) => (await training(dropping, options)).curve
    expect(await curve({ seed: 1 })).toEqual(await curve({ seed: 1 }))
    const still = tinyTransformer({ family: 'xlm-roberta' })
    expect(await curve({ dropout: false })).toEqual((await training(still)).curve)
    expect(await curve({ dropout: false })).not.toEqual(await curve({}))
  })

  test('trains on from what it trained, and keeps what is frozen', async () => {
    const models: TransformerModel[] = []
    const encoderOf = (model: TransformerModel) => {
      models.push(model)
      return transformerEncoder(model, tinyTokenizer(), { backend })
    }
    await training(dropping, { freeze: 1, encoderOf })
    const [once] = models
    expect([...once!.trained!.keys()].every((name) => name.startsWith('layers.1'))).toBe(true)
    expect(await once!.weights.read('tokens.weight')).toEqual(await dropping.weights.read('tokens.weight'))
    expect(await once!.weights.read('layers.1.up.bias')).not.toEqual(await dropping.weights.read('layers.1.up.bias'))
    await training(once!, { encoderOf })
    await training(models[1]!, { freeze: 1, encoderOf })
    const [, twice, thrice] = models
    expect([...thrice!.trained!.keys()].sort()).toEqual([...dropping.weights.names].sort())
    expect(thrice!.trained!.get('tokens.weight')).toEqual(twice!.trained!.get('tokens.weight'))
    const hashes = await Promise.all([dropping, once!, twice!, thrice!].map((model) => model.hash()))
    expect(new Set(hashes).size).toBe(4)
  })

  test('trains the Dense modules too', async () => {
    const models: TransformerModel[] = []
    const model = tinyTransformer({ family: 'bert', dense: true, modes: ['cls', 'max'] })
    const encoderOf = (trained: TransformerModel) => {
      models.push(trained)
      return transformerEncoder(trained, tinyTokenizer(), { backend })
    }
    const { encoder } = await training(model, { encoderOf })
    expect(encoder.dimensions).toBe(3)
    expect(models[0]!.dense[0]!.weight).not.toEqual(model.dense[0]!.weight)
    expect(models[0]!.trained!.get('dense.0.bias')).toEqual(models[0]!.dense[0]!.bias)
  })

  test('takes hard negatives', async () => {
    const seen: (number | undefined)[] = []
    const loss: Loss = {
      name: 'seen',
      configuration: null,
      compute(batch) {
        seen.push(batch.hardNegatives?.vectors.length)
        return inBatchNegatives().compute(batch)
      },
    }
    const negatives = ['one', 'two']
    const withNegatives = {
      ...pairs,
      pairs: pairs.pairs.map((pair) => ({
        ...pair,
        translations: Object.fromEntries(
          Object.entries(pair.translations).map(([language, each]) => [language, { ...each, negatives }]),
        ),
      })),
    }
    await training(dropping, { pairs: withNegatives, hardNegatives: 2, loss, steps: 1 })
    expect(seen).toEqual([4 * 2 * 8])
  })

  test('says in which step the loss was no longer a number', async () => {
    const before = backend.memory()
    let calls = 0
    const loss: Loss = {
      name: 'breaks',
      configuration: null,
      compute: (batch) => (++calls === 3 ? Number.NaN : inBatchNegatives().compute(batch)),
    }
    await expect(training(dropping, { loss })).rejects.toThrow(/got NaN in step 3 of 4/)
    expect(backend.memory()).toEqual(before)
  })

  test('leaves no tensor behind after 20 steps, in chunks, nor grows from step to step', patient, async () => {
    const before = backend.memory()
    const during = new Set<number>()
    const onProgress = ({ stage }: { stage: string }): void => {
      if (stage === 'train') during.add(backend.memory().tensors)
    }
    const trained = await training(dropping, { steps: 20, chunk: 3, onProgress })
    // Once more after the last step, when all is freed.
    expect(during.size).toBe(2)
    await vectorsOf(trained)
    expect(backend.memory()).toEqual(before)
  })

  test('refuses what it cannot train with', async () => {
    await expect(training(dropping, { freeze: 2 })).rejects.toThrow(/freeze must be/)
    await expect(training(dropping, { chunk: 0 })).rejects.toThrow(/chunk must be a positive integer; got 0/)
    const optimizer: Optimizer = { ...adamW(), name: 'mine' }
    await expect(training(dropping, { optimizer })).rejects.toThrow(/must be adamW\(\) or adam\(\); got "mine"/)
    const file = join(folder, 'of-another')
    await training(dropping, { steps: 1, checkpoint: { file, every: 1 } })
    const other = training(dropping, { steps: 1, chunk: 2, checkpoint: { file, every: 1 } })
    await expect(other).rejects.toThrow(/one that differs in start/)
  })
})
