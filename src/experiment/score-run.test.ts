import { describe, expect, test } from 'vitest'
import { dataset } from '../datasets/dataset.ts'
import type { Ranking } from '../retrieval.ts'
import { scoreRun } from './score-run.ts'

const text = 'text'
const parallel = dataset({
  name: 'by hand',
  revision: '1',
  languages: ['de', 'en'],
  queries: [
    { id: 'q:de', language: 'de', concept: 'q', text },
    { id: 'q:en', language: 'en', concept: 'q', text },
  ],
  documents: ['a:de', 'b:de', 'a:en', 'b:en'].map((id) => ({ id, language: id.slice(2), text: `${text} ${id}` })),
  qrels: new Map(
    ['q:de', 'q:en'].map((id) => [
      id,
      new Map([
        ['a:de', 1],
        ['a:en', 1],
        ['b:de', 0],
      ]),
    ]),
  ),
})

const ranking = (query: string, documents: readonly string[]): Ranking => ({
  query,
  documents,
  scores: Float64Array.from(documents, (_, i) => 9 - i),
})

// German: the answers at 2 and 3 among all, 2 among German, 1 among English. English: only one answer returned, at 1.
const run = [ranking('q:de', ['b:de', 'a:de', 'a:en', 'b:en']), ranking('q:en', ['a:en', 'b:en'])]

