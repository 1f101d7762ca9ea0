import { describe, expect, test } from 'vitest'
import { trainingPairs } from '../datasets/training-pairs.ts'
import type { Batch } from '../samplers/sampler.ts'
import { batchStream } from './batch-stream.ts'
import { numberedTexts } from './numbered-texts.ts'

const pairs = trainingPairs({
  name: 'two',
  revision: '1',
  languages: ['en', 'de'],
  pairs: [
    {
      concept: 'basket',
      translations: { en: { anchor: 'basket', positive: 'farming' }, de: { anchor: 'Korb', positive: 'Wäsche' } },
    },
    { concept: 'river', translations: { de: { anchor: 'Fluss', positive: 'Wasser' } } },
  ],
})
const batch: Batch = [
  { pair: 0, anchor: 'de', positive: 'en' },
  { pair: 1, anchor: 'de', positive: 'de' },
]

function streamOf(sampler: { name: string; batches: () => Iterable<Batch> }, steps: number) {
  return batchStream({ pairs, sampler, numbered: numberedTexts(pairs), steps, batchSize: 2, seed: 1 })
}

describe('batchStream', () => {
  test('packs the numbers of anchors, of positives, and of concepts', () => {
    const { texts } = numberedTexts(pairs)
    const packed = [...streamOf({ name: 'one', batches: () => [batch] }, 1).next(1)]
    expect(packed.slice(0, 4).map((number) => texts[number])).toEqual([
      { text: 'Korb', language: 'de', role: 'query' },
      { text: 'Fluss', language: 'de', role: 'query' },
      { text: 'farming', language: 'en', role: 'document' },
      { text: 'Wasser', language: 'de', role: 'document' },
    ])
    expect(packed.slice(4)).toEqual([0, 1])
  })

  test('draws no more batches than there are steps, and lets the sampler end what it holds', () => {
    let [drawn, ended] = [0, false]
    const batches = function* () {
      try {
        for (;;) {
          drawn++
          yield batch
        }
      } finally {
        ended = true
      }
    }
    const stream = streamOf({ name: 'endless', batches }, 11)
    const lengths = [stream.next(11), stream.next(11), stream.next(11)].map((packed) => packed.length)
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(11 * 6)
    expect(lengths.at(-1)).toBe(0)
    expect([drawn, ended]).toEqual([11, false])
    stream.close()
    expect(ended).toBe(true)
  })
})
