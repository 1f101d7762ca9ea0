import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { type TrainingPair, type TrainingPairs, trainingPairs } from '../../datasets/training-pairs.ts'
import type { Encoder } from '../../encoders/encoder.ts'
import { matrix, unitRows } from '../../matrix.ts'
import { drawNormal, fnv1a, seeded, shuffled } from '../../random.ts'
import type { Text } from '../../retrieval.ts'
import { type MiningOptions, mineHardNegatives } from './mine-hard-negatives.ts'
import type { MiningRules } from './mining-rules.ts'

/** Puts each text where the function says, in two dimensions: an angle in degrees. */
function byAngle(angle: (text: Text) => number): Encoder {
  return {
    dimensions: 2,
    encode: async (texts) => {
      const rows = texts.map((text) => (angle(text) * Math.PI) / 180)
      const data = Float32Array.from(rows.flatMap((radians) => [Math.cos(radians), Math.sin(radians)]))
      return unitRows(matrix(texts.length, 2, data))
    },
  }
}

const angles: Readonly<Record<string, number>> = {
  ask: 0,
  right: 30,
  near: 10,
  close: 20,
  far: 60,
  away: 80,
  other: 180,
}
const angled = byAngle(({ text }) => angles[text]!)
const pairs = trainingPairs({
  name: 'angles',
  revision: '1',
  languages: ['en'],
  pairs: [{ concept: 'c', translations: { en: { anchor: 'ask', positive: 'right' } } }],
})
const corpus = ['far', 'near', 'other', 'close', 'away'].map((text) => ({ language: 'en', text }))

async function found(changes: Partial<MiningOptions>) {
  const mined = await mineHardNegatives({ encoder: angled, pairs, corpus, incomplete: 'keep', ...changes })
  return { ...mined, negatives: mined.pairs.pairs[0]!.translations['en']!.negatives ?? [] }
}

const cosine = (degrees: number): number => Math.cos((degrees * Math.PI) / 180)

