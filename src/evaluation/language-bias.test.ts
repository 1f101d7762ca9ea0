import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { anglesOfTwoByTwo as angles, atAngles, twoByTwo as data } from '../../fixtures/two-by-two.ts'
import { type Dataset, dataset } from '../datasets/dataset.ts'
import type { UnitRows } from '../matrix.ts'
import type { Judged, Measure, Moments } from '../metrics/measure.ts'
import { asMeasure, measure } from '../metrics/notation.ts'
import { drawInteger, seeded, shuffled } from '../random.ts'
import type { Language, Setting } from '../retrieval.ts'
import { evaluate } from './evaluate.ts'
import type { Score } from './evaluation.ts'

const cosine = (degrees: number): number => Math.cos((degrees * Math.PI) / 180)

// Two languages, two concepts; the relevant documents in brackets. Documents by their distance from the query:
//   en-q1 at  0   [en1 10]  de2 45   [de1 60]  en2 100
//   de-q1 at 50    de2  5  [de1 10]  [en1 40]  en2  50
//   en-q2 at 90   [en2 10]  de1 30   [de2 45]  en1  80
//   de-q2 at 20    en1 10  [de2 25]   de1 40  [en2  80]
const relevant = (own: string, other: string): Map<string, number> =>
  new Map([
    [own, 1],
    [other, 1],
  ])
const vectors = { queries: atAngles(...angles.queries), documents: atAngles(...angles.documents) }

async function scored(...measures: readonly (string | Measure)[]): Promise<readonly Score[]> {
  const made = measures.map(asMeasure)
  return (await evaluate({ dataset: data, ...vectors, measures: made })).scores
}

