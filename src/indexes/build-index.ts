import { join } from 'node:path'
import type { Dataset } from '../datasets/dataset.ts'
import type { StreamedDataset } from '../datasets/document-stream.ts'
import { withLock } from '../downloads/file-lock.ts'
import type { Encoder, EncoderSource } from '../encoders/encoder.ts'
import type { Observer } from '../progress.ts'
import { either, fill } from './build-index-fill.ts'
import { type BuildIdentity, type BuildJournal, noJournal, openJournal } from './build-index-journal.ts'
import { buildProgress } from './build-index-progress.ts'
import type { SearchIndex } from './search-index.ts'

export interface BuildIndexOptions extends Observer {
  readonly dataset: Dataset | StreamedDataset
  /** Must give vectors of the index's length. One with a cache takes from it what it has. */
  readonly encoder: Pick<EncoderSource, 'name' | 'configuration' | 'create'>
  /** Of the encoder's initial weights. @default 1 */
  readonly seed?: number
  /** Empty, or what an earlier build with this journal left. */
  readonly index: SearchIndex
  /** Documents that are encoded and added at a time. @default 1024 */
  readonly batch?: number
  /** Batches that are encoded, or being encoded, while one is added. @default 2 */
  readonly ahead?: number
  /** Folder of the journal, one for each index: with it a build that was cut off goes on. @default none: the index must be empty */
  readonly journal?: string
}

export interface BuiltIndex {
  /** Documents that this call added; the index had the others. */
  readonly added: number
  /** What encoded them: it encodes the queries. */
  readonly encoder: Encoder
}

/**
 * Encodes a data set's documents and adds them to an index, all languages to the same one: a search of one language is a
 * filter. Memory holds a few batches, however many documents there are.
 *
 * With a journal a build may be killed at any moment and called again: it goes on with the batch that was being added, and
 * asks the index which documents it has before it encodes them. A journal and an index that disagree cost time only: the
 * index is then asked about every document. At the end the documents of each language are counted.
 *
 * @throws {RangeError} an index that is not empty and has no journal, a journal of another data set, encoder, seed or index, vectors that do not fit, counts that differ at the end
 * @throws {SyntaxError} a journal that is damaged
 */
export async function buildIndex(options: BuildIndexOptions): Promise<BuiltIndex> {
  const { journal, dataset, signal, onProgress } = options
  verifyCounts(options)
  if (journal === undefined) return await build(options, noJournal)
  const note = 'waits for the process that builds it'
  const onWait = (): void =>
    onProgress?.({ stage: 'encode', done: 0, total: dataset.documents.length, unit: 'documents', note })
  const lock = { onWait, ...(signal && { signal }) }
  return await withLock(
    join(journal, 'build.lock'),
    (held) => build({ ...options, signal: either(held, signal) }, journal),
    lock,
  )
}

async function build(options: BuildIndexOptions, place: string | BuildJournal): Promise<BuiltIndex> {
  const { encoder: source, seed = 1, dataset, index, signal, onProgress } = options
  const observer = { ...(signal && { signal }), ...(onProgress && { onProgress }) }
  const encoder = await source.create(seed, observer)
  need(encoder.dimensions === index.dimensions, `the index must have the encoder's ${encoder.dimensions} dimensions`, {
    got: index.dimensions,
    remedy: 'Make an index of that length.',
  })
  // A configuration may be complete only once its encoder was made.
  const journal = typeof place === 'string' ? await openJournal(place, identityOf(options, seed)) : place
  try {
    const progress = buildProgress(dataset.documents.length, onProgress)
    return { added: await fill({ ...options, journal, progress }, encoder), encoder }
  } finally {
    await journal.close()
  }
}

function identityOf({ dataset, encoder, index }: BuildIndexOptions, seed: number): BuildIdentity {
  return {
    schema: 1,
    dataset: dataset.hash,
    documents: dataset.documents.length,
    encoder: encoder.configuration,
    seed,
    index: index.name,
    dimensions: index.dimensions,
  }
}

function verifyCounts({ batch = 1, ahead: most = 1 }: BuildIndexOptions): void {
  const remedy = ''
  need(Number.isSafeInteger(batch) && batch >= 1, 'batch must be a positive integer', { got: batch, remedy })
  need(Number.isSafeInteger(most) && most >= 1, 'ahead must be a positive integer', { got: most, remedy })
}

function need(holds: boolean, rule: string, { got, remedy }: { readonly got: number; readonly remedy: string }): void {
  if (!holds) throw new RangeError(`buildIndex: ${rule}; got ${got}.${remedy && ` ${remedy}`}`)
}
