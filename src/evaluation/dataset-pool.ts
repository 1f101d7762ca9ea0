import type { Dataset } from '../datasets/dataset.ts'
import { isStreamed, type StreamedDataset } from '../datasets/document-stream.ts'
import { breather, type Observer } from '../progress.ts'
import { type DocumentPool, documentPool, poolGathering } from '../search/document-pool.ts'

/** The pool of a data set's documents; where they are streamed, they are read once. */
export async function poolOf(
  dataset: Dataset | StreamedDataset,
  { signal }: Pick<Observer, 'signal'> = {},
): Promise<DocumentPool> {
  if (!isStreamed(dataset)) return documentPool(dataset.documents)
  const gathering = poolGathering()
  const breathe = breather(signal)
  for await (const document of dataset.documents) {
    gathering.add(document)
    await breathe()
  }
  return gathering.pool()
}
