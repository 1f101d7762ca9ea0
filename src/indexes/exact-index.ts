import { checkedIndex } from './checked-index.ts'
import { type IndexFolder, openIndexFolder } from './index-folder.ts'
import { type KnownDocuments, knownDocuments } from './known-documents.ts'
import type { SearchIndex } from './search-index.ts'
import { streamedTop } from './streamed-top.ts'
import { heldVectors, type VectorStore } from './vector-store.ts'

export interface ExactIndexOptions {
  /** Length of the vectors. */
  readonly dimensions: number
  /** Where they are kept, to be opened again; made where it is not there. @default in memory */
  readonly folder?: string
}

/**
 * The exact search as an index: every document is scored. Vectors are held in memory, or read from a folder's file
 * block by block for each search, so that memory holds no more than ids and one block.
 *
 * @throws {RangeError} dimensions that are not a positive integer, or other than the folder's
 * @throws {SyntaxError} a folder whose files are damaged
 */
export async function exactIndex({ dimensions, folder }: ExactIndexOptions): Promise<SearchIndex> {
  if (!Number.isSafeInteger(dimensions) || dimensions < 1) {
    throw new RangeError(`exactIndex: dimensions must be a positive integer; got ${dimensions}.`)
  }
  const known = knownDocuments()
  if (folder === undefined) return exactOver(heldVectors(dimensions), known, dimensions)
  const kept: IndexFolder = await openIndexFolder(folder, dimensions)
  known.add(kept.documents)
  return exactOver(kept, known, dimensions)
}

function exactOver(vectors: VectorStore, known: KnownDocuments, dimensions: number): SearchIndex {
  return checkedIndex({
    name: 'exactIndex',
    kind: 'exact',
    configuration: { index: 'exact', dimensions },
    dimensions,
    limit: Number.MAX_SAFE_INTEGER,
    async add(documents, rows) {
      await vectors.append(documents, rows)
      known.add(documents)
    },
    async search(queries, { k, language, signal }) {
      const { pool, rows } = known.part(language)
      const documents = { columns: dimensions, blocks: () => vectors.blocks(rows ?? pool.length) }
      const top = await streamedTop({ queries, pool, documents, k, ...(signal && { signal }) })
      return top.map((found) => ({
        documents: Array.from(found.rows, (row) => known.ids.id(rows?.[row] ?? row)),
        scores: Float64Array.from(found.scores),
      }))
    },
    has: async (ids) => ids.map((id) => known.ids.placeOf(id) >= 0),
    count: async (language) => (language === undefined ? known.count : known.countOf(language)),
    close: () => vectors.close(),
  })
}
