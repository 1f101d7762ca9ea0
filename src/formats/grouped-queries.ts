import { type QueryResults, queryResults } from './query-results.ts'
import { type RunLines, runLines } from './run-lines.ts'

export interface QueryOfRun {
  readonly query: string
  /** Used again for the next query: read it before asking for that. */
  readonly results: QueryResults
}

export interface RunOptions {
  /**
   * `double` is what trec_eval computes with since 2023; `float32` rounds every score first, as trec_eval did up to 9.0.7
   * and pytrec_eval does, so that more documents tie. @default 'double'
   */
  readonly precision?: 'double' | 'float32'
  readonly signal?: AbortSignal
}

export interface GroupedOptions extends RunOptions {
  /** Names the run in errors. */
  readonly file: string
  /** The line of a document that is there twice, where the pieces are no longer in the order of the file. */
  readonly lineOf?: (ids: { query: Buffer; document: Buffer }) => Promise<number>
  /** Told at the end how many comments there were. */
  readonly onComments?: (lines: number) => void
}

/**
 * The queries of a run whose lines stand together query by query, one after another; memory is that of the largest query.
 * Where a query comes again after another, `'interleaved'` is yielded last: what came before it is not whole.
 *
 * @throws {SyntaxError} `file:line: …`: a malformed line, a document that is there twice for one query, no result at all
 */
export async function* groupedQueries(
  pieces: AsyncIterable<Buffer> | Iterable<Buffer>,
  { file, precision, lineOf, onComments }: GroupedOptions,
): AsyncGenerator<QueryOfRun | 'interleaved', void> {
  const lines = runLines(file)
  const results = queryResults()
  const current = currentQuery()
  const seen = new Set<string>()
  const round = precision === 'float32'
  for await (const piece of pieces) {
    lines.open(piece)
    while (lines.next()) {
      if (!current.is(lines)) {
        if (results.count > 0) yield { query: current.id, results }
        results.clear()
        current.become(lines)
        if (seen.has(current.id)) {
          yield 'interleaved'
          return
        }
        seen.add(current.id)
      }
      const { bytes, documentFrom, documentTo, score } = lines
      if (!results.add(bytes, documentFrom, documentTo, round ? Math.fround(score) : score)) {
        const document = Buffer.from(bytes.subarray(documentFrom, documentTo))
        const line = (await lineOf?.({ query: Buffer.from(current.id), document })) ?? lines.number
        throw duplicate(`${file}:${line}`, current.id, document)
      }
    }
  }
  if (results.count === 0) {
    throw new SyntaxError(
      `${file}: a run must hold at least one result; it has only blank lines and comments. Write it again.`,
    )
  }
  yield { query: current.id, results }
  onComments?.(lines.comments)
}

/** Which query the lines are at: compared by bytes, so that only its first line makes a string. */
function currentQuery(): { readonly id: string; is(lines: RunLines): boolean; become(lines: RunLines): void } {
  let own = Buffer.alloc(0)
  let { length } = own
  const query = {
    id: '',
    is({ bytes, queryFrom, queryTo }: RunLines): boolean {
      if (queryTo - queryFrom !== length) return false
      let at = 0
      while (at < length && own[at] === bytes[queryFrom + at]) at++
      return at === length
    },
    become({ bytes, queryFrom, queryTo }: RunLines): void {
      own = Buffer.from(bytes.subarray(queryFrom, queryTo))
      length = own.length
      query.id = own.toString()
    },
  }
  return query
}

function duplicate(place: string, query: string, document: Buffer): SyntaxError {
  return new SyntaxError(
    `${place}: a document must be listed once for a query; got ${JSON.stringify(document.toString())} again for query ${JSON.stringify(query)}. Take one of the lines out.`,
  )
}