describe('evaluate, by measures of language bias', () => {
  // What attention the first of two results draws, 1 ÷ (1 + 1 ÷ log₂ 3), is this much above a half.
  const uneven = 1 / (1 + 1 / Math.log2(3)) - 1 / 2
  const third = 100 * (2 - Math.log2(3))
  test.each<[name: string, perQuery: readonly number[], perLanguage: { de: number; en: number }]>([
    ['RankDistance', [2, 1, 2, 2], { de: 1.5, en: 2 }],
    ['MedianRankDistance', [2, 1, 2, 2], { de: 1.5, en: 2 }],
    // Floor 1, random expectation (2 − 1) ÷ (2 + 1) · 5 = 5/3.
    ['NormRankDistance', [1.5, 0, 1.5, 1.5], { de: 0.75, en: 1.5 }],
    ['MaxRank', [3, 3, 3, 4], { de: 3.5, en: 3 }],
    // Two relevant among four: log₂ 4 − log₂ 2 = 1.
    ['NormMaxRank', [third, third, third, 0], { de: third / 2, en: third }],
    ['Comp@3', [1, 1, 1, 0], { de: 0.5, en: 1 }],
    // The first two are in both languages, as the pool is, but for de-q1, which finds German alone: ln(1 ÷ ½).
    ['LanguageKL@2', [0, Math.LN2, 0, 0], { de: Math.LN2 / 2, en: 0 }],
    ['LanguageAWRF@2', [1 - uneven, 0.5, 1 - uneven, 1 - uneven], { de: 0.75 - uneven / 2, en: 1 - uneven }],
    ['SameLanguageFirst', [1, 1, 1, 1], { de: 1, en: 1 }],
    // One irrelevant document of either language: en2, de2 – de2, en2 – en1, de1 – de1, en1.
    [
      'SameLanguageMargin',
      [cosine(100) - cosine(45), cosine(5) - cosine(50), cosine(80) - cosine(30), cosine(40) - cosine(10)],
      {
        de: (cosine(5) - cosine(50) + cosine(40) - cosine(10)) / 2,
        en: (cosine(100) - cosine(45) + cosine(80) - cosine(30)) / 2,
      },
    ],
    [
      'SameNegativeMean',
      [cosine(100), cosine(5), cosine(80), cosine(40)],
      { de: (cosine(5) + cosine(40)) / 2, en: (cosine(100) + cosine(80)) / 2 },
    ],
    [
      'OtherNegativeMean',
      [cosine(45), cosine(50), cosine(30), cosine(10)],
      { de: (cosine(50) + cosine(10)) / 2, en: (cosine(45) + cosine(30)) / 2 },
    ],
    ['SameNegativeVariance', [0, 0, 0, 0], { de: 0, en: 0 }],
    // Concept 1: en1, de2 against de2, de1: ranks 1 2 3 and 3 1 2 of en1, de2, de1, 1 − 6 · 6 ÷ 24.
    // Concept 2: en2, de1 against en1, de2: all four, in opposite order.
    ['MRC@2', [-0.5, -0.5, -1, -1], { de: -0.75, en: -0.75 }],
    // Concept 1: 1 2 3 4 against 3 1 2 4, 1 − 6 · 6 ÷ 60.
    ['MRC@4', [0.4, 0.4, -1, -1], { de: -0.3, en: -0.3 }],
    // Rank of the English and the German answer: 1 3 – 3 2 – 1 3 – 4 2.
    ['MeanRank', [2, 2.5, 2, 3], { de: 2.75, en: 2 }],
  ])('%s', async (name, perQuery, perLanguage) => {
    const [score, ...more] = await scored(name)
    expect(more).toEqual([])
    expect(score!.setting).toBe('multilingual')
    expect([...score!.perQuery]).toEqual(perQuery.map((value) => expect.closeTo(value, 6)))
    expect([...score!.perLanguage]).toEqual([
      ['de', expect.closeTo(perLanguage.de, 6)],
      ['en', expect.closeTo(perLanguage.en, 6)],
    ])
    expect(score!.value).toBeCloseTo((perLanguage.de + perLanguage.en) / 2, 6)
  })

  test('MeanRank is a matrix of query language × document language', async () => {
    const [score] = await scored('MeanRank')
    expect(score!.perPair).toEqual(
      new Map([
        [
          'de',
          new Map([
            ['de', 2],
            ['en', 3.5],
          ]),
        ],
        [
          'en',
          new Map([
            ['de', 3],
            ['en', 1],
          ]),
        ],
      ]),
    )
    expect(score!.value).toBe((2 + 3.5 + 3 + 1) / 4)
  })

  test('PEER is refused, since each language has one relevant document', async () => {
    await expect(scored('PEER')).rejects.toThrow('some language must have more than one relevant document')
  })

  test('hands measures the documents judged not relevant, pool by pool', async () => {
    const seen: Judged['notRelevant'][] = []
    const watching: Measure = {
      ...measure('AP'),
      name: 'Watching',
      score: ({ notRelevant }) => seen.push(notRelevant),
    }
    await scored({ ...watching, settings: ['multilingual'] })
    await scored({ ...watching, settings: ['monolingual'] })
    await scored({ ...watching, settings: ['cross-lingual'] })
    // Of en-q1 alone, en2: fourth in the pool of both languages, second in English, not in German.
    const none = { ranks: [], grades: [] }
    const [fourth, second] = [
      { ranks: [4], grades: [0] },
      { ranks: [2], grades: [0] },
    ]
    expect(seen).toEqual([fourth, none, none, none, second, none, none, none, none, none, none, none])
  })

  test('keeps the digest of the relevant documents’ ranks, whatever else is judged', async () => {
    const digestOf = async (of: Dataset): Promise<string> =>
      (await evaluate({ dataset: of, ...vectors, measures: [measure('AP')] })).digest
    const qrels = new Map([...data.qrels, ['en-q1', relevant('en1', 'de1')]])
    expect(await digestOf({ ...data, qrels })).toBe(await digestOf(data))
  })

  test('leaves out queries without translations, or without irrelevant documents on one side', async () => {
    const queries = data.queries.map((query, i) => ({ ...query, concept: i < 2 ? '1' : `alone ${i}` }))
    const qrels = new Map([...data.qrels, ['en-q1', relevant('en1', 'de1').set('en2', 1)]])
    const { scores } = await evaluate({
      dataset: { ...data, queries, qrels },
      ...vectors,
      measures: [measure('MRC@4'), measure('SameLanguageMargin')],
    })
    const measured = scores.map(({ perQuery }) => [...perQuery].map((value) => !Number.isNaN(value)))
    expect(measured).toEqual([
      [true, true, false, false],
      [false, true, true, true],
    ])
  })

  test('refuses a measure of cosines in pools of one language', async () => {
    const everywhere: Measure = { ...measure('AP'), name: 'Everywhere', needs: { cosines: true } }
    await expect(scored(everywhere)).rejects.toThrow(
      "a measure of cosines or agreement must have the settings ['multilingual']; got Everywhere",
    )
  })
})

