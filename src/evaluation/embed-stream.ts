import type { StreamedDataset } from '../datasets/document-stream.ts'
import type { Encoder } from '../encoders/encoder.ts'
import type { UnitRows } from '../matrix.ts'
import type { Observer, Progress } from '../progress.ts'
import type { Document } from '../retrieval.ts'
import { type DocumentPool, type PoolGathering, poolGathering } from '../search/document-pool.ts'
import { embedTexts } from './embed.ts'
import { type VectorFile, vectorFile } from './vector-file.ts'

export interface EmbedStreamOptions extends Observer {
  readonly encoder: Encoder
  /** Names the encoder in errors. */
  readonly name: string
  readonly dataset: Pick<StreamedDataset, 'queries' | 'documents'>
}

/** What is left of a stream of documents once they are encoded. */
export interface StreamEmbeddings {
  readonly queries: UnitRows
  /** To be closed. */
  readonly documents: VectorFile
  readonly pool: DocumentPool
}

/** Documents encoded at a time, or fewer of long texts: so many UTF-16 units. */
const batchDocuments = 4096
const batchUnits = 2 ** 22

/**
 * Encodes a data set whose documents are streamed, each once, and keeps their vectors in a temporary file.
 *
 * @throws {TypeError | RangeError} as `embed`
 */
export async function embedStream(options: EmbedStreamOptions): Promise<StreamEmbeddings> {
  const { encoder, name, dataset, ...observer } = options
  const queries = await embedTexts(dataset.queries, { encoder, name, role: 'query', ...observer })
  const documents = await vectorFile(encoder.dimensions)
  try {
    const gathering = poolGathering()
    await embedDocuments(options, documents, gathering)
    return { queries, documents, pool: gathering.pool() }
  } catch (error) {
    await documents.close()
    throw error
  }
}

async function embedDocuments(
  { encoder, name, dataset, signal, onProgress }: EmbedStreamOptions,
  file: VectorFile,
  pool: PoolGathering,
): Promise<void> {
  const { documents } = dataset
  const progress = rated(documents.length, onProgress)
  progress(0)
  for await (const batch of batchesOf(documents)) {
    for (const document of batch) pool.add(document)
    const report = ({ done }: Progress): void => progress(file.rows + done)
    const observer = { ...(signal && { signal }), onProgress: report }
    await file.append(await embedTexts(batch, { encoder, name, role: 'document', ...observer }))
    signal?.throwIfAborted()
    progress(file.rows)
  }
}

/** Reports documents encoded, each number once, with how many that is a second. */
function rated(total: number, onProgress: Observer['onProgress']): (done: number) => void {
  const start = performance.now()
  let told = -1
  return (done) => {
    if (done <= told) return
    told = done
    const perSecond = Math.round((1000 * done) / Math.max(1, performance.now() - start))
    const note = done > 0 && { note: `${perSecond.toLocaleString('en-US')} documents/s` }
    onProgress?.({ stage: 'encode', done, total, unit: 'documents', ...note })
  }
}

async function* batchesOf(documents: AsyncIterable<Document>): AsyncGenerator<readonly Document[]> {
  let batch: Document[] = []
  let units = 0
  for await (const document of documents) {
    batch.push(document)
    units += document.text.length
    if (batch.length < batchDocuments && units < batchUnits) continue
    yield batch
    batch = []
    units = 0
  }
  if (batch.length > 0) yield batch
}
