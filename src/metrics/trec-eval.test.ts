import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { judgedAt } from '../../fixtures/judged.ts'
import { outsideData } from '../../fixtures/outside-data.ts'
import { descendingIdOrder } from '../search/id-order.ts'
import type { Judged } from './measure.ts'
import { measure } from './notation.ts'

// Values of trec_eval 9.0.8 with 17 digits, for files of known traps; kept beside the project, not in it.
const oracle = outsideData('VITEST_RETRIEVAL_ORACLE', 'metrics')
const names = [
  'AP',
  'AP@10',
  'AP@100',
  'RR',
  'RR@10',
  'nDCG',
  'nDCG@1',
  'nDCG@5',
  'nDCG@10',
  'nDCG@100',
  'R@1',
  'R@5',
  'R@10',
  'R@100',
  'Success@1',
  'Success@5',
  'Success@10',
]
const cases = [
  'ties-all',
  'ties-cutoff',
  'graded',
  'graded-ties',
  'negative',
  'unjudged',
  'short',
  'rank-column',
  'docid-number',
  'docid-case',
  'docid-unicode',
  'docid-surrogate',
  'fuzz-1',
  'fuzz-2',
  'fuzz-3',
  'fuzz-4',
  'medium',
]

interface Expected {
  readonly tolerance: number
  readonly queries: Readonly<Record<string, Readonly<Record<string, number>>>>
}

describe('measures agree with trec_eval, query by query', () => {
  test.for(cases)('on %s', (name, { skip }) => {
    skip(Boolean(oracle.absent), oracle.absent)
    const { queries } = JSON.parse(text(`${name}.expected.json`)) as Expected
    const judged = judgedQueries(name)
    const compared = Object.entries(queries).filter(([query]) => judged.has(query))
    expect(compared.length).toBeGreaterThan(0)
    for (const [query, values] of compared) {
      for (const notation of names) {
        const value = measure(notation).score(judged.get(query)!)
        expect(
          Math.abs(value - values[notation]!),
          `${notation} of ${query}: ${value}, ${values[notation]}`,
        ).toBeLessThan(1e-9)
      }
    }
  })
})

/** The relevant documents of each query that has any, with their ranks in the run. */
function judgedQueries(name: string): Map<string, Judged> {
  const run = Map.groupBy(lines(`${name}.run`), ([query]) => query)
  const qrels = Map.groupBy(lines(`${name}.qrels`), ([query]) => query)
  const judged = new Map<string, Judged>()
  for (const [query, judgements] of qrels) {
    const ranks = ranksOf(run.get(query) ?? [])
    const relevant = judgements
      .map(([, , id, grade]) => ({ rank: ranks.get(id!) ?? Number.POSITIVE_INFINITY, grade: Number(grade) }))
      .filter(({ grade }) => grade >= 1)
      .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    if (relevant.length === 0) continue
    judged.set(
      query!,
      judgedAt({
        ranks: relevant.map(({ rank }) => rank),
        grades: relevant.map(({ grade }) => grade),
        languages: relevant.map(() => 'en'),
        pool: ranks.size,
      }),
    )
  }
  return judged
}

function ranksOf(results: readonly string[][]): Map<string, number> {
  const places = descendingIdOrder(results.map(([, , id]) => id!))
  const scores = results.map((fields) => Number(fields[4]))
  const order = [...results.keys()].sort((a, b) => scores[b]! - scores[a]! || places[a]! - places[b]!)
  return new Map(order.map((index, i) => [results[index]![2]!, i + 1]))
}

function lines(file: string): string[][] {
  return text(file)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(/[ \t]+/))
}

function text(file: string): string {
  const path = oracle.path(file)
  return existsSync(path) ? readFileSync(path, 'utf8') : gunzipSync(readFileSync(`${path}.gz`)).toString()
}
