import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { type Pair, trainingPairs } from '../datasets/training-pairs.ts'
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

/** Three pairs in one language with four, three and two hard negatives; the first two are of one group. */
const withNegatives = trainingPairs({
  name: 'three',
  revision: '1',
  languages: ['en'],
  pairs: [
    { concept: 'a', group: 'g', translations: { en: negated('a', ['n1', 'n2', 'right c', 'n3']) } },
    { concept: 'b', group: 'g', translations: { en: negated('b', ['n4', 'n1', 'right c']) } },
    { concept: 'c', translations: { en: negated('c', ['right a', 'n5']) } },
  ],
})

function negated(name: string, negatives: readonly string[]): Pair {
  return { anchor: `ask ${name}`, positive: `right ${name}`, negatives }
}

/** Steps of one batch each, all rows of the same pairs; each packed batch apart. */
function packed(hardNegatives: number, { rows, steps, seed = 1 }: { rows: number[]; steps: number; seed?: number }) {
  const numbered = numberedTexts(withNegatives, hardNegatives)
  const sampler = {
    name: 'rows',
    *batches() {
      for (;;) yield rows.map((pair) => ({ pair, anchor: 'en', positive: 'en' }))
    },
  }
  const batchSize = rows.length
  const open = () => batchStream({ pairs: withNegatives, sampler, numbered, steps, batchSize, hardNegatives, seed })
  const length = (3 + 2 * hardNegatives) * batchSize
  const batchesFrom = (first: number): number[][] => {
    const stream = open()
    stream.skip(first)
    const all: number[] = []
    for (let next = stream.next(steps); next.length > 0; next = stream.next(steps)) all.push(...next)
    return Array.from({ length: steps - first }, (_, b) => all.slice(b * length, (b + 1) * length))
  }
  const textsOf = (numbers: readonly number[]): string[] => numbers.map((number) => numbered.texts[number]!.text)
  return { batchesFrom, textsOf, numbered }
}

describe('batchStream, with hard negatives', () => {
  test('packs texts, then the concepts of rows, then those that the negatives answer', () => {
    const { batchesFrom, textsOf } = packed(2, { rows: [0, 2], steps: 1 })
    const [batch] = batchesFrom(0) as [number[]]
    expect(textsOf(batch.slice(0, 4))).toEqual(['ask a', 'ask c', 'right a', 'right c'])
    const negatives = textsOf(batch.slice(4, 8))
    expect(negatives.slice(0, 2)).toSatisfy((two: string[]) => two.every((text) => /^n[123]$|^right c$/.test(text)))
    expect(negatives.slice(2).toSorted()).toEqual(['n5', 'right a'])
    expect(batch.slice(8, 10)).toEqual([0, 2])
    const answered = negatives.map((text) => ({ 'right a': 0, 'right c': 2 })[text] ?? -1)
    expect(batch.slice(10)).toEqual(answered)
  })

  test("takes the negatives that stand beside the pair in the positive's language", () => {
    const one = trainingPairs({
      name: 'one',
      revision: '1',
      languages: ['en', 'de'],
      pairs: [
        {
          concept: 'river',
          translations: {
            en: { anchor: 'river', positive: 'water', negatives: ['bank'] },
            de: { anchor: 'Fluss', positive: 'Wasser', negatives: ['Bank'] },
          },
        },
      ],
    })
    const numbered = numberedTexts(one, 1)
    const batches = () => [[{ pair: 0, anchor: 'en', positive: 'de' }]]
    const options = { pairs: one, numbered, steps: 1, batchSize: 1, hardNegatives: 1, seed: 1 }
    const [, , negative] = batchStream({ ...options, sampler: { name: 'one', batches } }).next(1)
    expect(numbered.texts[negative!]).toEqual({ text: 'Bank', language: 'de', role: 'document' })
  })

  test('masks an answer of a concept of the batch alone', () => {
    const { batchesFrom, textsOf } = packed(2, { rows: [2, 2], steps: 1 })
    const [batch] = batchesFrom(0) as [number[]]
    expect(textsOf(batch.slice(4, 8))).toContain('right a')
    expect(batch.slice(10)).toEqual([-1, -1, -1, -1])
  })

  test('numbers a text once, whatever number of pairs it stands beside', () => {
    const { numbered } = packed(2, { rows: [0, 1], steps: 1 })
    const texts = numbered.texts.map(({ text }) => text)
    expect(new Set(texts).size).toBe(texts.length)
    expect(texts).toHaveLength(6 + 5)
    expect(numberedTexts(withNegatives).texts).toHaveLength(6)
  })

  test.prop([fc.integer({ min: 1, max: 2 }), fc.nat()])(
    'gives each hard negative of a pair equally often',
    (h, seed) => {
      // Each pair's list is gone through a whole number of times.
      const { batchesFrom } = packed(h, { rows: [0, 1], steps: 12, seed })
      for (const [row, size] of [4, 3].entries()) {
        const drawn = batchesFrom(0).map((batch) => batch.slice(4 + row * h, 4 + (row + 1) * h))
        for (const few of drawn) expect(new Set(few).size).toBe(h)
        const counts = Map.groupBy(drawn.flat(), (number) => number)
        expect([...counts.values()].map(({ length }) => length)).toEqual(new Array(size).fill((12 * h) / size))
      }
    },
  )

  test.prop([fc.nat(12), fc.nat()])('gives after skipping what it gives otherwise', (done, seed) => {
    const { batchesFrom } = packed(1, { rows: [1, 2, 0], steps: 12, seed })
    expect(batchesFrom(done)).toEqual(batchesFrom(0).slice(done))
  })

  test('begins elsewhere for another seed', () => {
    const firsts = Array.from(
      { length: 20 },
      (_, seed) => packed(1, { rows: [0, 1], steps: 1, seed }).batchesFrom(0)[0],
    )
    expect(new Set(firsts.map((batch) => batch![4])).size).toBe(4)
  })

  test('refuses a pair with too few, by name', () => {
    expect(() => numberedTexts(withNegatives, 3)).toThrow(
      'train: three: every pair must have 3 hard negatives; got 2 for "c" in en. Lower hardNegatives, mine them',
    )
  })
})
