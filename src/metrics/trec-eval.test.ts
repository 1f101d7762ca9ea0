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
/** What trec_eval calls by another name. */
const counts: Readonly<Record<string, string>> = { num_ret: 'NumRet', num_rel: 'NumRel', num_rel_ret: 'NumRelRet' }
const cases = [
  'ties-all',
  'ties-cutoff',
  'graded',
  'graded-ties',
  'negative',
  'negative-only',
  'missing',
  'no-relevant',
  'unjudged',
  'short',
  'formats',
  'rank-column',
  'docid-number',
  'docid-case',
  'docid-unicode',
  'docid-surrogate',
  'unicode-space',
  'float32',
  'whitespace',
  'crlf',
  'fuzz-1',
  'fuzz-2',
  'fuzz-3',
  'fuzz-4',
  'medium',
]

interface Expected {
  readonly tolerance: number
  readonly producers: Readonly<Record<string, unknown>>
  readonly queries: Readonly<Record<string, Readonly<Record<string, number>>>>
}

describe('measures agree with trec_eval, query by query', () => {
  test.for(cases)('on %s', (name, { skip }) => {
    skip(Boolean(oracle.absent), oracle.absent)
    const { tolerance, producers, queries } = JSON.parse(text(`${name}.expected.json`)) as Expected
    const judged = judgedQueries(name)
    expect([...judged.keys()].sort()).toEqual(Object.keys(queries).sort())
    for (const key of Object.keys(producers)) {
      const { name: notation, score, scoresEmpty } = measure(counts[key] ?? key)
      for (const [query, found] of judged) {
        const value = found.ranks.length > 0 || scoresEmpty ? score(found) : 0
        const expected = queries[query]![key]!
        expect(Math.abs(value - expected), `${notation} of ${query}: ${value}, ${expected}`).toBeLessThan(tolerance)
      }
    }
  })
})

/** The judged documents of each query that is in both files, with their ranks in the run. */
function judgedQueries(name: string): Map<string, Judged> {
  const run = Map.groupBy(lines(`${name}.run`), ([query]) => query!)
  const qrels = Map.groupBy(lines(`${name}.qrels`), ([query]) => query!)
  const both = [...qrels].filter(([query]) => run.has(query))
  return new Map(both.map(([query, judgements]) => [query, judgedIn(ranksOf(run.get(query)!), judgements)]))
}

function judgedIn(ranks: ReadonlyMap<string, number>, judgements: readonly string[][]): Judged {
  const graded = judgements
    .map(([, , id, grade]) => ({ rank: ranks.get(id!) ?? Number.POSITIVE_INFINITY, grade: Number(grade) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : Number(a.rank > b.rank)))
  const part = (documents: typeof graded): { ranks: number[]; grades: number[] } => ({
    ranks: documents.map(({ rank }) => rank),
    grades: documents.map(({ grade }) => grade),
  })
  return judgedAt({
    ...part(graded.filter(({ grade }) => grade >= 1)),
    notRelevant: part(graded.filter(({ grade }) => grade < 1)),
    pool: ranks.size,
  })
}

function ranksOf(results: readonly string[][]): Map<string, number> {
  const places = descendingIdOrder(results.map(([, , id]) => id!))
  const scores = results.map((fields) => Number(fields[4]))
  const order = [...results.keys()].sort((a, b) => scores[b]! - scores[a]! || places[a]! - places[b]!)
  return new Map(order.map((index, i) => [results[index]![2]!, i + 1]))
}

/** Fields by ASCII white space alone: an id may hold any other. */
function lines(file: string): string[][] {
  return text(file)
    .split('\n')
    .map((line) => line.split(/[ \t\v\f\r]+/).filter((field) => field !== ''))
    .filter((fields) => fields.length > 0)
}

function text(file: string): string {
  const path = oracle.path(file)
  return existsSync(path) ? readFileSync(path, 'utf8') : gunzipSync(readFileSync(`${path}.gz`)).toString()
}
