import type { RankingProblem } from './ranks.ts'

interface Shapes extends Pick<RankingProblem, 'asked'> {
  readonly pool: { readonly length: number }
  readonly queries: { readonly rows: number; readonly columns: number }
  readonly documents: { readonly rows: number; readonly columns: number }
}

/** @throws {RangeError} a ranking problem's parts do not fit together: names the function that was called */
export function checkShapes(called: string, { queries, documents, pool, asked }: Shapes): void {
  const need = (holds: boolean, rule: string, got: string): void => {
    if (!holds) throw new RangeError(`${called}: ${rule}; got ${got}.`)
  }
  const dimensions = `${queries.columns} and ${documents.columns}`
  need(queries.columns === documents.columns, 'queries and documents must have the same dimensions', dimensions)
  need(
    pool.length === documents.rows,
    'every document needs an id and a language',
    `${pool.length} for ${documents.rows} rows`,
  )
  need(
    asked.length === queries.rows,
    'every query needs a list of relevant documents',
    `${asked.length} for ${queries.rows} rows`,
  )
  const lastQuery = new Int32Array(documents.rows).fill(-1)
  asked.forEach((rows, query) => {
    for (const row of rows) {
      if (!(Number.isSafeInteger(row) && row >= 0 && row < documents.rows)) {
        need(false, `relevant documents must be rows 0 … ${documents.rows - 1}`, `${row} for query ${query}`)
      }
      if (lastQuery[row] === query)
        need(false, 'relevant documents must be listed once', `[${rows}] for query ${query}`)
      lastQuery[row] = query
    }
  })
}
