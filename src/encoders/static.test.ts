import { describe, expect, test } from 'vitest'
import { satisfiesGradientContract } from '../../fixtures/contracts/gradient.ts'
import { createKernel } from '../backends/kernel/create-kernel.ts'
import { row } from '../matrix.ts'
import { drawNormal, seeded } from '../random.ts'
import { gradientOfRow } from '../training/optimizer.ts'
import { staticEncoder } from './static.ts'
import { staticTraining } from './static-training.ts'

const words = ['basket', 'baskets', 'Korb', 'سلة', '筐'].map((text) => ({ text, language: 'xx' }))

const cosine = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0)

describe('staticEncoder', () => {
  test('brings texts that share n-grams together, even untrained', async () => {
    const vectors = await staticEncoder().create(1).encode(words, { role: 'query' })
    const [basket, baskets, korb] = [row(vectors, 0), row(vectors, 1), row(vectors, 2)]
    expect(cosine(basket, baskets)).toBeGreaterThan(0.5)
    expect(Math.abs(cosine(basket, korb))).toBeLessThan(0.5)
  })

  test('gives the same vectors for a seed, others for another', async () => {
    const encode = async (seed: number) =>
      (await staticEncoder({ buckets: 512 }).create(seed).encode(words, { role: 'query' })).data
    expect(await encode(1)).toEqual(await encode(1))
    expect(await encode(1)).not.toEqual(await encode(2))
  })

  test('gives a text the same vector whatever stands beside it', async () => {
    const encoder = staticEncoder({ dimensions: 7, buckets: 512 }).create(1)
    const many = Array.from({ length: 600 }, (_, i) => words[i % words.length]!)
    const vectors = await encoder.encode(many, { role: 'document' })
    expect(row(vectors, 599)).toEqual(row(await encoder.encode([many[599]!], { role: 'document' }), 0))
    expect([vectors.rows, vectors.columns, encoder.dimensions]).toEqual([600, 7, 7])
  })

  test('encodes no texts', async () => {
    expect(await staticEncoder().create(1).encode([], { role: 'query' })).toMatchObject({ rows: 0, columns: 64 })
  })

  test('refuses a blank text by its place', async () => {
    const texts = [words[0]!, { text: ' \t', language: 'en' }]
    await expect(staticEncoder().create(1).encode(texts, { role: 'query' })).rejects.toThrow(
      'got " \\t" at index 1 of 2',
    )
  })

  test('stops when aborted, and tells how far it is', async () => {
    const encoder = staticEncoder({ buckets: 8 }).create(1)
    const done: number[] = []
    await encoder.encode(words, { role: 'query', onProgress: (progress) => done.push(progress.done) })
    expect(done).toEqual([5])
    const reason = new Error('enough')
    await expect(encoder.encode(words, { role: 'query', signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })

  test('is a control, and says what decides its vectors', () => {
    expect(staticEncoder({ dimensions: 8 })).toMatchObject({
      control: true,
      configuration: { dimensions: 8, buckets: 65_536, ngrams: [3, 4] },
    })
  })

  test.each([0, 2.5, Number.NaN])('rejects %f dimensions', (dimensions) => {
    expect(() => staticEncoder({ dimensions })).toThrow('dimensions must be a positive integer')
  })
})

describe('staticTraining', () => {
  const [dimensions, buckets] = [5, 9]
  // Rows that recur within and between texts, and two that no text has.
  const lists = [[0, 3, 3], [8], [1, 3, 0, 2], [8, 2]]
  const features = {
    ids: Int32Array.from(lists.flat()),
    starts: Int32Array.from([0, 3, 4, 8, 10]),
  }
  const texts = Int32Array.of(2, 0, 3, 0)
  const random = seeded(3)
  const initial = Float32Array.from({ length: dimensions * buckets }, () => drawNormal(random))
  const weights = Float32Array.from({ length: dimensions * texts.length }, () => drawNormal(random))

  function started(table: Float32Array) {
    const plan = staticTraining({ dimensions, buckets, textsPerStep: 4, features, initial: table }, () => table)
    const kernel = createKernel({ bytes: plan.bytes + 4 * weights.length })
    return { kernel, training: plan.start(kernel) }
  }

  // The value is a weighted sum of the vectors, so that the weights are the gradient for them.
  satisfiesGradientContract('staticTraining', () => ({
    at: initial,
    value: (table) =>
      started(table)
        .training.forward(texts)
        .vectors.reduce((sum, value, i) => sum + value * weights[i]!, 0),
    gradient(table) {
      const { kernel, training } = started(table)
      const given = kernel.floats(weights.length)
      given.set(weights)
      const gradients = training.forward(texts).backward(given)
      const dense = new Float32Array(table.length)
      for (let r = 0; r < gradients.bags.count; r++) {
        const at = gradients.ids[r]! * dimensions
        gradientOfRow(gradients, r, dense.subarray(at, at + dimensions))
      }
      return dense
    },
  }))

  test('has a gradient for the rows that were used, each once', () => {
    const { kernel, training } = started(initial)
    const { ids, bags } = training.forward(texts).backward(kernel.floats(weights.length))
    expect([...ids.subarray(0, bags.count)]).toEqual([0, 1, 2, 3, 8])
  })

  test('lists for each row the texts that have it, in order and as often as they have it', () => {
    const { kernel, training } = started(initial)
    const { bags } = training.forward(texts).backward(kernel.floats(weights.length))
    const users = Array.from({ length: bags.count }, (_, r) => [
      ...bags.ids.subarray(bags.starts[r], bags.starts[r + 1]),
    ])
    // The step's texts have rows [1, 3, 0, 2], [0, 3, 3], [8, 2] and [0, 3, 3].
    expect(users).toEqual([[0, 1, 3], [0], [0, 2], [0, 1, 1, 3, 3], [2]])
  })

  test('finds every row of a table, the last of 32 and the first of the next 32 among them', () => {
    const rows = [0, 30, 31, 32, 63, 64, 65]
    const shape = { dimensions: 1, buckets: 66, textsPerStep: 1, initial: new Float32Array(66).fill(1) }
    const lists = { ids: Int32Array.from(rows.toReversed()), starts: Int32Array.of(0, rows.length) }
    const plan = staticTraining({ ...shape, features: lists }, () => shape.initial)
    const kernel = createKernel({ bytes: plan.bytes + 16 })
    const { ids, bags } = plan.start(kernel).forward(Int32Array.of(0)).backward(kernel.floats(1))
    expect([...ids.subarray(0, bags.count)]).toEqual(rows)
  })

  test('has the same gradient whatever step came before: nothing is left of it', () => {
    const gradient = ({ kernel, training }: ReturnType<typeof started>, some: Int32Array): number[][] => {
      const given = kernel.floats(weights.length / 2)
      given.set(weights.subarray(0, given.length))
      const gradients = training.forward(some).backward(given)
      return Array.from({ length: gradients.bags.count }, (_, r) => [
        gradients.ids[r]!,
        ...gradientOfRow(gradients, r, new Float32Array(dimensions)),
      ])
    }
    const [fresh, used] = [started(initial), started(initial)]
    gradient(used, Int32Array.of(3, 2))
    expect(gradient(used, Int32Array.of(3, 0))).toEqual(gradient(fresh, Int32Array.of(3, 0)))
  })

  test('gives the vectors that the encoder gives', async () => {
    const encoder = staticEncoder({ dimensions: 13, buckets: 256 }).create(4)
    const plan = encoder.planTraining({
      texts: words.map((word) => ({ ...word, role: 'query' })),
      textsPerStep: 5,
      seed: 1,
    })
    const { vectors } = plan.start(createKernel({ bytes: plan.bytes })).forward(Int32Array.of(0, 1, 2, 3, 4))
    expect(vectors).toEqual((await encoder.encode(words, { role: 'query' })).data)
  })
})
