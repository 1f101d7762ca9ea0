import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { inTwoLanguages } from '../../fixtures/two-language-pairs.ts'
import { type Pair, type TrainingPair, trainingPairs } from '../datasets/training-pairs.ts'
import { projection } from '../encoders/projection/projection.ts'
import { staticEncoder } from '../encoders/static.ts'
import { inBatchNegatives } from '../losses/in-batch-negatives.ts'
import type { Text } from '../retrieval.ts'
import { hybrid } from '../samplers/hybrid.ts'
import { adam } from './adam.ts'
import { mineHardNegatives } from './mining/mine-hard-negatives.ts'
import { type TrainOptions, train } from './train.ts'

const folder = await mkdtemp(join(tmpdir(), 'hard-negatives-'))
afterAll(() => rm(folder, { recursive: true }))

const { pairs: plain, texts } = inTwoLanguages(12)
const source = staticEncoder({ dimensions: 6, buckets: 200 })
const encoders = { static: source.create(1), projection: await projection(source).create(1) }
const { pairs } = await mineHardNegatives({ encoder: encoders.static, pairs: plain, numNegatives: 3 })
const negativeVariance = { weight: 5, examples: 12 }

async function outcome(changes: Partial<TrainOptions>) {
  const { encoder, curve } = await train({
    encoder: encoders.static,
    pairs,
    sampler: hybrid(),
    loss: inBatchNegatives({ negativeVariance }),
    optimizer: adam(),
    steps: 12,
    batchSize: 4,
    hardNegatives: 2,
    seed: 1,
    thread: 'caller',
    ...changes,
  })
  return { vectors: (await encoder.encode(texts, { role: 'query' })).data, curve }
}

describe.each(['static', 'projection'] as const)('train with hard negatives, %s', (kind) => {
  const encoder = encoders[kind]

  test('gives the same bits on both kernels and in a worker', async () => {
    const once = await outcome({ encoder })
    expect(await outcome({ encoder, kernel: 'plain' })).toEqual(once)
    expect(await outcome({ encoder, thread: 'worker' })).toEqual(once)
  })

  test('gives other weights than without, with other negatives, and without the variance', async () => {
    const turned = trainingPairs({ ...pairs, pairs: pairs.pairs.map(withFirstNegative) })
    const others = [
      await outcome({ encoder, hardNegatives: 0 }),
      await outcome({ encoder, hardNegatives: 1 }),
      await outcome({ encoder, hardNegatives: 1, pairs: turned }),
      await outcome({ encoder, loss: inBatchNegatives() }),
      await outcome({ encoder }),
    ]
    expect(new Set(others.map(({ vectors }) => vectors.join())).size).toBe(others.length)
  })

  test('goes on from a checkpoint as if nothing had happened', async () => {
    const checkpoint = { file: join(folder, `${kind}.safetensors`), every: 5 }
    const controller = new AbortController()
    const stopping = outcome({
      encoder,
      checkpoint,
      signal: controller.signal,
      onProgress: ({ done }) => done >= 7 && controller.abort(new Error('stopped')),
    })
    await expect(stopping).rejects.toThrow('stopped')
    expect(await outcome({ encoder, checkpoint })).toEqual(await outcome({ encoder }))
    await expect(outcome({ encoder, checkpoint, hardNegatives: 1 })).rejects.toThrow('differs in hardNegatives')
  })
})

function withFirstNegative(pair: TrainingPair): TrainingPair {
  const translations = Object.entries(pair.translations).map(([language, { negatives = [], ...texts }]) => [
    language,
    { ...texts, negatives: negatives.slice(0, 1) },
  ])
  return { ...pair, translations: Object.fromEntries(translations) }
}

describe('train with hard negatives', () => {
  test('pushes them away from their anchor', async () => {
    const one = trainingPairs({ ...pairs, pairs: pairs.pairs.map(withFirstNegative) })
    const triplets = one.pairs.flatMap(({ translations }) => Object.entries(translations))
    const some = (of: (pair: Pair) => string): Text[] =>
      triplets.map(([language, pair]) => ({ language, text: of(pair) }))
    const anchors = some(({ anchor }) => anchor)
    const positives = some(({ positive }) => positive)
    const negatives = some((pair) => pair.negatives![0]!)
    const margin = async (hardNegatives: number): Promise<number> => {
      const { encoder } = await train({
        encoder: encoders.static,
        pairs: one,
        sampler: hybrid(),
        loss: inBatchNegatives(),
        optimizer: adam(),
        steps: 60,
        batchSize: 4,
        hardNegatives,
        seed: 1,
      })
      const vectors = (of: Text[]) => encoder.encode(of, { role: 'query' })
      const [a, p, n] = [await vectors(anchors), await vectors(positives), await vectors(negatives)]
      return a.data.reduce((sum, value, i) => sum + value * (p.data[i]! - n.data[i]!), 0) / anchors.length
    }
    expect(await margin(1)).toBeGreaterThan((await margin(0)) + 0.02)
  })

  test('runs a loss that knows nothing of them: theirs is a gradient of nothing', async () => {
    const knowing = inBatchNegatives()
    const loss = {
      ...knowing,
      compute: ({ hardNegatives: _, ...batch }: Parameters<typeof knowing.compute>[0]) => knowing.compute(batch),
    }
    const encoder = encoders.projection
    const { vectors } = await outcome({ encoder, loss })
    expect(vectors).toEqual((await outcome({ encoder, loss: knowing, hardNegatives: 0 })).vectors)
  })

  test.each([
    [{ hardNegatives: -1 }, 'train: hardNegatives must be an integer of at least 0; got -1'],
    [{ hardNegatives: 1.5 }, 'hardNegatives must be an integer'],
    [{ hardNegatives: 4 }, 'every pair must have 4 hard negatives; got 3 for "c0" in aa'],
    [{ pairs: plain }, 'every pair must have 2 hard negatives; got 0 for "c0" in aa'],
  ])('rejects %j', async (changes, message) => {
    await expect(outcome(changes)).rejects.toThrow(message)
  })

  test('names languages where the loss is not finite', async () => {
    const training = outcome({ optimizer: adam({ learningRate: 1e30 }) })
    await expect(training).rejects.toThrow(/in step 2 of 12, .* on a batch of (\d × (aa|bb) → (aa|bb)(, )?)+\. /)
  })
})
