import type { Document, Language } from '../retrieval.ts'
import type { Dataset } from './dataset.ts'

/**
 * Documents that are read anew whenever they are wanted, one after another, and never held all at once: a corpus larger
 * than the memory. Each reading gives the same documents in the same order.
 */
export interface DocumentStream extends AsyncIterable<Document> {
  /** How many there are. */
  readonly length: number
  readonly perLanguage: ReadonlyMap<Language, number>
}

/** A data set whose documents are streamed. It has the hash that it would have if they were held. */
export interface StreamedDataset extends Omit<Dataset, 'documents'> {
  readonly documents: DocumentStream
}

/** Whether the documents of a data set are read anew each time, rather than held in memory. */
export function isStreamed(dataset: Dataset | StreamedDataset): dataset is StreamedDataset {
  return !Array.isArray(dataset.documents)
}
