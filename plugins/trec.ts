import { join } from 'node:path'
import { writeQrels } from '../src/formats/trec-qrels.ts'
import { writeRun } from '../src/formats/trec-run.ts'
import { queriesFile } from '../src/report/drill-down/query-results.ts'
import type { Ranking } from '../src/retrieval.ts'
import type { Run } from './run.ts'

/** How many results of each query a TREC run holds. */
export const trecDepth = 1000

/** The folder inside the report's that holds TREC runs and judgements. */
const trecFolder = 'trec'

/**
 * Writes what was retrieved in the pool of all languages by the first seed as a TREC run, and the judgements beside it:
 * `trec/<key>.run.gz` and `.qrels`. Both files score as the run does in the multilingual setting.
 *
 * @throws {RangeError} ids that the format cannot hold: empty, with white space, or not well-formed
 */
export async function writeTrec(report: string, { record, evaluations }: Run): Promise<void> {
  const [first] = evaluations
  if (!first?.retrieved) return
  const { dataset, retrieved } = first
  const rankings = function* (): Generator<Ranking> {
    for (const [query, { top }] of retrieved.queries.entries()) {
      const documents = Array.from(top.documents, (document) => retrieved.documents[document]!.id)
      yield { query: dataset.queries[query]!.id, documents, scores: Float64Array.from(top.scores) }
    }
  }
  const name = join(report, trecFolder, queriesFile(record.key).replace(/\.json\.gz$/, ''))
  await writeRun(`${name}.run.gz`, rankings(), { tag: record.name.replace(/\s+/g, '-') || 'vitest-retrieval' })
  await writeQrels(`${name}.qrels`, new Map([...dataset.qrels].filter(([, grades]) => grades.size > 0)))
}
