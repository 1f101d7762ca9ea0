import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { afterAll, describe, expect } from 'vitest'
import { inTwoLanguages } from '../../fixtures/two-language-pairs.ts'
import { projection } from '../encoders/projection/projection.ts'
import { staticEncoder } from '../encoders/static.ts'
import { inBatchNegatives } from '../losses/in-batch-negatives.ts'
import { hybrid } from '../samplers/hybrid.ts'
import { adam, adamW } from './adam.ts'
import { type TrainOptions, train } from './train.ts'

const folder = await mkdtemp(join(tmpdir(), 'checkpoint-'))
afterAll(() => rm(folder, { recursive: true }))
let files = 0
const newFile = (): string => join(folder, `${files++}.safetensors`)

const { pairs, texts } = inTwoLanguages(12)
const source = staticEncoder({ dimensions: 6, buckets: 200 })
const encoders = { static: source.create(1), projection: await projection(source).create(1) }

async function outcome(changes: Partial<TrainOptions>) {
  const { encoder, curve, steps } = await train({
    encoder: encoders.static,
    pairs,
    sampler: hybrid(),
    loss: inBatchNegatives(),
    optimizer: adam(),
    steps: 20,
    batchSize: 4,
    seed: 1,
    thread: 'caller',
    ...changes,
  })
  return { vectors: (await encoder.encode(texts, { role: 'query' })).data, curve, steps }
}

/** Lets a training end in an error after so many steps, as a machine that stops would. */
async function interrupted(changes: Partial<TrainOptions>, after: number): Promise<void> {
  const loss = inBatchNegatives()
  let computed = 0
  const failing = {
    ...loss,
    compute: (batch: Parameters<typeof loss.compute>[0]): number => {
      if (computed++ === after) throw new Error('stopped')
      return loss.compute(batch)
    },
  }
  await expect(outcome({ ...changes, loss: failing })).rejects.toThrow('stopped')
}

describe('a checkpoint', () => {
  test('is kept every so many steps, and at the end', async () => {
    const file = newFile()
    await interrupted({ checkpoint: { file, every: 5 } }, 12)
    const kept = await readFile(file, 'latin1')
    expect(kept).toContain('\\"done\\":10')
    await outcome({ checkpoint: { file, every: 5 } })
    expect(await readFile(file, 'latin1')).toContain('\\"done\\":20')
  })

  test.prop(
    [
      fc.constantFrom('static', 'projection'),
      fc.integer({ min: 1, max: 21 }),
      fc.integer({ min: 0, max: 19 }),
      fc.constantFrom(adam(), adamW({ learningRate: 0.01, clipNorm: 0.5 })),
      fc.constantFrom('caller', 'worker'),
    ],
    { numRuns: 25 },
  )('taken up gives what an uninterrupted training gives', async (kind, every, after, optimizer, thread) => {
    const changes = { encoder: encoders[kind], optimizer }
    const checkpoint = { file: newFile(), every }
    await interrupted({ ...changes, checkpoint }, after)
    const whole = await outcome(changes)
    expect(await outcome({ ...changes, checkpoint, thread })).toEqual(whole)
    // A finished training is not made again.
    expect(await outcome({ ...changes, checkpoint })).toEqual(whole)
  })

  test('of another training is refused by what differs', async () => {
    const checkpoint = { file: newFile(), every: 5 }
    await outcome({ checkpoint })
    await expect(outcome({ checkpoint, seed: 2, optimizer: adamW() })).rejects.toThrow(
      `the checkpoint ${checkpoint.file} must be of the same training; got one that differs in optimizer, seed.`,
    )
    await expect(outcome({ checkpoint, encoder: source.create(2) })).rejects.toThrow('differs in start.')
  })

  test('that was changed is refused', async () => {
    const checkpoint = { file: newFile(), every: 5 }
    await outcome({ checkpoint })
    const bytes = await readFile(checkpoint.file)
    bytes[bytes.length - 3]! ^= 1
    await writeFile(checkpoint.file, bytes)
    await expect(outcome({ checkpoint })).rejects.toThrow('must be as it was written; got other contents')
  })

  test('is named when the loss diverges', async () => {
    const checkpoint = { file: newFile(), every: 1 }
    const loss = inBatchNegatives()
    let computed = 0
    const diverging = {
      ...loss,
      compute: (batch: Parameters<typeof loss.compute>[0]): number =>
        ++computed < 8 ? loss.compute(batch) : Number.NaN,
    }
    await expect(outcome({ checkpoint, loss: diverging })).rejects.toThrow(
      `The checkpoint after step 7 is kept in ${checkpoint.file}.`,
    )
    await expect(readFile(checkpoint.file, 'latin1')).resolves.toContain('\\"done\\":7')
  })

  test.each([0, 1.5, Number.NaN])('rejects every %d steps', async (every) => {
    await expect(outcome({ checkpoint: { file: newFile(), every } })).rejects.toThrow(
      'checkpoint.every must be a positive integer',
    )
  })
})
