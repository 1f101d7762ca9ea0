import { setTimeout } from 'node:timers/promises'
import { fc, test as propertyTest } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { RequestFailure } from './request-failure.ts'
import { sendBatches } from './send-batches.ts'

function numbers(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i)
}

const tooMuch = () => new RequestFailure('too much.', { remedy: 'less' })

describe('sendBatches', () => {
  test('sends in order, several at a time and no more', async () => {
    const sent: number[][] = []
    let [now, most] = [0, 0]
    const send = async (batch: Int32Array) => {
      sent.push([...batch])
      most = Math.max(most, ++now)
      await setTimeout(2)
      now--
    }
    await sendBatches(numbers(7), { concurrency: 2, limits: { batchSize: 2 }, send })
    expect({ sent, most }).toEqual({ sent: [[0, 1], [2, 3], [4, 5], [6]], most: 2 })
  })

  test('halves what is too much, and remembers', async () => {
    const sizes: number[] = []
    const limits = { batchSize: 8 }
    const send = async (batch: Int32Array) => {
      sizes.push(batch.length)
      if (batch.length > 3) throw tooMuch()
    }
    await sendBatches(numbers(8), { concurrency: 1, limits, send })
    expect({ sizes, limits }).toEqual({ sizes: [8, 4, 2, 2, 2, 2], limits: { batchSize: 2 } })
  })

  test('fails where one text is too much', async () => {
    const send = async () => {
      throw tooMuch()
    }
    await expect(sendBatches(numbers(3), { concurrency: 2, limits: { batchSize: 2 }, send })).rejects.toThrow(
      'too much.',
    )
  })

  test('ends the others at the first failure, and gives that one', async () => {
    const ended: number[] = []
    const send = async ([first]: Int32Array, signal: AbortSignal) => {
      if (first === 0) throw new Error('first')
      await setTimeout(20_000, undefined, { signal }).catch(() => ended.push(first!))
      signal.throwIfAborted()
    }
    const options = { concurrency: 3, limits: { batchSize: 1 }, send }
    await expect(sendBatches(numbers(9), options)).rejects.toThrow('first')
    expect(ended).toEqual([1, 2])
  })

  test('stops when aborted', async () => {
    const controller = new AbortController()
    let sent = 0
    const send = async () => {
      if (++sent === 2) controller.abort(new Error('enough'))
    }
    const options = { concurrency: 1, limits: { batchSize: 1 }, send, signal: controller.signal }
    await expect(sendBatches(numbers(5), options)).rejects.toThrow('enough')
    expect(sent).toBe(2)
  })

  propertyTest.prop([
    fc.nat({ max: 40 }),
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 1, max: 9 }),
  ])('sends every number once, whatever the server takes', async (count, batchSize, concurrency, taken) => {
    const sent: number[] = []
    const send = async (batch: Int32Array) => {
      await null
      if (batch.length > taken) throw tooMuch()
      sent.push(...batch)
    }
    await sendBatches(numbers(count), { concurrency, limits: { batchSize }, send })
    expect(sent.toSorted((a, b) => a - b)).toEqual([...numbers(count)])
  })
})
