import type { Dataset } from '../datasets/dataset.ts'
import { isStreamed, type StreamedDataset } from '../datasets/document-stream.ts'
import type { Encoder } from '../encoders/encoder.ts'
import type { Language } from '../retrieval.ts'
import type { BuildIndexOptions } from './build-index.ts'
import { ahead } from './build-index-ahead.ts'
import { type Encoding, encodedBatches, type Start } from './build-index-batches.ts'
import type { BuildJournal } from './build-index-journal.ts'
import type { BuildProgress } from './build-index-progress.ts'

export interface Filling extends Omit<BuildIndexOptions, 'journal'> {
  readonly journal: BuildJournal
  readonly progress: BuildProgress
}

/**
 * Adds what the index lacks.
 *
 * @returns documents added
 * @throws {RangeError} counts that do not become the data set's
 */
export async function fill(filling: Filling, encoder: Encoder): Promise<number> {
  const start = await startOf(filling)
  let added = await addFrom(start, filling, encoder)
  // What the index lost of what it had confirmed may show in its counts alone.
  if (start.from > 0 && (await miscounted(filling)) !== undefined) added += await addFrom(fromScratch, filling, encoder)
  const fault = await miscounted(filling)
  if (fault === undefined) return added
  throw new RangeError(`${fault} Empty the index, remove the journal and build again.`)
}

/** Every document is asked about. */
const fromScratch: Start = { from: 0, asks: true }

/** Where to go on: after what the journal knows to be in the index. */
async function startOf({ journal, index, dataset }: Filling): Promise<Start> {
  const { length } = dataset.documents
  const count = await index.count()
  const refuse = (rule: string): never => {
    throw new RangeError(
      `buildIndex: the index must ${rule}; got ${count}. Empty it, or give the journal of its build.`,
    )
  }
  if (journal.reached === undefined && count > 0) refuse('be empty before its build begins')
  if (count > length) refuse(`hold no documents but the data set's ${length}`)
  return { from: journal.reached ?? 0, asks: journal.reached !== undefined }
}

/** @returns documents added */
async function addFrom(start: Start, filling: Filling, encoder: Encoder): Promise<number> {
  const {
    dataset,
    index,
    journal,
    progress,
    batch = 1024,
    ahead: most = 2,
    encoder: { name },
  } = filling
  const { documents } = dataset
  const stop = new AbortController()
  const signal = either(stop.signal, filling.signal)
  const encoding: Encoding = { documents, encoder, name, index, batch, progress, signal }
  let added = 0
  let reached = start.from
  progress.added(start.from)
  const batches = start.from < documents.length ? ahead(encodedBatches(encoding, start), { most, stop }) : []
  for await (const next of batches) {
    await index.add(next.documents, next.vectors, { signal })
    await journal.added(next.to)
    reached = next.to
    added += next.documents.length
    progress.added(next.to)
  }
  if (reached < documents.length) await journal.added(documents.length)
  progress.added(documents.length)
  return added
}

/** What the index holds too many or too few of. */
async function miscounted({ dataset, index }: Filling): Promise<string | undefined> {
  const { documents } = dataset
  const wanted: [language: Language | undefined, count: number][] = [
    [undefined, documents.length],
    ...perLanguage(dataset),
  ]
  for (const [language, count] of wanted) {
    const got = await index.count(language)
    const where = language === undefined ? '' : ` in ${JSON.stringify(language)}`
    if (got !== count)
      return `buildIndex: the index must hold the ${count} documents${where} of the data set "${dataset.name}"; got ${got}.`
  }
  return undefined
}

function perLanguage(dataset: Dataset | StreamedDataset): ReadonlyMap<Language, number> {
  if (isStreamed(dataset)) return dataset.documents.perLanguage
  const counts = new Map<Language, number>()
  for (const { language } of dataset.documents) counts.set(language, (counts.get(language) ?? 0) + 1)
  return counts
}

/** A signal that aborts with the first of both. */
export function either(signal: AbortSignal, other: AbortSignal | undefined): AbortSignal {
  return other ? AbortSignal.any([signal, other]) : signal
}