describe('what measures are handed', () => {
  /** Everything that measures saw, search by search. */
  async function handed(problem: Problem, of: Partial<Measure>): Promise<Judged[]> {
    const seen: Judged[] = []
    const watching: Measure = {
      ...measure('AP'),
      name: 'Watching',
      ...of,
      score: (judged) => seen.push(judged),
    }
    await evaluate({ ...problem, measures: [watching] })
    return seen
  }

  test.prop([fc.constantFrom<Setting>('monolingual', 'cross-lingual', 'multilingual'), fc.nat()])(
    'is what sorting all cosines gives, in every setting',
    async (setting, seed) => {
      const problem = drawn(seed)
      const seen = await handed(problem, { settings: [setting], needs: { top: 3 } })
      expect(seen.map(({ top, ...rest }) => ({ ...rest, top: top!.slice(0, 3) }))).toEqual(naive(problem, setting))
    },
  )

  test.prop([fc.nat()])('holds the moments of the irrelevant documents’ cosines', async (seed) => {
    const problem = drawn(seed)
    const seen = await handed(problem, { settings: ['multilingual'], needs: { cosines: true } })
    const wanted = naiveCosines(problem).filter(([same, other]) => same && other)
    const near = (moments: Moments | null | undefined) => ({
      count: moments!.count,
      mean: expect.closeTo(moments!.mean, 5),
      variance: expect.closeTo(moments!.variance, 5),
    })
    expect(seen.map(({ cosines }) => [cosines!.sameLanguage, cosines!.otherLanguages])).toEqual(
      wanted.map(([same, other]) => [near(same), near(other)]),
    )
  })

  test.prop([fc.nat(), fc.integer({ min: 1, max: 5 })])('holds the agreement with translations', async (seed, k) => {
    const problem = drawn(seed)
    const seen = await handed(problem, { settings: ['multilingual'], needs: { agreement: k } })
    const wanted = naiveAgreement(problem, k).filter((value) => value !== null)
    expect(seen.map(({ agreement }) => agreement!.get(k))).toEqual(wanted.map((value) => expect.closeTo(value, 9)))
  })
})

interface Problem {
  readonly dataset: Dataset
  readonly queries: UnitRows
  readonly documents: UnitRows
  readonly degrees: { readonly queries: readonly number[]; readonly documents: readonly number[] }
}

/**
 * Up to three languages, a dozen documents, some with equal vectors. Documents stand at multiples of ten degrees and
 * queries three beside them, so that cosines are either equal or far apart, and 32 bits order them as 64 do.
 */
function drawn(seed: number): Problem {
  const random = seeded(seed)
  const language = (): Language => ['de', 'en', 'sw'][drawInteger(random, 3)]!
  const documents = Array.from({ length: 1 + drawInteger(random, 12) }, (_, i) => ({
    id: `d${i}`,
    language: language(),
    text: `${i}`,
  }))
  const queries = Array.from({ length: 1 + drawInteger(random, 5) }, (_, i) => ({
    id: `q${i}`,
    language: language(),
    text: `${i}`,
    concept: `c${drawInteger(random, 2)}`,
  }))
  const grades = (): Map<string, number> => {
    const [first, ...others] = shuffled(documents, random)
    const judged = others.slice(0, drawInteger(random, 6))
    return new Map([[first!.id, 1], ...judged.map(({ id }) => [id, drawInteger(random, 3)] as const)])
  }
  const degrees = {
    queries: queries.map(() => 10 * drawInteger(random, 36) + 3),
    documents: documents.map(() => 10 * drawInteger(random, 36)),
  }
  const languages = [...new Set([...queries, ...documents].map(({ language }) => language))].sort()
  const qrels = new Map(queries.map(({ id }) => [id, grades()]))
  return {
    dataset: dataset({ name: 'drawn', revision: '1', languages, queries, documents, qrels }),
    queries: atAngles(...degrees.queries),
    documents: atAngles(...degrees.documents),
    degrees,
  }
}

interface Scored {
  readonly id: string
  readonly language: Language
  readonly cosine: number
  readonly grade: number | undefined
}

