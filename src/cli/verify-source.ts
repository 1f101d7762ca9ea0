import { join } from 'node:path'
import { descriptionFile, readDescription } from '../datasets/beir-description.ts'
import type { Dataset } from '../datasets/dataset.ts'
import type { StreamedDataset } from '../datasets/document-stream.ts'
import type { DatasetFlags } from './dataset-option.ts'
import { openDataset } from './open-dataset.ts'
import { verifyPublished } from './verify-published.ts'

export interface VerifySource extends DatasetFlags {
  /** Files that are not the published ones are taken too. */
  readonly local: boolean
}

/** @throws {RangeError | TypeError | SyntaxError | Error} the files are not as they must be: names file and place */
export async function verifiedSource({ local, ...flags }: VerifySource): Promise<Dataset | StreamedDataset> {
  // Before the bytes: an entry that cannot be right says more than that a file differs.
  const dataset = await openDataset(flags)
  if (local) return dataset
  if (flags.dataset === 'beir') await verifyWritten(flags.data!, dataset)
  else if (dataset.revision === 'local') await verifyPublished(flags, dataset.languages)
  return dataset
}

/** @throws {RangeError} the folder was written by `writeBeir`, and holds something else now */
async function verifyWritten(folder: string, { hash }: Pick<Dataset, 'hash'>): Promise<void> {
  const written = await readDescription(folder)
  if (written === undefined || written.hash === hash) return
  throw new RangeError(
    `${join(folder, descriptionFile)}: the content must be what was written with it, of hash ${written.hash.slice(0, 12)}; got ${hash.slice(0, 12)}. Write the folder again, or verify a version of your own with --local.`,
  )
}
