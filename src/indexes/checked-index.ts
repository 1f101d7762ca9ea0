import { type Matrix, type UnitRows, unitRows } from '../matrix.ts'
import type { IndexedDocument, SearchIndex } from './search-index.ts'

/**
 * An index behind the checks that all of them owe their users, so that none has to repeat them: what reaches the index
 * itself is sound, and documents that are added are new.
 */
export function checkedIndex(index: SearchIndex): SearchIndex {
  const { name, dimensions, limit } = index
  let closing: Promise<void> | undefined
  /** Documents are added one batch after another, so that none is looked for while it is on its way. */
  let adding: Promise<unknown> = Promise.resolve()
  const need = (holds: boolean, rule: string, got: unknown, remedy = ''): void => {
    if (!holds) throw new RangeError(`${name}: ${rule}; got ${got}.${remedy && ` ${remedy}`}`)
  }
  const open = (signal?: AbortSignal): void => {
    need(closing === undefined, 'an index must be open to be used', 'one that was closed', 'Open it again.')
    signal?.throwIfAborted()
  }
  const fitting = (rows: Matrix, what: string): UnitRows => {
    need(rows.columns === dimensions, `${what} must have ${dimensions} dimensions`, rows.columns)
    return unitRows(rows, `${name}: ${what}`)
  }
  return {
    ...index,
    async add(documents, vectors, observer = {}) {
      open(observer.signal)
      const rows = `${documents.length} for ${vectors.rows} rows`
      need(documents.length === vectors.rows, 'every document needs a vector', rows)
      fitting(vectors, 'documents')
      checkIds(documents)
      if (documents.length === 0) return
      const turn = adding.then(() => addNew(documents, vectors, observer))
      adding = turn.catch(() => {})
      await turn
    },
    async search(queries, options) {
      const { k, signal } = options
      open(signal)
      need(Number.isSafeInteger(k) && k >= 1 && k <= limit, `k must be an integer from 1 to ${limit}`, k)
      fitting(queries, 'queries')
      return queries.rows === 0 ? [] : await index.search(queries, options)
    },
    async has(ids, observer = {}) {
      open(observer.signal)
      return ids.length === 0 ? [] : await index.has(ids, observer)
    },
    async count(language) {
      open()
      return await index.count(language)
    },
    close() {
      closing ??= index.close()
      return closing
    },
  }

  async function addNew(...[documents, vectors, observer]: Required<Parameters<SearchIndex['add']>>): Promise<void> {
    open(observer.signal)
    const ids = documents.map(({ id }) => id)
    const known = (await index.has(ids, observer)).indexOf(true)
    if (known >= 0) need(false, 'documents must be new', `${JSON.stringify(ids[known])}, which it has`, onceMore)
    await index.add(documents, vectors, observer)
  }

  function checkIds(documents: readonly IndexedDocument[]): void {
    const seen = new Set<string>()
    for (const { id, language } of documents) {
      need(!seen.has(id), 'document ids must be unique', `${JSON.stringify(id)} twice`)
      need(id !== '' && language !== '', 'every document needs an id and a language', JSON.stringify({ id, language }))
      need(
        id.isWellFormed() && language.isWellFormed(),
        'ids and languages must be well-formed',
        JSON.stringify({ id, language }),
      )
      seen.add(id)
    }
  }
}

const onceMore = 'Add only those that `has` does not know.'
