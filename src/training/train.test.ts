import { describe, expect, test } from 'vitest'
import { trainingPairs } from '../datasets/training-pairs.ts'
import { staticEncoder } from '../encoders/static.ts'
import { inBatchNegatives } from '../losses/in-batch-negatives.ts'
import { drawInteger, seeded } from '../random.ts'
import type { Batch, DrawBatches, Example } from '../samplers/sampler.ts'
import { adam } from './adam.ts'
import { constant } from './schedules.ts'
import { type TrainOptions, train } from './train.ts'

const nouns = ['basket', 'river', 'garden', 'window', 'thunder', 'pepper', 'violin', 'candle', 'saddle', 'mirror']
/** Each letter moved by 13 places. */
const german = (word: string): string =>
  word.replace(/[a-z]/g, (letter) => String.fromCharCode(97 + ((letter.charCodeAt(0) - 97 + 13) % 26)))
const translation = (word: string) => ({ anchor: word, positive: `${word} ${word.slice(2)}` })

/** Ten concepts, in two languages that share no n-gram, so that only training can tell which belong together. */
const pairs = trainingPairs({
  name: 'nouns',
  revision: '1',
  languages: ['en', 'de'],
  pairs: nouns.map((word, i) => ({
    concept: word,
    translations: { en: translation(word), ...(i < 9 && { de: translation(german(word)) }) },
  })),
})

/** Four different concepts a batch, English questions and German answers. */
const drawn: DrawBatches = function* drawn(_, { batchSize, seed }) {
  const random = seeded(seed)
  for (;;) {
    const start = drawInteger(random, 9)
    yield Array.from({ length: batchSize }, (_, i) => ({ pair: (start + i) % 9, anchor: 'en', positive: 'de' }))
  }
}

const source = staticEncoder({ dimensions: 10, buckets: 500 })
const options = (changes: Partial<TrainOptions> = {}): TrainOptions => ({
  encoder: source.create(1),
  pairs,
  sampler: drawn,
  loss: inBatchNegatives(),
  optimizer: adam(),
  steps: 40,
  batchSize: 4,
  seed: 1,
  thread: 'caller',
  ...changes,
})

const texts = nouns.map((text) => ({ text, language: 'en' }))

/** What a training gives, bit for bit. */
async function outcome(changes: Partial<TrainOptions>) {
  const { encoder, curve } = await train(options(changes))
  return { vectors: (await encoder.encode(texts, { role: 'query' })).data, curve }
}

describe('train', () => {
  test('learns: the loss falls, and answers in another language come near', async () => {
    const { encoder, curve, kernel } = await train(options({ steps: 150 }))
    expect(curve.at(-1)!.loss).toBeLessThan(curve[0]!.loss / 4)
    expect(kernel).toBe('simd')
    const answers = texts.map(({ text }) => ({ text: translation(german(text)).positive, language: 'de' }))
    const cosine = async (of: typeof encoder): Promise<number> => {
      const [a, b] = [await of.encode(texts, { role: 'query' }), await of.encode(answers, { role: 'document' })]
      return a.data.reduce((sum, value, i) => sum + value * b.data[i]!, 0) / texts.length
    }
    expect(await cosine(encoder)).toBeGreaterThan((await cosine(source.create(1))) + 0.5)
  })

  test('gives the same bits for a seed, others for another', async () => {
    const once = await outcome({})
    expect(await outcome({})).toEqual(once)
    expect(await outcome({ seed: 2 })).not.toEqual(once)
  })

  test('gives the same bits on both kernels', async () => {
    expect(await outcome({ kernel: 'plain' })).toEqual(await outcome({ kernel: 'simd' }))
  })

  test('gives the same bits in a worker thread', async () => {
    expect(await outcome({ thread: 'worker' })).toEqual(await outcome({}))
  })

  test('leaves the encoder as it was, and goes on from a trained one', async () => {
    const untrained = source.create(1)
    const before = await untrained.encode(texts, { role: 'query' })
    const { encoder } = await train(options({ encoder: untrained }))
    expect(await untrained.encode(texts, { role: 'query' })).toEqual(before)
    const [inside, outside] = [await outcome({ encoder }), await outcome({ encoder, thread: 'worker' })]
    expect(inside.curve[0]!.loss).toBeLessThan(1)
    expect(outside).toEqual(inside)
  })

  test("runs a user's loss, optimizer and schedule, in the calling thread", async () => {
    const seen = new Set<number>()
    const counted = {
      ...inBatchNegatives(),
      compute: (batch: Parameters<TrainOptions['loss']['compute']>[0]) => {
        seen.add(batch.rows)
        return inBatchNegatives().compute(batch)
      },
    }
    expect(await outcome({ loss: counted, optimizer: { ...adam() }, thread: 'worker' })).toEqual(await outcome({}))
    expect([...seen]).toEqual([4])
    expect(await outcome({ schedule: constant() })).not.toEqual(await outcome({}))
  })

  test.each(['caller', 'worker'] as const)('%s: tells its progress', async (thread) => {
    const notes: string[] = []
    let last = 0
    await train(
      options({
        thread,
        onProgress({ stage, done, total, unit, note }) {
          expect(done).toBeGreaterThanOrEqual(last)
          last = done
          notes.push(`${stage} ${total} ${unit}: ${note}`)
        },
      }),
    )
    expect(notes[0]).toMatch(/^train 40 steps: loss \d\.\d{3}$/)
    expect(last).toBeGreaterThan(20)
  })

  test.each(['caller', 'worker'] as const)('%s: stops in the middle when aborted', async (thread) => {
    const controller = new AbortController()
    const reason = new Error('enough')
    let drawnBatches = 0
    const sampler: DrawBatches = function* (...given) {
      for (const batch of drawn(...given)) {
        if (++drawnBatches === 100) controller.abort(reason)
        yield batch
      }
    }
    const training = train(options({ thread, sampler, steps: 1_000_000, signal: controller.signal }))
    await expect(training).rejects.toBe(reason)
    expect(drawnBatches).toBeLessThan(10_000)
  })
})