/** All documents of some languages for a query, best first. */
function sorted({ dataset, degrees }: Problem, query: number, languages: readonly Language[]): Scored[] {
  const { id } = dataset.queries[query]!
  const scored = dataset.documents.map((document, i) => {
    // Rounded alike where angles are the same but for whole turns.
    const cosine = Math.fround(Math.cos(((degrees.queries[query]! - degrees.documents[i]!) * Math.PI) / 180))
    return { id: document.id, language: document.language, cosine, grade: dataset.qrels.get(id)!.get(document.id) }
  })
  const inPool = scored.filter(({ language }) => languages.includes(language))
  return inPool.sort((a, b) => b.cosine - a.cosine || (a.id < b.id ? 1 : -1))
}

/** Every search of a setting, from sorted lists. */
function naive(problem: Problem, setting: Setting): unknown[] {
  const { queries, qrels, documents } = problem.dataset
  const languageOf = new Map(documents.map(({ id, language }) => [id, language]))
  return queries.flatMap(({ id, language: queryLanguage }, query) => {
    // Pools come in the order in which the data set holds their first relevant document.
    const answered = documents.filter((document) => (qrels.get(id)!.get(document.id) ?? 0) >= 1)
    const all = [...new Set(languageOf.values())]
    const pools =
      setting === 'multilingual' ? [all] : [...new Set(answered.map(({ language }) => language))].map((each) => [each])
    const wanted = pools.filter(
      ([first]) => setting === 'multilingual' || (first === queryLanguage) === (setting === 'monolingual'),
    )
    return wanted.map((languages) => {
      const list = sorted(problem, query, languages)
      const at = (holds: (grade: number) => boolean) =>
        list.flatMap(({ grade, language }, i) =>
          grade !== undefined && holds(grade) ? [{ rank: i + 1, grade, language }] : [],
        )
      const relevant = at((grade) => grade >= 1)
      const others = at((grade) => grade < 1)
      const sizes = Map.groupBy(documents, ({ language }) => language)
      return {
        ranks: relevant.map(({ rank }) => rank),
        grades: relevant.map(({ grade }) => grade),
        languages: relevant.map(({ language }) => language),
        notRelevant: { ranks: others.map(({ rank }) => rank), grades: others.map(({ grade }) => grade) },
        retrieved: list.length,
        pool: list.length,
        queryLanguage,
        poolLanguages: new Map(languages.map((language) => [language, sizes.get(language)!.length])),
        top: list.slice(0, 3).map(({ language }) => language),
      }
    })
  })
}

function naiveCosines(problem: Problem): (readonly [same: Moments | null, other: Moments | null])[] {
  const moments = (of: readonly Scored[]): Moments | null => {
    const values = of.filter(({ grade = 0 }) => grade < 1).map(({ cosine }) => cosine)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    return values.length === 0 ? null : { count: values.length, mean, variance }
  }
  return problem.dataset.queries.map(({ language: own }, query) => {
    const list = sorted(problem, query, problem.dataset.languages)
    return [
      moments(list.filter(({ language }) => language === own)),
      moments(list.filter(({ language }) => language !== own)),
    ]
  })
}

/** Mean over the translations of Pearson’s correlation of tie-averaged ranks, from its definition; null without any. */
function naiveAgreement(problem: Problem, k: number): (number | null)[] {
  const { queries, languages } = problem.dataset
  const lists = queries.map((_, query) => sorted(problem, query, languages))
  return queries.map(({ concept, language }, a) => {
    const others = queries.flatMap((other, b) => (other.concept === concept && other.language !== language ? [b] : []))
    const values = others.map((b) => {
      const ids = [...new Set([a, b].flatMap((query) => lists[query]!.slice(0, k).map(({ id }) => id)))]
      const ranks = (query: number): number[] => {
        const cosines = ids.map((id) => lists[query]!.find((each) => each.id === id)!.cosine)
        return cosines.map((own) => {
          const above = cosines.filter((each) => each > own).length
          return above + (1 + cosines.filter((each) => each === own).length) / 2
        })
      }
      return pearson(ranks(a), ranks(b))
    })
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
  })
}

function pearson(x: readonly number[], y: readonly number[]): number {
  const centred = (values: readonly number[]): number[] => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    return values.map((value) => value - mean)
  }
  const [dx, dy] = [centred(x), centred(y)]
  const sum = (a: readonly number[], b: readonly number[]): number => a.reduce((s, value, i) => s + value * b[i]!, 0)
  const [xx, yy] = [sum(dx, dx), sum(dy, dy)]
  if (xx === 0 && yy === 0) return 1
  return xx === 0 || yy === 0 ? 0 : sum(dx, dy) / Math.sqrt(xx * yy)
}
