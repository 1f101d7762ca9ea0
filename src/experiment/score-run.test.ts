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
  test('measures a run in every setting, and puts what it left out behind its last result', async () => {
    const { record } = await scoreRun({ run, dataset: parallel, measures: ['RR', 'R@2', 'RankDistance', 'NumRet'] })
    expect(
      Object.fromEntries(record.scores.map(({ measure, setting, value }) => [`${measure} ${setting}`, value])),
    ).toEqual({
      'RR monolingual': (1 / 2 + 1) / 2,
      'RR cross-lingual': (1 + 0) / 2,
      'RR multilingual': (1 / 2 + 1) / 2,
      'R@2 monolingual': 1,
      'R@2 cross-lingual': 0.5,
      'R@2 multilingual': 0.5,
      'RankDistance multilingual': (1 + 2) / 2,
      'NumRet monolingual': 2 + 2,
      'NumRet cross-lingual': 2 + 0,
      'NumRet multilingual': 4 + 2,
    })
  })

  test('counts a query without results, and one that nothing answers, as trec_eval does', async () => {
    const qrels = new Map([
      ['found', new Map([['d', 1]])],
      ['missing', new Map([['d', 1]])],
      ['unanswerable', new Map([['d', 0]])],
    ])
    const some = [ranking('found', ['d', 'e']), ranking('unanswerable', ['d']), ranking('unknown', ['d'])]
    const { record, evaluations } = await scoreRun({ run: some, qrels })
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
