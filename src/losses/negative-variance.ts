import type { LossBatch } from './loss.ts'

/** A term that draws all negatives to one cosine. */
export interface NegativeVarianceOptions {
  /** Of the term, beside the contrastive loss; above 0. The source tries 0.1 to 100. */
  readonly weight: number
  /** Examples n of the whole training: the cosine is −1 ÷ (n − 1), at which so many texts lie as far apart as they can. @default without end, for a cosine of 0 */
  readonly examples?: number
}

/** @throws {RangeError} the weight is not above 0, or there are fewer than two examples */
export function verifyNegativeVariance({ weight, examples = Infinity }: NegativeVarianceOptions): void {
  if (!(weight > 0 && weight < Infinity)) {
    throw new RangeError(`inBatchNegatives: negativeVariance.weight must be a number above 0; got ${weight}.`)
  }
  if (!(examples >= 2)) {
    throw new RangeError(`inBatchNegatives: negativeVariance.examples must be at least 2; got ${examples}.`)
  }
}

/**
 * weight × the mean of (cosine + 1 ÷ (n − 1))² over the anchors with the positives of other rows, those of the anchor's
 * own concept left out. Small batches leave the cosines of negatives more spread out than the whole set at once would.
 * Hard negatives are no part of it: they were chosen for lying near.
 *
 * @param cosines of anchors with positives, rows × rows
 * @returns the term; its gradient for the cosines is added to the batch's `scores`
 * @see Lee et al. 2025, Definition 5.7, arXiv:2506.09781
 */
export function addNegativeVariance(
  { rows, concepts, scores }: LossBatch,
  cosines: Float32Array,
  { weight, examples = Infinity }: NegativeVarianceOptions,
): number {
  const away = 1 / (examples - 1)
  const negatives = countNegatives(concepts)
  if (negatives === 0) return 0
  const slope = (2 * weight) / negatives
  let squares = 0
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++, at++) {
      if (concepts[i] === concepts[j]) continue
      const distance = cosines[at]! + away
      squares += distance * distance
      scores[at] = scores[at]! + slope * distance
    }
  }
  return (weight * squares) / negatives
}

/** Ordered pairs of rows of different concepts. */
function countNegatives(concepts: Int32Array): number {
  let count = 0
  for (const concept of concepts) for (const other of concepts) count += concept === other ? 0 : 1
  return count
}
