import { breather, type Observer } from '../progress.ts'
import type { Document } from '../retrieval.ts'
import type { FactHash } from './content-hash.ts'
import type { Dataset, Where } from './dataset.ts'
import { copyOf, datasetVerifier, documentFact } from './dataset-verifier.ts'
import type { DocumentStream, StreamedDataset } from './document-stream.ts'

/** A data set whose documents are read anew at each call of `documents`. */
export interface StreamedSource extends Omit<Dataset, 'hash' | 'documents'>, Observer {
  /** All documents, in the same order at each call. */
  readonly documents: () => AsyncIterable<Document> | Iterable<Document>
}

/** Documents from one report to the next. */
const reported = 10_000

/**
 * A data set of documents that need not fit into memory: `dataset()` with its rules, messages and hash, except that the
 * documents are read through once here, and again whenever they are wanted. Some 30 bytes a document are held while
 * they are verified, for their ids, and none afterwards.
 *
 * @param where names the place of an entry in errors; without it they say `documents[13]`
 * @throws {RangeError | TypeError} as `dataset()`; when they are read again, documents that differ from those verified
 */
export async function streamedDataset(source: StreamedSource, where: Where = {}): Promise<StreamedDataset> {
  const { documents: read, signal, onProgress } = source
  const verifier = datasetVerifier(source, where)
  const start = verifier.hash.copy()
  const breathe = breather(signal)
  let length = 0
  // Nobody knows how many there are before the last has come.
  const report = (): void => onProgress?.({ stage: 'load', done: length, total: length, unit: 'documents' })
  for await (const document of read()) {
    verifier.document(document)
    if (++length % reported === 0) report()
    if (length % 64 === 0) await breathe()
  }
  report()
  const documents = rereadable({
    read,
    start,
    expected: verifier.hash.digest(),
    length,
    perLanguage: verifier.perLanguage,
    from: `dataset: ${verifier.head.name}`,
  })
  return Object.freeze({ ...verifier.head, documents, ...verifier.end(source) })
}

interface Rereadable extends Pick<DocumentStream, 'length' | 'perLanguage'> {
  readonly read: StreamedSource['documents']
  /** The hash of what precedes the documents, and what it became with them. */
  readonly start: FactHash
  readonly expected: string
  readonly from: string
}

function rereadable({ read, start, expected, length, perLanguage, from }: Rereadable): DocumentStream {
  const changed = (got: string): Error =>
    new RangeError(
      `${from}: documents must be the same at each reading; got ${got}. Leave the files alone while they are used, and load them again.`,
    )
  return Object.freeze({
    length,
    perLanguage,
    async *[Symbol.asyncIterator]() {
      const hash = start.copy()
      let count = 0
      for await (const document of read()) {
        if (count++ === length) throw changed(`more than ${length}`)
        const copy = copyOf(document)
        hash.add(documentFact(copy))
        yield copy
      }
      if (count < length) throw changed(`${count} in place of ${length}`)
      if (hash.digest() !== expected) throw changed('others than when they were verified')
    },
  })
}
