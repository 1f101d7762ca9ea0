import { describe, expect, test } from 'vitest'
import { satisfiesGradientContract } from '../../../fixtures/contracts/gradient.ts'
import { inTwoLanguages } from '../../../fixtures/two-language-pairs.ts'
import { createKernel } from '../../backends/kernel/create-kernel.ts'
import { inBatchNegatives } from '../../losses/in-batch-negatives.ts'
import { row } from '../../matrix.ts'
import { drawNormal, seeded } from '../../random.ts'
import { crossLingual } from '../../samplers/cross-lingual.ts'
import { adamW } from '../../training/adam.ts'
import { train } from '../../training/train.ts'
import { staticEncoder } from '../static.ts'
import { type HeadShape, headRows, initialHead } from './head.ts'
import { projection } from './projection.ts'
import { projectionTraining } from './projection-training.ts'

const { pairs, texts } = inTwoLanguages(10)
const source = staticEncoder({ dimensions: 12, buckets: 300 })
const heads = ['linear', 'low-rank', 'two-layer'] as const

describe.each(heads)('projection, %s', (head) => {
  const projected = projection(source, { head })

  test('untrained gives the frozen vectors', async () => {
    const [own, frozen] = [await projected.create(1), source.create(1)]
    expect(await own.encode(texts, { role: 'query' })).toEqual(await frozen.encode(texts, { role: 'query' }))
  })

  test('learns which texts of two languages belong together, and leaves the frozen encoder as it is', async () => {
    const before = await projected.create(1)
    const options = { sampler: crossLingual(), loss: inBatchNegatives({ temperature: 0.05 }), steps: 60, batchSize: 8 }
    const optimizer = adamW({ learningRate: 0.01 })
    const { encoder, curve } = await train({ encoder: before, pairs, optimizer, seed: 1, ...options })
    expect(curve.at(-1)!.loss).toBeLessThan(curve[0]!.loss / 2)
    const vectors = await encoder.encode(texts, { role: 'query' })
    expect(vectors).not.toEqual(await before.encode(texts, { role: 'query' }))
    expect(Math.hypot(...row(vectors, 3))).toBeCloseTo(1, 6)
  })

  test('trains alike on both kernels and in a worker, and encodes what it trained', async () => {
    const encoder = await projected.create(1)
    const base = { encoder, pairs, sampler: crossLingual(), loss: inBatchNegatives(), optimizer: adamW(), batchSize: 8 }
    const vectors = async (changes: object): Promise<Float32Array> => {
      const { encoder: trained } = await train({ ...base, steps: 5, seed: 1, ...changes })
      return (await trained.encode(texts, { role: 'document' })).data
    }
    const once = await vectors({ thread: 'caller' })
    expect(await vectors({ thread: 'worker' })).toEqual(once)
    expect(await vectors({ thread: 'caller', kernel: 'plain' })).toEqual(once)
  })
})

describe.each(heads)('projectionTraining, %s', (kind) => {
  const [dimensions, count] = [4, 5]
  const head: HeadShape = kind === 'linear' ? { kind } : { kind, inner: 6 }
  const random = seeded(5)
  const normals = (length: number): Float32Array => Float32Array.from({ length }, () => drawNormal(random))
  const frozen = normals(dimensions * 8)
  const initial = normals(headRows(head, dimensions) * dimensions)
  const weights = normals(dimensions * count)
  const some = Int32Array.of(7, 0, 3, 3, 1)

  function started(table: Float32Array) {
    const plan = projectionTraining({ head, dimensions, textsPerStep: count, frozen, initial: table })
    const kernel = createKernel({ bytes: plan.bytes + 4 * weights.length + 16 })
    return { kernel, training: plan.start(kernel) }
  }

  // The value is a weighted sum of the vectors, so that the weights are the gradient for them.
  satisfiesGradientContract('table', () => ({
    at: initial,
    value: (table) =>
      started(table)
        .training.forward(some)
        .vectors.reduce((sum, value, i) => sum + value * weights[i]!, 0),
    gradient(table) {
      const { kernel, training } = started(table)
      const given = kernel.floats(weights.length)
      given.set(weights)
      return training.forward(some).backward(given).vectors.slice(0, table.length)
    },
  }))

  test('gives a text the same vector whatever stands beside it', () => {
    const { training } = started(initial)
    const alone = training.forward(Int32Array.of(3)).vectors.slice()
    expect(training.forward(some).vectors.subarray(2 * dimensions, 3 * dimensions)).toEqual(alone)
  })
})

describe('projection', () => {
  test('starts a two-layer head from other numbers for another seed', () => {
    const shape: HeadShape = { kind: 'two-layer', inner: 5 }
    expect(initialHead(shape, 4, 1)).toEqual(initialHead(shape, 4, 1))
    expect(initialHead(shape, 4, 1)).not.toEqual(initialHead(shape, 4, 2))
    // Aᵀ 5 × 4, B 5 × 4, and a bias of 5 in rows of 4.
    expect(initialHead(shape, 4, 1)).toHaveLength(48)
  })

  test('encodes each different text once, whatever number of pairs share it', async () => {
    const encoded: string[] = []
    const counting = {
      ...source,
      create: (seed: number) => {
        const made = source.create(seed)
        return {
          dimensions: 12,
          encode: (given: Parameters<typeof made.encode>[0], options: Parameters<typeof made.encode>[1]) => {
            encoded.push(...given.map(({ text }) => `${options.role} ${text}`))
            return made.encode(given, options)
          },
        }
      },
    }
    const encoder = await projection(counting).create(1)
    const twice = texts.flatMap((text) => [
      { ...text, role: 'query' as const },
      { ...text, role: 'query' as const },
      { ...text, role: 'document' as const },
    ])
    await encoder.planTraining({ texts: twice, textsPerStep: 4, seed: 1 })
    expect(encoded).toHaveLength(2 * new Set(texts.map(({ text }) => text)).size)
  })

  test.each([
    [{ head: 'cubic' as 'linear' }, "head must be 'linear', 'low-rank' or 'two-layer'; got 'cubic'"],
    [{ inner: 3 }, 'inner must be left out for a linear head; got 3'],
    [{ head: 'low-rank' as const, inner: 0 }, 'inner must be a positive integer; got 0'],
  ])('rejects %j', (options, message) => {
    expect(() => projection(source, options)).toThrow(message)
  })
})
