import { describe, expect, test } from 'vitest'
import { tinyTransformer } from '../../../fixtures/tiny-transformer.ts'
import { chooseBackend } from '../../backends/tensorflow/choose-backend.ts'
import type { Batch } from '../padded-batch.ts'
import { dropoutMasks } from './dropout.ts'

const { tf } = await chooseBackend({ prefer: 'wasm' })
const { architecture } = tinyTransformer({ family: 'm2m100', dropout: 0.25 })

function batchOf(lengths: readonly number[], length: number): Batch {
  const none = new Int32Array(lengths.length)
  const ids = new Int32Array(lengths.length * length)
  return { rows: lengths.length, length, ids, lengths: Int32Array.from(lengths), first: none, end: none }
}

describe('dropoutMasks', () => {
  const long = dropoutMasks(tf, { architecture, batch: batchOf([3, 5], 5), seeds: [7, 8] })
  const alone = dropoutMasks(tf, { architecture, batch: batchOf([3], 3), seeds: [7] })

  test('are the same for a text in another batch, whatever it is padded to', () => {
    const values = long.hidden('here')!.dataSync()
    expect(values.slice(0, 3 * 8)).toEqual(alone.hidden('here')!.dataSync())
    expect(values.slice(3 * 8, 5 * 8)).toEqual(new Float32Array(2 * 8))
    const [wide, narrow] = [long.attention('here')!, alone.attention('here')!]
    expect(tf.slice(wide, [0, 0, 0], [2, 3, 3]).dataSync()).toEqual(narrow.dataSync())
    expect(tf.slice(wide, [0, 0, 3], [2, 3, 2]).dataSync()).toEqual(new Float32Array(2 * 3 * 2))
    expect(long.activation('here')!.shape).toEqual([10, 12])
  })

  test('are made again alike, and differ from place to place and from text to text', () => {
    expect(long.hidden('here')!.dataSync()).toEqual(long.hidden('here')!.dataSync())
    expect(long.hidden('here')!.dataSync()).not.toEqual(long.hidden('there')!.dataSync())
    const [first, second] = [0, 5 * 8].map((from) =>
      long
        .hidden('here')!
        .dataSync()
        .slice(from, from + 24),
    )
    expect(first).not.toEqual(second)
  })

  test('drop as many as asked for in the long run, and scale up the rest', () => {
    const values = dropoutMasks(tf, { architecture, batch: batchOf([2000], 2000), seeds: [1] })
      .hidden('here')!
      .dataSync()
    const dropped = values.filter((value) => value === 0).length / values.length
    // 16,000 draws: a standard error of .0034.
    expect(Math.abs(dropped - 0.25)).toBeLessThan(0.015)
    expect(new Set(values)).toEqual(new Set([0, Math.fround(4 / 3)]))
  })

  test('are none where nothing is dropped', () => {
    const whole = tinyTransformer({ family: 'm2m100' }).architecture
    const masks = dropoutMasks(tf, { architecture: whole, batch: batchOf([3], 3), seeds: [7] })
    expect([masks.hidden('here'), masks.activation('here'), masks.attention('here')]).toEqual(new Array(3))
  })
})
