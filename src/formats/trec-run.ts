import type { Ranking, Run } from '../retrieval.ts'
import { requireField } from './field-text.ts'
import { groupedQueries, type QueryOfRun, type RunOptions } from './grouped-queries.ts'
import { interleavedQueries, queryLayout } from './interleaved-queries.ts'
import { wholeLines } from './whole-lines.ts'
import { writeLines } from './write-lines.ts'

/**
 * Reads a TREC run, `QUERY Q0 DOCUMENT RANK SCORE TAG` a line, gzipped or not: one ranking for each query, in the order in
 * which the file first names them. Documents are ordered by score descending, then by id descending by UTF-8 bytes;
 * the rank column, the order of the lines and the tag are ignored, as trec_eval does. Lines that begin with `#` are
 * comments, blank lines nothing. The file is read twice: whether a query's lines stand together is only known at the end.
 * One ranking is held at a time; where queries are interleaved, about 100 MB of them, and the rest waits in the folder
 * for temporary files.
 *
 * @throws {SyntaxError} `file:line: …`: fewer than six fields, a score that is no finite decimal number, a document twice
 *   for a query, ids that are not UTF-8, a byte-order mark
 * @throws {Error} a file that is missing, unreadable or empty, or gzip data that break off
 */
export async function* readRun(file: string, options: RunOptions = {}): AsyncGenerator<Ranking, void> {
  const layout = await queryLayout(wholeLines(file, options), file)
  const queries = layout.interleaved
    ? interleavedQueries(layout, { file, ...options })
    : groupedQueries(wholeLines(file, options), { file, ...options })
  for await (const each of queries) {
    if (each === 'interleaved')
      throw new Error(`${file}: the file must not change while it is read; it did. Read it again.`)
    yield rankingOf(each)
  }
}

/** A query's documents in order. */
export function rankingOf({ query, results }: QueryOfRun): Ranking {
  const order = results.order()
  return {
    query,
    documents: Array.from(order, (place) => results.id(place)),
    scores: Float64Array.from(order, (place) => results.scores[place]!),
  }
}

/**
 * Writes a TREC run, gzipped where the name ends in `.gz`; whoever reads the file meanwhile finds the old content or the
 * new, never a part. Scores are written with the digits that read back as the same doubles. A query without documents
 * has no line: trec_eval counts it 0 like any query that a run lacks.
 *
 * @param options.tag names the system in the last column @default 'vitest-retrieval'
 * @throws {RangeError} an id or tag that is empty, holds ASCII white space, begins with `#` where a line begins with it,
 *   or is not well-formed Unicode; a score that is not finite or above the one before; a query or document that comes twice; no result at all
 */
export async function writeRun(
  file: string,
  run: Run,
  { tag = 'vitest-retrieval' }: { readonly tag?: string } = {},
): Promise<void> {
  requireField('writeRun: a tag', tag)
  await writeLines(file, runText(run, tag))
}

async function* runText(run: Run, tag: string): AsyncGenerator<string> {
  const seen = new Set<string>()
  let documents = 0
  for await (const each of run) {
    const name = `query ${JSON.stringify(each.query)}`
    requireField('writeRun: a query id', each.query, { first: true })
    if (seen.has(each.query))
      throw new RangeError(`writeRun: a query must have one ranking; got a second one for ${name}. Join them.`)
    seen.add(each.query)
    documents += each.documents.length
    yield queryText(each, { name, tag })
  }
  if (documents === 0) throw new RangeError('writeRun: a run must hold at least one result; got none.')
}

function queryText({ query, documents, scores }: Ranking, { name, tag }: { name: string; tag: string }): string {
  if (documents.length !== scores.length) {
    throw new RangeError(
      `writeRun: every document needs a score; got ${documents.length} documents and ${scores.length} scores for ${name}.`,
    )
  }
  const again = documents.find((id, at) => documents.length > new Set(documents).size && documents.indexOf(id) < at)
  if (again !== undefined)
    throw new RangeError(
      `writeRun: a document must be listed once for a query; got ${JSON.stringify(again)} again for ${name}.`,
    )
  return documents
    .map((document, at) => {
      const score = scores[at]!
      requireField('writeRun: a document id', document)
      if (!Number.isFinite(score)) throw new RangeError(`writeRun: scores must be finite; got ${score} for ${name}.`)
      if (score > (scores[at - 1] ?? score))
        throw new RangeError(
          `writeRun: scores must not ascend; got ${score} after ${scores[at - 1]} for ${name}. Sort the ranking.`,
        )
      return `${query} Q0 ${document} ${at + 1} ${digits(score)} ${tag}\n`
    })
    .join('')
}

/** `String` gives the shortest digits that read back as the same double, but drops the sign of −0. */
function digits(score: number): string {
  return Object.is(score, -0) ? '-0' : String(score)
}
