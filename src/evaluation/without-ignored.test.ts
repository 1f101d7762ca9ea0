import { test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { anglesOfTwoByTwo, atAngles, twoByTwo } from '../../fixtures/two-by-two.ts'
import { vectorizedDataset } from '../../fixtures/vectorized-dataset.ts'
import type { Dataset } from '../datasets/dataset.ts'
import { matrix, row, type UnitRows, unitRows } from '../matrix.ts'
import { averagePrecision } from '../metrics/average-precision.ts'
import { asMeasure } from '../metrics/notation.ts'
import type { Ranking } from '../retrieval.ts'
import { search } from '../search/search.ts'
import { type EvaluateOptions, evaluate } from './evaluate.ts'
import { evaluateRun } from './evaluate-run.ts'
import type { Evaluation } from './evaluation.ts'
import { measureRun } from './measure-run.ts'

const ofRanks = ['AP', 'nDCG@3', 'RankDistance', 'NormRankDistance', 'LanguageKL@3', 'Bpref'].map(asMeasure)
const measures = [...ofRanks, ...['SameNegativeMean', 'OtherNegativeVariance'].map(asMeasure)]

function rowsOf(vectors: UnitRows, rows: readonly number[]): UnitRows {
  const data = rows.flatMap((each) => [...row(vectors, each)])
  return unitRows(matrix(rows.length, vectors.columns, Float32Array.from(data)))
}

/** One query alone, in a pool without what it ignores. */
function alone({ dataset, queries, documents }: EvaluateOptions, query: number): EvaluateOptions {
  const { ignored = new Map<string, ReadonlySet<string>>(), ...rest } = dataset
  const own = dataset.queries[query]!
  const kept = [...dataset.documents.keys()].filter((at) => !ignored.get(own.id)?.has(dataset.documents[at]!.id))
  const grades = [...dataset.qrels.get(own.id)!].filter(([id]) => !ignored.get(own.id)?.has(id))
  return {
    dataset: {
      ...rest,
      queries: [own],
      documents: kept.map((at) => dataset.documents[at]!),
      qrels: new Map([[own.id, new Map(grades)]]),
    },
    queries: rowsOf(queries, [query]),
    documents: rowsOf(documents, kept),
    measures,
    kernel: 'plain',
  }
}

/** Measure and setting → the query's value; those without a value are left out. */
function valuesOf({ scores }: Evaluation, query: number): Map<string, number> {
  const entries = scores.map(
    ({ measure, setting, perQuery }) => [`${measure.name} ${setting}`, perQuery[query]!] as const,
  )
  return new Map(entries.filter(([, value]) => !Number.isNaN(value)))
}

/** What a search of everything returns. */
function runOf(dataset: Dataset, vectors: Pick<EvaluateOptions, 'queries' | 'documents'>): Promise<Ranking[]> {
  return search({
    ...vectors,
    queryIds: dataset.queries.map(({ id }) => id),
    documentIds: dataset.documents.map(({ id }) => id),
    k: dataset.documents.length,
    kernel: 'plain',
  })
}

describe('a document that a query ignores', () => {
  test('is above none of its answers, and counted in no pool', async () => {
    // AP of en-q2 is (1/2 + 2/3) / 2 where de1, judged by nobody, comes first among en2 and de2.
    const vectors = {
      queries: atAngles(...anglesOfTwoByTwo.queries),
      documents: atAngles(...anglesOfTwoByTwo.documents),
    }
    const value = async (dataset: Dataset): Promise<number> => {
      const { scores } = await evaluate({ dataset, ...vectors, measures: [averagePrecision()] })
      return scores.find(({ setting }) => setting === 'multilingual')!.perQuery[1]!
    }
    const { id } = twoByTwo.queries[1]!
    const relevant = twoByTwo.qrels.get(id)!
    const others = twoByTwo.documents.filter((document) => !relevant.has(document.id)).map((document) => document.id)
    expect(await value(twoByTwo)).toBeCloseTo((1 / 2 + 2 / 3) / 2, 12)
    expect(await value({ ...twoByTwo, ignored: new Map([[id, new Set(others)]]) })).toBe(1)
  })

  test('is not compared between translations, of which one ignores it', async () => {
    // Among their first two: q-de, at 10°, finds d and e; q-en, at −9°, which ignores d, finds f and e. Of e and f alone
    // one prefers the one and one the other; with d, which both are nearest to, the correlation would be 1/2.
    const dataset: Dataset = {
      name: 'one concept',
      revision: '1',
      hash: '',
      languages: ['de', 'en'],
      queries: ['de', 'en'].map((language) => ({ id: `q-${language}`, language, text: 'query', concept: 'c' })),
      documents: ['d', 'e', 'f'].map((id) => ({ id, language: 'en', text: 'text' })),
      qrels: new Map(['q-de', 'q-en'].map((id) => [id, new Map([['e', 1]])])),
      ignored: new Map([['q-en', new Set(['d'])]]),
    }
    const vectors = { queries: atAngles(10, -9), documents: atAngles(0, 30, -20) }
    const { scores } = await evaluate({ dataset, ...vectors, measures: [asMeasure('MRC@2')] })
    expect([...scores[0]!.perQuery]).toEqual([-1, -1])
  })

  test.prop([vectorizedDataset])(
    'is as good as deleted from the query’s pool, for every data set',
    async ({ data, ...vectors }) => {
      const options: EvaluateOptions = { dataset: data, ...vectors, measures, kernel: 'plain' }
      const together = await evaluate(options)
      for (const query of data.queries.keys()) {
        const found = valuesOf(together, query)
        const expected = valuesOf(await evaluate(alone(options, query)), 0)
        expect([...found.keys()]).toEqual([...expected.keys()])
        for (const [name, value] of expected) expect(found.get(name), name).toBeCloseTo(value, 6)
      }
    },
  )

  test.prop([vectorizedDataset])(
    'is taken out of runs too, for every run of everything',
    async ({ data, ...vectors }) => {
      const { digest, scores } = await evaluate({ dataset: data, ...vectors, measures: ofRanks, kernel: 'plain' })
      const { evaluation } = await evaluateRun({ dataset: data, run: await runOf(data, vectors), measures: ofRanks })
      expect(evaluation.digest).toBe(digest)
      expect(evaluation.scores.map(({ value }) => value)).toEqual(scores.map(({ value }) => value))
    },
  )

  test.prop([vectorizedDataset])(
    'is taken out of what measureRun is told, for every run',
    async ({ data, ...vectors }) => {
      const run = await runOf(data, vectors)
      const { ignored = new Map<string, ReadonlySet<string>>(), qrels } = data
      const without = (id: string, document: string): boolean => !ignored.get(id)?.has(document)
      const deleted = run.map(({ query, documents, scores }) => ({
        query,
        documents: documents.filter((id) => without(query, id)),
        scores: scores.filter((_, at) => without(query, documents[at]!)),
      }))
      const judged = new Map(
        Array.from(qrels, ([query, grades]) => [query, new Map([...grades].filter(([id]) => without(query, id)))]),
      )
      const options = { measures: ['AP', 'nDCG@3', 'P@2', 'Judged@3', 'Bpref', 'NumRet'] }
      const expected = await measureRun({ ...options, run: deleted, qrels: judged })
      expect(await measureRun({ ...options, run, qrels, ignored })).toEqual(expected)
    },
  )
})
