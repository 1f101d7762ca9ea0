import type { QueryOfRun, RunOptions } from '../formats/grouped-queries.ts'
import { queryResults } from '../formats/query-results.ts'
import type { Run } from '../retrieval.ts'

/**
 * The queries of a run in memory. Its order is not relied on: documents are ranked by score and id, as those of a file are.
 * A query without documents is passed over, as a file could not hold it.
 *
 * @throws {RangeError} a query or document that comes twice, a score that is not finite, or documents without scores
 */
export async function* queriesOf(run: Run, { precision }: RunOptions): AsyncGenerator<QueryOfRun, void> {
  const results = queryResults()
  const seen = new Set<string>()
  for await (const { query, documents, scores } of run) {
    const name = JSON.stringify(query)
    const need = (holds: boolean, rule: string): void => {
      if (!holds) throw new RangeError(`measureRun: ${rule}, query ${name}.`)
    }
    need(!seen.has(query), 'a query must have one ranking; got two')
    need(
      documents.length === scores.length,
      `every document needs a score; got ${documents.length} and ${scores.length}`,
    )
    seen.add(query)
    results.clear()
    documents.forEach((document, at) => {
      const score = scores[at]!
      need(Number.isFinite(score), `scores must be finite; got ${score}`)
      need(document.isWellFormed(), `document ids must be well-formed Unicode; got ${JSON.stringify(document)}`)
      const bytes = Buffer.from(document)
      const rounded = precision === 'float32' ? Math.fround(score) : score
      need(
        results.add(bytes, 0, bytes.length, rounded),
        `a document must be listed once; got ${JSON.stringify(document)} again`,
      )
    })
    if (results.count > 0) yield { query, results }
  }
}
