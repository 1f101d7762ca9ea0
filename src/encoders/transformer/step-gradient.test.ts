import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { tinyLength, tinyTransformer, tinyVocabulary } from '../../../fixtures/tiny-transformer.ts'
import { chooseBackend } from '../../backends/tensorflow/choose-backend.ts'
import { inBatchNegatives } from '../../losses/in-batch-negatives.ts'
import { drawInteger, seeded } from '../../random.ts'
import type { Tokens } from '../../tokenizers/tokenizer.ts'
import { adamW } from '../../training/adam.ts'
import { batchLoss } from './batch-loss.ts'
import { frozenLayers, isFrozen } from './freeze.ts'
import type { TransformerModel } from './model.ts'
import { openModel } from './open-model.ts'
import { stepGradient } from './step-gradient.ts'

const { tf, memory } = await chooseBackend({ prefer: 'wasm' })
const batchSize = 3

interface Options {
  readonly seed?: number
  readonly chunk?: number
  readonly freeze?: number | undefined
  readonly breathe?: () => Promise<void>
  readonly lossOf?: (vectors: Float32Array) => number
  readonly texts?: readonly Tokens[]
}

/** The loss of six texts in three pairs, and its gradient for each parameter by name. */
async function gradients(model: TransformerModel, options: Options) {
  const { seed, chunk, freeze, breathe, lossOf, texts = randomTexts() } = options
  const open = await openModel(tf, model)
  const frozen = frozenLayers(model.architecture, freeze)
  const trained = [...open.parameters].filter(([name]) => !isFrozen(model.architecture, frozen, name))
  const optimizer = adamW()
  const nextBatches = () => new Int32Array(0)
  const stepsOptions = {
    loss: inBatchNegatives(),
    optimizer,
    learningRates: new Float64Array(1),
    batchSize,
    nextBatches,
  }
  const loss = batchLoss(stepsOptions, open.dimensions)
  try {
    const result = await stepGradient({
      model: open,
      trainable: { variables: trained.map(([, variable]) => variable), frozenLayers: frozen },
      texts,
      seed,
      chunk,
      lossOf: (vectors) => {
        const computed = loss(vectors, Int32Array.of(0, 1, 2))
        return { ...computed, ...(lossOf && { loss: lossOf(vectors) }) }
      },
      breathe: breathe ?? (async () => {}),
    })
    const byName = new Map(result.gradients.map((tensor, i) => [trained[i]![0], tensor.dataSync().slice()]))
    tf.dispose([...result.gradients])
    return { loss: result.loss, byName }
  } finally {
    open.dispose()
  }
}

function randomTexts(): Tokens[] {
  const random = seeded(9)
  return Array.from({ length: 2 * batchSize }, () => {
    const length = 1 + drawInteger(random, tinyLength)
    const ids = Int32Array.from({ length }, () => 2 + drawInteger(random, tinyVocabulary - 2))
    return { ids, first: 0, end: length }
  })
}

const family = fc.constantFrom('bert' as const, 'xlm-roberta' as const, 'm2m100' as const)
const dropout = fc.constantFrom(0, 0.3)
const seed = fc.nat({ max: 1000 })

describe('stepGradient', () => {
  test.prop([family, dropout, seed, fc.integer({ min: 1, max: 5 })], { numRuns: 25 })(
    'in chunks is that of one pass, whatever is dropped',
    async (of, rate, number, chunk) => {
      const model = tinyTransformer({ family: of, seed: number, dropout: rate, dense: number % 2 === 0 })
      const plain = await gradients(model, { seed: number })
      const chunked = await gradients(model, { seed: number, chunk })
      expect(chunked.loss).toBeCloseTo(plain.loss, 5)
      const largest = Math.max(...[...plain.byName.values()].flatMap((array) => [...array].map(Math.abs)))
      for (const [name, right] of plain.byName) {
        const off = Math.max(...right.map((value, i) => Math.abs(value - chunked.byName.get(name)![i]!)))
        // Vectors are off by 1e-7 however small the gradients are.
        expect(off / Math.max(largest, 0.1), name).toBeLessThan(1e-5)
      }
    },
    60_000,
  )

  test('is the same for parameters above those that are frozen', async () => {
    const model = tinyTransformer({ family: 'bert', dropout: 0.2 })
    const all = await gradients(model, { seed: 1 })
    const some = await gradients(model, { seed: 1, freeze: 1 })
    expect(some.byName.size).toBe(16)
    for (const [name, right] of some.byName) expect(right, name).toEqual(all.byName.get(name))
  })

  test('drops nothing without a seed, and otherwise as the seed says', async () => {
    const model = tinyTransformer({ family: 'bert', dropout: 0.2 })
    const loss = async (options: Options) => (await gradients(model, options)).loss
    expect(await loss({})).toBe((await gradients(tinyTransformer({ family: 'bert' }), {})).loss)
    expect(await loss({ seed: 1 })).toBe(await loss({ seed: 1 }))
    expect(await loss({ seed: 1 })).not.toBe(await loss({ seed: 2 }))
  })

  test.each([undefined, 1])('drops otherwise from each of several equal texts, in chunks of %s', async (chunk) => {
    const vectors: Float32Array[] = []
    const lossOf = (all: Float32Array): number => vectors.push(all.slice())
    const texts = new Array(2 * batchSize).fill({ ids: Int32Array.of(2, 9, 8, 3), first: 0, end: 4 })
    const model = tinyTransformer({ family: 'bert', dropout: 0.3 })
    await gradients(model, { seed: 1, lossOf, texts, ...(chunk && { chunk }) })
    const rows = Array.from(texts, (_, text) => vectors[0]!.slice(text * 8, (text + 1) * 8).join())
    expect(new Set(rows).size).toBe(texts.length)
  })

  test.each([undefined, 2])('is none where the loss is not finite, in chunks of %s', async (chunk) => {
    const before = memory()
    const model = tinyTransformer({ family: 'bert' })
    const { loss, byName } = await gradients(model, { ...(chunk && { chunk }), lossOf: () => Number.NaN })
    expect([loss, byName.size]).toEqual([Number.NaN, 0])
    expect(memory()).toEqual(before)
  })

  test.each([undefined, 2])('leaves no tensor behind when it fails, in chunks of %s', async (chunk) => {
    const before = memory()
    const lossOf = (): number => {
      throw new Error('failed')
    }
    const failing = gradients(tinyTransformer({ family: 'bert' }), { lossOf, ...(chunk && { chunk }) })
    await expect(failing).rejects.toThrow('failed')
    expect(memory()).toEqual(before)
  })

  test.each([1, 2, 3, 4, 5, 6, 7])('leaves no tensor behind when it is stopped at breath %i', async (last) => {
    const before = memory()
    let breaths = 0
    const breathe = async (): Promise<void> => {
      if (++breaths === last) throw new Error('stopped')
    }
    await expect(gradients(tinyTransformer({ family: 'bert' }), { chunk: 2, breathe })).rejects.toThrow('stopped')
    expect(memory()).toEqual(before)
  })
})
