import { row, type UnitRows } from '../../matrix.ts'
import type { IndexedDocument } from '../search-index.ts'
import type { CollectionWanted, FieldSizes } from './collection.ts'

/** Bytes of one call, vectors and texts: Milvus takes 64 MB. */
const callBytes = 2 ** 23
/** What a row takes beside its vector and its texts, at most. */
const rowBytes = 64

/** @throws {RangeError} an id or a language that is longer than its field */
export function verifySizes(documents: readonly IndexedDocument[], sizes: FieldSizes): void {
  for (const document of documents) {
    for (const field of ['id', 'language'] as const) {
      const bytes = Buffer.byteLength(document[field])
      if (bytes <= sizes[field]) continue
      throw new RangeError(
        `milvus: ${field} must have at most ${sizes[field]} bytes; got ${JSON.stringify(document[field].slice(0, 40))} … of ${bytes}.`,
      )
    }
  }
}

/** Inserts documents a few megabytes at a time. */
export async function insert(
  { client, calls, collection }: Pick<CollectionWanted, 'client' | 'calls' | 'collection'>,
  documents: readonly IndexedDocument[],
  vectors: UnitRows,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const { from, to } of batches(documents, vectors.columns)) {
    const data = documents
      .slice(from, to)
      .map(({ id, language }, i) => ({ id, language, vector: row(vectors, from + i) as unknown as number[] }))
    const what = `insert rows ${from} to ${to - 1}`
    const answer = await calls.ask(what, async () => await client.insert({ collection_name: collection, data }), signal)
    const count = Number(answer.insert_cnt)
    if (count !== data.length || answer.err_index.length > 0) {
      throw calls.failure(what, `${count} of ${data.length} inserted, ${answer.err_index.length} refused`)
    }
  }
}

function* batches(documents: readonly IndexedDocument[], columns: number): Generator<{ from: number; to: number }> {
  for (let from = 0; from < documents.length; ) {
    let to = from
    for (let bytes = 0; to < documents.length; to++) {
      const { id, language } = documents[to]!
      bytes += rowBytes + 4 * columns + Buffer.byteLength(id) + Buffer.byteLength(language)
      if (bytes > callBytes && to > from) break
    }
    yield { from, to }
    from = to
  }
}
