import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { outsideData } from '../../fixtures/outside-data.ts'
import type { Encoder } from '../encoders/encoder.ts'
import { matrix, unitRows } from '../matrix.ts'
import { meanTokens } from './count-tokens.ts'
import { probeEncoder } from './probe-encoder.ts'
import { probeProducts } from './probe-products.ts'

describe('probeEncoder', () => {
  test('does not count the first call, which may load what is needed', async () => {
    const calls: number[] = []
    const encoder: Encoder = {
      dimensions: 1,
      async encode(texts) {
        await delay(calls.push(texts.length) === 1 ? 300 : 20)
        return unitRows(matrix(texts.length, 1, new Float32Array(texts.length).fill(1)))
      },
    }
    const texts = Array.from({ length: 20 }, (_, i) => ({ language: 'en', text: `${i}` }))
    const { seconds, ...rest } = await probeEncoder(encoder, texts)
    expect(rest).toEqual({ texts: 20, dimensions: 1 })
    expect(calls).toEqual([8, 20])
    expect(seconds).toBeGreaterThan(0.019)
    await expect(probeEncoder(encoder, [])).rejects.toThrow('there must be texts to encode; got none.')
  })
})

describe('probeEncoder, once time is over', () => {
  test('stops, and counts what was encoded', async () => {
    const encoder: Encoder = {
      dimensions: 1,
      async encode(texts) {
        await delay(10)
        return unitRows(matrix(texts.length, 1, new Float32Array(texts.length).fill(1)))
      },
    }
    const texts = Array.from({ length: 400 }, (_, i) => ({ language: 'en', text: `${i}` }))
    const { texts: done } = await probeEncoder(encoder, texts, 0.015)
    expect(done % 64).toBe(0)
    expect(done).toBeLessThan(400)
    expect((await probeEncoder(encoder, texts.slice(0, 100), 10)).texts).toBe(100)
  })
})

describe('probeProducts', () => {
  test('gives a rate, and who multiplied', async () => {
    expect(await probeProducts(8)).toEqual({ rate: expect.any(Number), engine: expect.stringMatching(/^(onnx|simd)/) })
  })
})

describe('meanTokens', () => {
  const model = outsideData('VITEST_RETRIEVAL_MODELS', 'multilingual-e5-small-pruned')

  test.skipIf(model.absent)('counts as the folder’s tokenizer does', async () => {
    const texts = ['Hello', 'Hello Hello'].map((text) => ({ language: 'en', text }))
    const [one, two] = [await meanTokens(model.path(), texts.slice(0, 1)), await meanTokens(model.path(), texts)]
    // Two special tokens; the second text has one word more.
    expect([one, two]).toEqual([3, 3.5])
    await expect(meanTokens(model.path(), [])).rejects.toThrow('there must be texts to count; got none.')
  })
})
