import type { LossBatch } from './loss.ts'

export interface Choice {
  readonly temperature: number
  readonly symmetric: boolean
  /** Room of `choiceRoom` numbers. */
  readonly room: Float64Array
}

/** Numbers of 64 bits that `choose` works with. */
export function choiceRoom({ rows, hardNegatives }: Pick<LossBatch, 'rows' | 'hardNegatives'>): number {
  return rows * (rows + 2 + rows * (hardNegatives?.perRow ?? 0))
}

/**
 * Replaces the cosines in `scores` by the loss's gradient for them, and those in the hard negatives' `scores` too;
 * returns the loss. In 64 bits but for the ends.
 *
 * A softmax is the same whatever is subtracted from its logits. Cosines end at 1, so 1 ÷ temperature is subtracted from
 * all of them, not each row's and each column's own largest: then both directions share one matrix of exponentials,
 * which are most of the work.
 */
export function choose(batch: LossBatch, { temperature, symmetric, room }: Choice): number {
  const { rows, scores, concepts } = batch
  const weights = room.subarray(0, rows * rows)
  const rowSums = room.subarray(rows * rows, rows * (rows + 1)).fill(0)
  const columnSums = room.subarray(rows * (rows + 1), rows * (rows + 2)).fill(0)
  const hardWeights = room.subarray(rows * (rows + 2))
  const inverse = 1 / temperature
  let right = 0
  for (let i = 0, at = 0; i < rows; i++) {
    const concept = concepts[i]
    let sum = 0
    for (let j = 0; j < rows; j++, at++) {
      const weight = concept === concepts[j] && i !== j ? 0 : Math.exp((scores[at]! - 1) * inverse)
      weights[at] = weight
      sum += weight
      columnSums[j] = columnSums[j]! + weight
    }
    rowSums[i] = sum
    right += (scores[i * rows + i]! - 1) * inverse
  }
  weighHardNegatives(batch, { weights: hardWeights, rowSums, inverse })
  const share = symmetric ? 0.5 : 1
  const rowFactors = rowSums.map((sum) => (share * inverse) / rows / sum)
  const columnFactors = columnSums.map((sum) => (symmetric ? (share * inverse) / rows / sum : 0))
  writeGradient(scores, weights, { rowFactors, columnFactors, rightAnswer: inverse / rows })
  writeHardGradient(batch, hardWeights, rowFactors)
  const partition = rowSums.reduce(addLogarithm, 0) + (symmetric ? columnSums.reduce(addLogarithm, 0) : 0)
  return (share * partition - right) / rows
}

function addLogarithm(total: number, sum: number): number {
  return total + Math.log(sum)
}

interface HardWeights {
  /** To be written: a row for each anchor. */
  readonly weights: Float64Array
  /** To be added to. */
  readonly rowSums: Float64Array
  readonly inverse: number
}

/** Every hard negative of the batch is a choice of every anchor, but for those that answer the anchor's own concept. */
function weighHardNegatives({ concepts, hardNegatives }: LossBatch, { weights, rowSums, inverse }: HardWeights): void {
  if (!hardNegatives) return
  const { concepts: answered, scores } = hardNegatives
  for (let i = 0, at = 0; i < rowSums.length; i++) {
    let sum = 0
    for (const concept of answered) {
      const weight = concept === concepts[i] ? 0 : Math.exp((scores[at]! - 1) * inverse)
      weights[at++] = weight
      sum += weight
    }
    rowSums[i] = rowSums[i]! + sum
  }
}

function writeHardGradient({ hardNegatives }: LossBatch, weights: Float64Array, rowFactors: Float64Array): void {
  if (!hardNegatives) return
  const { concepts, scores } = hardNegatives
  for (let i = 0, at = 0; i < rowFactors.length; i++) {
    for (let n = 0; n < concepts.length; n++, at++) scores[at] = weights[at]! * rowFactors[i]!
  }
}

interface Factors {
  /** What turns a weight into its probability among its row, and that into a gradient. */
  readonly rowFactors: Float64Array
  readonly columnFactors: Float64Array
  /** Gradient of a right answer's own logit. */
  readonly rightAnswer: number
}

function writeGradient(
  scores: Float32Array,
  weights: Float64Array,
  { rowFactors, columnFactors, rightAnswer }: Factors,
) {
  const rows = rowFactors.length
  for (let i = 0, at = 0; i < rows; i++) {
    const factor = rowFactors[i]!
    for (let j = 0; j < rows; j++, at++) scores[at] = weights[at]! * (factor + columnFactors[j]!)
    // Subtracted in 64 bits: a certain right answer has a gradient of all but 0.
    const right = i * rows + i
    scores[right] = weights[right]! * (factor + columnFactors[i]!) - rightAnswer
  }
}
