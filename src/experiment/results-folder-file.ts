import type { Encoder } from '../encoders/encoder.ts'
import { embedTexts } from '../evaluation/embed.ts'
import type { UnitRows } from '../matrix.ts'
import type { Document } from '../retrieval.ts'
import type { BuildProgress } from './build-index-progress.ts'
import type { IndexedDocument, SearchIndex } from './search-index.ts'

/** Documents that an index does not hold yet, with their vectors. */
export interface EncodedBatch {
  /** Documents from the start of the stream, up to the batch's last. */
  readonly to: number
  readonly documents: readonly IndexedDocument[]
  readonly vectors: UnitRows
}

export interface Encoding {
  readonly documents: AsyncIterable<Document> | Iterable<Document>
  readonly encoder: Encoder
  /** Names the encoder in errors. */
  readonly name: string
  readonly index: Pick<SearchIndex, 'has'>
  /** Documents of a batch. */
  readonly batch: number
  readonly progress: BuildProgress
  readonly signal: AbortSignal
}

/** Where to begin. */
export interface Start {
  /** Documents that are passed over. */
  readonly from: number
  /** Whether the index may have some of the others. */
  readonly asks: boolean
}

/** UTF-16 units after which a batch of long texts ends early. */
const batchUnits = 2 ** 22

/** Documents from `from` on, encoded batch by batch in their order, but for those that the index has where it `asks`. */
export async function* encodedBatches(encoding: Encoding, { from, asks }: Start): AsyncGenerator<EncodedBatch, void> {
  const { encoder, name, index, progress, signal } = encoding
  let before = 0
  for await (const { documents, to } of batchesFrom(from, encoding)) {
    signal.throwIfAborted()
    const missing = asks ? await notIn(index, documents, signal) : documents
    if (missing.length === 0) continue
    const onProgress = ({ done }: { readonly done: number }): void => progress.encoded(before + done)
    const vectors = await embedTexts(missing, { encoder, name, role: 'document', signal, onProgress })
    before += missing.length
    progress.encoded(before)
    yield { to, documents: missing.map(({ id, language }) => ({ id, language })), vectors }
  }
}

interface Batch extends Pick<EncodedBatch, 'to'> {
  readonly documents: readonly Document[]
}

async function* batchesFrom(start: number, { documents, batch }: Encoding): AsyncGenerator<Batch, void> {
  let own: Document[] = []
  let units = 0
  let at = 0
  for await (const document of documents) {
    if (at++ < start) continue
    own.push(document)
    units += document.text.length
    if (own.length < batch && units < batchUnits) continue
    yield { to: at, documents: own }
    own = []
    units = 0
  }
  if (own.length > 0) yield { to: at, documents: own }
}

async function notIn(
  index: Pick<SearchIndex, 'has'>,
  documents: readonly Document[],
  signal: AbortSignal,
): Promise<readonly Document[]> {
  const known = await index.has(
    documents.map(({ id }) => id),
    { signal },
  )
  return documents.filter((_, at) => !known[at])
}
