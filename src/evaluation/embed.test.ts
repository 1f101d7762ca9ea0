import { describe, expect, test } from 'vitest'
import type { Encoder } from '../encoders/encoder.ts'
import { matrix, type UnitRows } from '../matrix.ts'
import type { Role, Text } from '../retrieval.ts'
import { embed } from './embed.ts'

const dataset = {
  queries: [{ id: 'q1', language: 'en', text: 'one?', concept: '1' }],
  documents: [
    { id: 'd1', language: 'en', text: 'one', concept: '1' },
    { id: 'd2', language: 'de', text: 'eins', concept: '1' },
  ],
}

/** An encoder of two dimensions that gives the same values whatever it is asked. */
function giving(answer: unknown): Encoder {
  return { dimensions: 2, encode: async () => answer as UnitRows }
}

describe('embed', () => {
  test('encodes queries and documents in their roles, and hands over nothing but language and text', async () => {
    const asked: [Role, readonly Text[]][] = []
    const encoder: Encoder = {
      dimensions: 2,
      async encode(texts, { role }) {
        asked.push([role, texts])
        return matrix(
          texts.length,
          2,
          Float32Array.from(texts.flatMap((_, i) => (i === 0 ? [1, 0] : [0, 1]))),
        ) as UnitRows
      },
    }
    const { queries, documents } = await embed({ encoder, name: 'fixed', dataset })
    expect([...queries.data]).toEqual([1, 0])
    expect([...documents.data]).toEqual([1, 0, 0, 1])
    expect(asked).toEqual([
      ['query', [{ language: 'en', text: 'one?' }]],
      [
        'document',
        [
          { language: 'en', text: 'one' },
          { language: 'de', text: 'eins' },
        ],
      ],
    ])
  })

  test('passes the observer on', async () => {
    const { signal } = new AbortController()
    const seen: unknown[] = []
    const encoder: Encoder = {
      dimensions: 2,
      async encode(texts, observer) {
        seen.push(observer.signal, observer.onProgress)
        return matrix(texts.length, 2, Float32Array.from(texts.flatMap(() => [1, 0]))) as UnitRows
      },
    }
    const onProgress = (): void => {}
    await embed({ encoder, name: 'fixed', dataset, signal, onProgress })
    expect(seen).toEqual([signal, onProgress, signal, onProgress])
  })

  test.each([
    [
      matrix(1, 2, Float32Array.of(Number.NaN, 0)),
      'embed: encoder "mine" (query): every row must be finite and of length 1; row 0 of 1 has a value that is not finite.',
    ],
    [matrix(1, 2, Float32Array.of(3, 4)), 'row 0 of 1 has length 5.'],
    [matrix(1, 2), 'row 0 of 1 has length 0.'],
    [
      matrix(2, 2, Float32Array.of(1, 0, 1, 0)),
      'embed: encoder "mine" must give 1 × 2 for 1 texts (query); got 2 × 2 with 4 values.',
    ],
    [matrix(1, 3, Float32Array.of(1, 0, 0)), '(query); got 1 × 3 with 3 values.'],
    [{ rows: 1, columns: 2, data: Float32Array.of(1) }, '(query); got 1 × 2 with 1 values.'],
  ])('refuses vectors that are not what was asked for: %#', async (answer, message) => {
    const refused = embed({ encoder: giving(answer), name: 'mine', dataset })
    await expect(refused).rejects.toThrow(RangeError)
    await expect(refused).rejects.toThrow(message)
  })

  test.each([[undefined], [[[1, 0]]], [{ rows: 1, columns: 2, data: [1, 0] }]])(
    'refuses %j, which is no matrix',
    async (answer) => {
      const refused = embed({ encoder: giving(answer), name: 'mine', dataset })
      await expect(refused).rejects.toThrow(TypeError)
      await expect(refused).rejects.toThrow('embed: encoder "mine" must give a matrix with a Float32Array; got')
    },
  )
})