/** A sampler that yields good batches and then `last`, if there is one. */
function endingIn(last: (batch: Batch) => Batch | undefined): DrawBatches {
  return function* faulty(given, settings) {
    let step = 0
    for (const batch of drawn(given, settings)) {
      if (++step < 12) yield batch
      else {
        const replaced = last(batch)
        if (replaced) yield replaced
        return
      }
    }
  }
}

const withRow = (example: Partial<Example>) => endingIn((batch) => batch.with(2, { ...batch[2]!, ...example }))

describe.each(['caller', 'worker'] as const)('train, %s: a faulty sampler', (thread) => {
  test.each([
    ['ends early', endingIn(() => undefined), 'step 12 of 40: batches must not end'],
    ['yields too few', endingIn((batch) => batch.slice(1)), 'step 12 of 40: a batch must have 4 rows; got 3'],
    ['names no pair', withRow({ pair: 10 }), 'row 2: pair must be an index below the 10 pairs of nouns; got 10'],
    ['names half a pair', withRow({ pair: 0.5 }), 'row 2: pair must be an index'],
    ['names no language', withRow({ anchor: 'fr' }), 'must have the language; got "fr", and it has en, de'],
    [
      'names a language that the pair lacks',
      withRow({ pair: 9 }),
      'pair 9 ("mirror") must have the language; got "de"',
    ],
  ])('%s', async (_, sampler, message) => {
    const training = train(options({ thread, sampler }))
    await expect(training).rejects.toThrow(message)
    await expect(training).rejects.toThrow(/^train: sampler "faulty", step 12 of 40/)
  })

  test('throws what it throws', async () => {
    const error = new Error('no more')
    const sampler = endingIn(() => {
      throw error
    })
    await expect(train(options({ thread, sampler }))).rejects.toBe(error)
  })
})

describe('train: options', () => {
  test.each([
    [{ steps: 0 }, 'steps must be a positive integer; got 0'],
    [{ steps: 1.5 }, 'steps must be a positive integer; got 1.5'],
    [{ batchSize: 1 }, 'batchSize must be an integer of at least 2'],
    [{ batchSize: Number.NaN }, 'batchSize must be an integer'],
    [{ seed: 0.5 }, 'seed must be an integer'],
  ])('rejects %j', async (changes, message) => {
    await expect(train(options(changes))).rejects.toThrow(message)
  })

  test('rejects an encoder that cannot be trained', async () => {
    const { dimensions, encode } = source.create(1)
    await expect(train(options({ encoder: { dimensions, encode } }))).rejects.toThrow(TypeError)
  })

  test('rejects a schedule without a number', async () => {
    const schedule = { name: 'broken', configuration: {}, factor: () => Number.NaN }
    await expect(train(options({ schedule }))).rejects.toThrow('schedule "broken" must give a finite factor')
  })

  test('rejects what is aborted already', async () => {
    const reason = new Error('too late')
    await expect(train(options({ signal: AbortSignal.abort(reason) }))).rejects.toBe(reason)
  })

  test.each(['caller', 'worker'] as const)(
    '%s: a loss that is not finite names step, languages and rate',
    async (thread) => {
      // A step this large makes the squared lengths overflow 32 bits.
      const training = train(options({ thread, optimizer: adam({ learningRate: 1e30 }), schedule: constant() }))
      await expect(training).rejects.toThrow(
        'train: the loss must stay finite; got NaN in step 2 of 40, at learning rate 1e+30, on a batch of 4 × en → de.',
      )
    },
  )
})