describe('mineHardNegatives', () => {
  test.each<[string, Partial<MiningOptions>, string[]]>([
    ['takes the nearest wrong answers', {}, ['near', 'close', 'far']],
    ['takes as many as are asked for', { numNegatives: 1 }, ['near']],
    ['leaves out the first few', { rangeMin: 2, numNegatives: 2 }, ['far', 'away']],
    ['looks at the first few alone', { rangeMax: 4, rangeMin: 2, numNegatives: 2 }, ['far', 'away']],
    ['leaves out what is above a score', { maxScore: cosine(15) }, ['close', 'far', 'away']],
    ['leaves out what is below a score', { minScore: cosine(15), rangeMax: 5 }, ['near']],
    ['wants a right answer nearer than any', { absoluteMargin: 0 }, ['far', 'away', 'other']],
    ['wants it nearer by a margin', { absoluteMargin: cosine(30) - cosine(70) }, ['away', 'other']],
    ['wants it nearer by a share of its own cosine', { relativeMargin: 0.6 }, ['away', 'other']],
    ['applies rangeMin to what the margins leave', { absoluteMargin: 0, rangeMin: 1 }, ['away', 'other']],
    ['applies rangeMax before the margins', { absoluteMargin: 0, rangeMax: 3 }, ['far']],
  ])('%s', async (_, rules, expected) => {
    expect((await found(rules)).negatives).toEqual(expected)
  })

  test('counts what each rule left out, by the first that a candidate breaks', async () => {
    const rules = { absoluteMargin: 0, relativeMargin: 0.6, maxScore: cosine(15), minScore: 0 }
    const { skipped, questions, incomplete } = await found(rules)
    expect(skipped).toEqual({ absoluteMargin: 2, relativeMargin: 1, maxScore: 0, minScore: 1 })
    expect(questions).toBe(1)
    expect(incomplete).toEqual([{ concept: 'c', language: 'en', negatives: 1 }])
  })

  test('measures a margin from the least near of the right answers that one question has', async () => {
    const between = byAngle(({ text }) => ({ ...angles, near: 45 })[text]!)
    const twice = trainingPairs({
      ...pairs,
      pairs: [...pairs.pairs, { concept: 'd', translations: { en: { anchor: 'ask', positive: 'far' } } }],
    })
    const mined = await mineHardNegatives({
      encoder: between,
      pairs: twice,
      corpus,
      absoluteMargin: 0,
      numNegatives: 2,
    })
    expect(mined.pairs.pairs.map(({ translations }) => translations['en']!.negatives)).toEqual([
      ['away', 'other'],
      ['away', 'other'],
    ])
    expect(mined.questions).toBe(1)
  })

  test('keeps a margin on the right side of a right answer with a negative cosine', async () => {
    const answered = trainingPairs({
      ...pairs,
      pairs: [{ concept: 'c', translations: { en: { anchor: 'ask', positive: 'behind' } } }],
    })
    const behind = byAngle(({ text }) => ({ ask: 0, behind: 120, little: 121, much: 150 })[text]!)
    const corpus = ['little', 'much'].map((text) => ({ language: 'en', text }))
    const mined = await mineHardNegatives({
      encoder: behind,
      pairs: answered,
      corpus,
      relativeMargin: 0.1,
      numNegatives: 1,
    })
    expect(mined.pairs.pairs[0]!.translations['en']!.negatives).toEqual(['much'])
  })

  test('leaves a pair out that lacks negatives, or keeps it with those it has', async () => {
    const rules = { encoder: angled, corpus, minScore: 0, numNegatives: 4 }
    const more = trainingPairs({
      ...pairs,
      pairs: [...pairs.pairs, { concept: 'd', translations: { en: { anchor: 'other', positive: 'away' } } }],
    })
    const dropped = await mineHardNegatives({ ...rules, pairs: more, rangeMax: 9 })
    expect(dropped.pairs.pairs.map(({ concept }) => concept)).toEqual(['c'])
    expect(dropped.incomplete).toEqual([{ concept: 'd', language: 'en', negatives: 0 }])
    const kept = await mineHardNegatives({ ...rules, pairs: more, rangeMax: 9, incomplete: 'keep' })
    expect(kept.pairs.pairs[1]!.translations['en']).toEqual({ anchor: 'other', positive: 'away' })
    await expect(mineHardNegatives({ ...rules, pairs })).resolves.toBeDefined()
    await expect(mineHardNegatives({ ...rules, pairs, minScore: 0.99 })).rejects.toThrow(
      'mineHardNegatives: angles: every language must have a pair with enough negatives; got none in en. Raise rangeMax',
    )
  })

  test("'random' draws from ten times as many as it takes", async () => {
    const seeds = Array.from({ length: 30 }, (_, seed) => seed)
    const drawn = await Promise.all(seeds.map((seed) => found({ samplingStrategy: 'random', numNegatives: 1, seed })))
    expect(new Set(drawn.flatMap(({ negatives }) => negatives)).size).toBe(corpus.length)
  })

  test('stops when aborted', async () => {
    const reason = new Error('enough')
    await expect(found({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })

  test.each<[Partial<MiningOptions>, string]>([
    [{ numNegatives: 0 }, 'numNegatives must be a positive integer; got 0'],
    [{ rangeMin: -1 }, 'rangeMin must be an integer of at least 0; got -1'],
    [{ rangeMin: 5, rangeMax: 7 }, 'rangeMax must be an integer of at least rangeMin + numNegatives, 8; got 7'],
    [{ rangeMax: 4.5 }, 'rangeMax must be an integer'],
    [{ minScore: 0.5, maxScore: 0.4 }, 'minScore must not be above maxScore; got 0.5 and 0.4'],
    [{ absoluteMargin: Number.NaN }, 'absoluteMargin must be a number; got NaN'],
    [{ samplingStrategy: 'best' as 'top' }, "samplingStrategy must be 'top' or 'random'; got 'best'"],
    [{ corpus: [{ language: 'en', text: ' ' }] }, 'corpus[0]: text must be a text one can read'],
  ])('rejects %j', async (changes, message) => {
    await expect(found(changes)).rejects.toThrow(message)
  })
})

/** Rows that any tool can compute: sines, scaled to length 1. */
const sines = (texts: readonly string[]): ReadonlyMap<string, readonly number[]> =>
  new Map(
    texts.map((text, r) => {
      const row = [0, 1, 2].map((c) => Math.sin(1 + 7 * r + 3 * c + r * c))
      return [text, row.map((value) => value / Math.hypot(...row))]
    }),
  )

describe('mineHardNegatives, beside sentence-transformers', () => {
  const numbered = (letter: string, count: number) => Array.from({ length: count }, (_, i) => `${letter}${i}`)
  const rows = sines([...numbered('q', 5), ...numbered('p', 6), ...numbered('x', 8)])
  const encoder: Encoder = {
    dimensions: 3,
    encode: async (texts) =>
      unitRows(matrix(texts.length, 3, Float32Array.from(texts.flatMap(({ text }) => rows.get(text)!)))),
  }
  const pairs = trainingPairs({
    name: 'sines',
    revision: '1',
    languages: ['en'],
    pairs: numbered('c', 6).map((concept, i) => ({
      concept,
      translations: { en: { anchor: `q${i % 5}`, positive: `p${i}` } },
    })),
  })
  const corpus = numbered('x', 8).map((text) => ({ language: 'en', text }))

  // sentence-transformers 6.2.0, mine_hard_negatives(dataset, model, corpus=['x0', … 'x7'], output_format='triplet',
  // range_max=14, and the rules named alike) with a model that looks the same rows up.
  test.each<[MiningRules, string[]]>([
    [{ numNegatives: 2 }, ['x1 p3', 'x7 x0', 'x6 p4', 'x5 x3', 'x4 p3', 'x1 p3']],
    [{ numNegatives: 2, rangeMin: 1, relativeMargin: 0.05 }, ['x3 x2', 'p0 x3', '', '', 'p5', 'x3 x2']],
    [{ numNegatives: 3, absoluteMargin: 0.1, maxScore: 0.6, minScore: -0.5 }, ['x3', '', '', '', '', 'x3']],
  ])('gives its triplets for %j', async (rules, expected) => {
    const mined = await mineHardNegatives({ encoder, pairs, corpus, incomplete: 'keep', rangeMax: 14, ...rules })
    const negatives = mined.pairs.pairs.map(({ translations }) => (translations['en']!.negatives ?? []).join(' '))
    expect(negatives).toEqual(expected)
  })
})

/** Texts of a few words, so that many are equal, also between languages and groups. */
const word = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
const translation = fc.record({ anchor: word, positive: word })
const drawnPairs: fc.Arbitrary<TrainingPairs> = fc
  .array(fc.record({ en: translation, de: fc.option(translation), group: fc.option(fc.constantFrom('x', 'y')) }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((entries) =>
    trainingPairs({
      name: 'drawn',
      revision: '1',
      languages: entries.some(({ de }) => de) ? ['en', 'de'] : ['en'],
      pairs: entries.map(({ en, de, group }, i) => ({
        concept: `c${i}`,
        translations: { en, ...(de && { de }) },
        ...(group && { group }),
      })),
    }),
  )

const score = fc.double({ min: 0, max: 1, noNaN: true })
const margin = fc.double({ min: -0.5, max: 0.5, noNaN: true })
const choice = fc.record(
  {
    numNegatives: fc.integer({ min: 1, max: 3 }),
    rangeMin: fc.nat(2),
    samplingStrategy: fc.constantFrom('top', 'random'),
    seed: fc.nat(),
  },
  { requiredKeys: [] },
)
/** Half of them without a limit: limits leave out just the candidates that must be left out for other reasons. */
const rules = fc.oneof(
  choice,
  fc
    .tuple(
      choice,
      fc.record(
        { maxScore: score, minScore: score.map((above) => above - 1), absoluteMargin: margin, relativeMargin: margin },
        { requiredKeys: [] },
      ),
    )
    .map(([chosen, limits]) => ({ ...chosen, ...limits })),
)

const scattered: Encoder = {
  dimensions: 3,
  encode: async (texts) => {
    const rows = texts.map(({ text, language }) => {
      const random = seeded(fnv1a(`${language} ${text}`))
      const row = [drawNormal(random), drawNormal(random), drawNormal(random)]
      const length = Math.hypot(...row)
      return row.map((value) => value / length)
    })
    return unitRows(matrix(texts.length, 3, Float32Array.from(rows.flat())))
  },
}

/** Right answers of an anchor by their definition: of the pairs that ask it, with their groups, in every language. */
function answersByDefinition(pairs: readonly TrainingPair[], language: string, anchor: string): string[] {
  const asking = pairs.filter(({ translations }) => translations[language]?.anchor === anchor)
  const together = pairs.filter(
    (pair) => asking.includes(pair) || asking.some(({ group }) => group !== undefined && group === pair.group),
  )
  return together.flatMap(({ translations }) => Object.values(translations).map(({ positive }) => positive))
}

/** Limits that no cosine reaches. */
const unlimited = { maxScore: 1, minScore: -1, absoluteMargin: -9, relativeMargin: -1e9 }

/** Every mined pair as text, in an order that is not that of the pairs. */
function sortedNegatives({ pairs }: TrainingPairs): string[] {
  return pairs.flatMap(({ translations }) => Object.entries(translations).map((entry) => JSON.stringify(entry))).sort()
}

describe('mineHardNegatives, for every set of pairs and rules', () => {
  const mining = (given: TrainingPairs, options: Partial<MiningOptions>) =>
    mineHardNegatives({ encoder: scattered, pairs: given, incomplete: 'keep', ...options })

  test.prop([drawnPairs, rules])(
    'gives no right answer, no anchor, no text twice, each of its language',
    async (given, options) => {
      const { pairs: mined } = await mining(given, options)
      for (const { translations } of mined.pairs) {
        for (const [language, { anchor, negatives = [] }] of Object.entries(translations)) {
          const positives = given.pairs.flatMap((pair) => pair.translations[language]?.positive ?? [])
          const wrong = [anchor, ...answersByDefinition(given.pairs, language, anchor)]
          expect(negatives.filter((text) => wrong.includes(text))).toEqual([])
          expect(negatives.filter((text) => !positives.includes(text))).toEqual([])
          expect(new Set(negatives).size).toBe(negatives.length)
          expect(negatives.length).toBeLessThanOrEqual(options.numNegatives ?? 3)
        }
      }
    },
  )

  test.prop([drawnPairs, rules])('keeps to its scores and margins, best first', async (given, options) => {
    const { pairs: mined } = await mining(given, options)
    const { maxScore, minScore, absoluteMargin, relativeMargin } = { ...unlimited, ...options }
    for (const { translations } of mined.pairs) {
      for (const [language, { anchor, positive, negatives = [] }] of Object.entries(translations)) {
        const texts = [anchor, positive, ...negatives].map((text) => ({ language, text }))
        const { data } = await scattered.encode(texts, { role: 'query' })
        const [right, ...scores] = Array.from({ length: texts.length - 1 }, (_, i) =>
          data.subarray(3 * i + 3, 3 * i + 6).reduce((sum, value, c) => sum + value * data[c]!, 0),
        ) as [number, ...number[]]
        expect(scores).toEqual(scores.toSorted((a, b) => b - a))
        for (const score of scores) {
          expect(score).toBeLessThanOrEqual(maxScore + 1e-6)
          expect(score).toBeGreaterThanOrEqual(minScore - 1e-6)
          expect(score).toBeLessThanOrEqual(right - absoluteMargin + 1e-6)
          expect(score).toBeLessThanOrEqual(right - relativeMargin * Math.abs(right) + 1e-6)
        }
      }
    }
  })

  test.prop([drawnPairs, rules, fc.nat()])(
    'gives the same in whatever order pairs come',
    async (given, options, seed) => {
      const turned = trainingPairs({ ...given, pairs: shuffled(given.pairs, seeded(seed)) })
      const [once, again] = [await mining(given, options), await mining(turned, options)]
      expect(sortedNegatives(again.pairs)).toEqual(sortedNegatives(once.pairs))
      expect(again.skipped).toEqual(once.skipped)
    },
  )

  test.prop([drawnPairs, rules])('mines the same from what it gave', async (given, options) => {
    const once = await mining(given, options)
    expect(await mining(once.pairs, options)).toEqual(once)
  })
})
