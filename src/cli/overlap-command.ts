import { type Overlap, overlap } from '../leakage/overlap.ts'
import { type OverlapTotals, overlapTotals } from '../leakage/overlap-totals.ts'
import type { DatasetFlags } from './dataset-option.ts'
import { openHeldDataset } from './open-dataset.ts'
import { openTraining } from './open-training.ts'
import type { Output, Screen } from './output.ts'
import { overlapTable } from './overlap-table.ts'
import type { TrainingFlags } from './training-option.ts'

export interface OverlapCommandOptions {
  readonly training: TrainingFlags
  readonly dataset: DatasetFlags
  /** Least Jaccard similarity of near-duplicates. */
  readonly threshold: number
  readonly failOnOverlap: boolean
  readonly format: 'table' | 'json'
  readonly screen: Screen
}

/**
 * What `vitest-retrieval overlap` prints: which texts of an evaluation training pairs hold, exactly or nearly. It fails,
 * where that is asked for, on any text, be it a document that gives no answer away.
 *
 * @throws {RangeError | TypeError | SyntaxError | Error} pairs or data set are not as they must be: names file and place
 */
export async function overlapCommand({
  threshold,
  failOnOverlap,
  format,
  screen,
  ...of
}: OverlapCommandOptions): Promise<Output> {
  // One after the other: nothing is fetched for files that cannot be read.
  const training = await openTraining(of.training)
  const evaluation = await openHeldDataset(of.dataset)
  const found = overlap({ training, evaluation, threshold })
  const totals = overlapTotals(found)
  const failed = failOnOverlap && found.counts.some(({ exact, near }) => exact + near > 0)
  const text =
    format === 'json'
      ? overlapJson(found, totals)
      : overlapTable({ found, totals, pairs: training.pairs.length }, screen)
  return { text, warnings: [], failed }
}

function overlapJson(found: Overlap, { zeroShot, sameData }: OverlapTotals): string {
  return `${JSON.stringify({ ...found, zeroShot, sameData, warnings: [] }, null, 2)}\n`
}