describe('scoreRun', () => {
  test('measures a run in every setting', async () => {
    const { record } = await scoreRun({ run, dataset: parallel, measures: ['RR', 'R@2', 'NumRet'] })
    expect(
      Object.fromEntries(record.scores.map(({ measure, setting, value }) => [`${measure} ${setting}`, value])),
    ).toEqual({
      'RR monolingual': (1 / 2 + 1) / 2,
      'RR cross-lingual': (1 + 0) / 2,
      'RR multilingual': (1 / 2 + 1) / 2,
      'R@2 monolingual': 1,
      'R@2 cross-lingual': 0.5,
      'R@2 multilingual': 0.5,
      'NumRet monolingual': 2 + 2,
      'NumRet cross-lingual': 2 + 0,
      'NumRet multilingual': 4 + 2,
    })
  })

  test('says how far documents that a run left out are at least', async () => {
    const measures = ['RankDistance', 'MedianRankDistance', 'MaxRank', 'NormMaxRank', 'MeanRank', 'SameLanguageFirst']
    const { record, evaluations } = await scoreRun({ run, dataset: parallel, measures })
    const told = record.scores.map(({ measure, value, bound }) => [measure, value, bound])
    expect(told).toEqual([
      // German 3 − 2. English 1 and, behind the last result, 3 at best.
      ['RankDistance', (1 + 2) / 2, 'at least'],
      ['MedianRankDistance', (1 + 2) / 2, 'at least'],
      ['MaxRank', (3 + 3) / 2, 'at least'],
      ['NormMaxRank', (100 * Math.log2(4 / 3)) / Math.log2(4 / 2), 'at most'],
      // By query and document language: 2, 3; 3, 1.
      ['MeanRank', (2 + 3 + 3 + 1) / 4, 'at least'],
      // German finds its own first, English too: what is missing can only come later.
      ['SameLanguageFirst', (1 + 1) / 2, undefined],
    ])
    expect([...evaluations[0]!.scores[0]!.bounded!]).toEqual([1])
    expect([...evaluations[0]!.rankDistances]).toEqual([1, Number.NaN])
    expect(record.rankDistance).toBeNull()
    expect(record.warnings).toEqual([
      'Relevant documents are missing from the run, so that RankDistance, MedianRankDistance, MaxRank, NormMaxRank, MeanRank can only be bounded (≥, ≤): return more documents for a query, the whole pool if need be, to know the value.',
    ])
  })

  test('takes an empty run for one of which nothing is known, not for a perfect one', async () => {
    const measures = ['RankDistance', 'NormRankDistance', 'MaxRank', 'SameLanguageFirst', 'LanguageKL@2', 'AP']
    const some = [ranking('q:de', ['b:en'])]
    const { record } = await scoreRun({ run: some, dataset: parallel, measures })
    const told = record.scores.filter(({ setting }) => setting === 'multilingual')
    expect(told.map(({ measure, value, bound }) => [measure, value, bound])).toEqual([
      ['RankDistance', 1, 'at least'],
      ['NormRankDistance', 0, 'at least'],
      // Behind one result 3 at best, without any 2.
      ['MaxRank', (3 + 2) / 2, 'at least'],
      ['SameLanguageFirst', 0, 'at least'],
      // All of one result in one of two languages that share the pool; nothing of none.
      ['LanguageKL@2', Math.log(2) / 2, 'at least'],
      ['AP', 0, undefined],
    ])
    expect(record.warnings).toContain('The run lacks 1 judged query, counted as if nothing had been found: "q:en".')
  })

  test('marks nothing where the whole pool was returned', async () => {
    const whole = ['q:de', 'q:en'].map((id) => ranking(id, ['b:de', 'a:de', 'a:en', 'b:en']))
    const { record } = await scoreRun({ run: whole, dataset: parallel, measures: ['RankDistance', 'MaxRank'] })
    expect(record.scores.map(({ bound }) => bound)).toEqual([undefined, undefined])
    expect(record.rankDistance).not.toBeNull()
    expect(record).not.toHaveProperty('warnings')
  })

  test('takes measures of ranks alone where only judgements are known', async () => {
    const qrels = new Map([
      [
        'one',
        new Map([
          ['a', 1],
          ['b', 1],
        ]),
      ],
      ['none', new Map([['a', 0]])],
    ])
    const some = [ranking('one', ['a', 'c', 'b']), ranking('none', ['a'])]
    const { record, evaluations } = await scoreRun({ run: some, qrels, measures: ['MaxRank', 'Comp@2', 'Comp@3'] })
    expect(record.scores.map(({ measure, setting, value }) => [measure, setting, value])).toEqual([
      ['MaxRank', 'monolingual', 3],
      ['Comp@2', 'monolingual', 0],
      ['Comp@3', 'monolingual', 1 / 2],
    ])
    expect([...evaluations[0]!.scores[0]!.perQuery]).toEqual([3, Number.NaN])
  })

  test('reads a run in memory once, and puts it in order', async () => {
    let reads = 0
    async function* once() {
      reads++
      yield { query: 'q', documents: ['b', 'a'], scores: Float64Array.of(1, 2) }
    }
    const qrels = new Map([['q', new Map([['a', 1]])]])
    const { record } = await scoreRun({ run: once(), qrels, measures: ['RR'] })
    expect([record.scores[0]!.value, reads]).toEqual([1, 1])
  })

  test('counts a query without results, and one that nothing answers, as trec_eval does', async () => {
    const qrels = new Map([
      ['found', new Map([['d', 1]])],
      ['missing', new Map([['d', 1]])],
      ['unanswerable', new Map([['d', 0]])],
    ])
    const some = [ranking('found', ['d', 'e']), ranking('unanswerable', ['d']), ranking('unknown', ['d'])]
    const { record, evaluations } = await scoreRun({ run: some, qrels })
    expect(record.warnings).toEqual([
      'The run lacks 1 judged query, counted as if nothing had been found: "missing".',
      'Nobody judged 1 query of the run, left out: "unknown".',
    ])
    expect(record.scores.find(({ measure }) => measure === 'AP')).toMatchObject({
      setting: 'monolingual',
      value: 1 / 3,
    })
    expect([...evaluations[0]!.scores[0]!.perQuery]).toEqual([1, 0, 0])
    expect(record.scores.map(({ setting }) => setting)).not.toContain('multilingual')
  })

  test.each([
    [
      { qrels: parallel.qrels, measures: ['RankDistance'] },
      'judgements alone know no languages and no pool, which RankDistance looks at',
    ],
    [{ dataset: parallel, measures: ['SameLanguageMargin'] }, 'got SameLanguageMargin, which needs vectors.'],
    [
      { dataset: parallel, run: [ranking('q:de', ['x'])] },
      'must rank documents of the data set "by hand"; got "x" for query "q:de".',
    ],
    [{ dataset: parallel, run: [ranking('q', ['a:de'])] }, 'must have a query in common; the run\'s first is "q"'],
  ])('refuses what it cannot measure: %#', async (options, message) => {
    await expect(scoreRun({ run, ...options })).rejects.toThrow(message)
  })
})
