import type { Loss, LossBatch } from './loss.ts'

export interface InBatchNegativesOptions {
  /** Divides the cosines; > 0. Small values look at the hardest negatives alone. @default 0.15 */
  readonly temperature?: number
  /** Whether each positive must also pick its own anchor; the loss is then the mean of both directions. @default true */
  readonly symmetric?: boolean
}

const made = new WeakMap<Loss, Required<InBatchNegativesOptions>>()

/**
 * In-batch negatives (InfoNCE): each anchor must pick its own positive out of the batch's. Texts of the anchor's own
 * concept (translations, repetitions) are left out of its choice, since they are right answers too.
 *
 * The loss is the mean over the batch in nats: log B when uninformed, 0 when every choice is certain.
 *
 * @throws {RangeError} the temperature is not a positive number; in `compute`, fewer than two rows (no negatives)
 * @see Henderson et al. 2017, §4.4, arXiv:1705.00652
 * @see van den Oord et al. 2018, §2.3, arXiv:1807.03748
 */
export function inBatchNegatives({ temperature = 0.15, symmetric = true }: InBatchNegativesOptions = {}): Loss {
  if (!(temperature > 0 && temperature < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`inBatchNegatives: temperature must be a positive number; got ${temperature}.`)
  }
  let room = new Float64Array(0)
  const loss: Loss = {
    name: 'in-batch-negatives',
    configuration: { temperature, symmetric },
    compute(batch) {
      const { kernel, rows, columns, anchors, positives, scores } = batch
      if (!(rows >= 2)) throw new RangeError(`inBatchNegatives: a batch must have at least 2 rows; got ${rows}.`)
      if (room.length < 2 * rows * rows) room = new Float64Array(2 * rows * rows)
      kernel.multiplyTransposed(scores, anchors, positives, rows, columns, rows)
      const value = choose(batch, { temperature, symmetric, room })
      // scores now holds the gradient for the cosines.
      kernel.multiply(batch.anchorGradients, scores, positives, rows, rows, columns)
      kernel.transposedMultiply(batch.positiveGradients, scores, anchors, rows, rows, columns)
      return value
    },
  }
  made.set(loss, { temperature, symmetric })
  return loss
}

/** The options of a loss that `inBatchNegatives` made; undefined for any other, even one that copies its fields. */
export function inBatchNegativesOptions(loss: Loss): Required<InBatchNegativesOptions> | undefined {
  return made.get(loss)
}

interface Choice extends Required<InBatchNegativesOptions> {
  /** 2 × rows × rows */
  readonly room: Float64Array
}

/** Replaces the cosines in `scores` by the loss's gradient for them; returns the loss. In 64 bits but for the ends. */
function choose({ rows, scores, concepts }: LossBatch, { temperature, symmetric, room }: Choice): number {
  const logits = room.subarray(0, rows * rows)
  const weights = room.subarray(rows * rows, 2 * rows * rows)
  const inverse = 1 / temperature
  for (let i = 0, at = 0; i < rows; i++) {
    const concept = concepts[i]
    for (let j = 0; j < rows; j++, at++) {
      logits[at] = concept === concepts[j] && i !== j ? Number.NEGATIVE_INFINITY : scores[at]! * inverse
    }
  }
  const share = symmetric ? 0.5 : 1
  const scale = (share * inverse) / rows
  const square = { logits, weights, scores, rows, scale }
  return share * (chooseInRows(square) + (symmetric ? chooseInColumns(square) : 0))
}

interface Square {
  readonly logits: Float64Array
  /** Room for the exponentials. */
  readonly weights: Float64Array
  /** Gradient: softmax less 1 for the right answer, times `scale`. */
  readonly scores: Float32Array
  readonly rows: number
  readonly scale: number
}

/** Each row picks its own column. Overwrites the gradient. @returns the mean of −log p(right answer) */
function chooseInRows({ logits, weights, scores, rows, scale }: Square): number {
  let total = 0
  for (let i = 0; i < rows; i++) {
    const [start, end] = [i * rows, (i + 1) * rows]
    let largest = Number.NEGATIVE_INFINITY
    for (let at = start; at < end; at++) largest = Math.max(largest, logits[at]!)
    let sum = 0
    for (let at = start; at < end; at++) {
      const weight = Math.exp(logits[at]! - largest)
      weights[at] = weight
      sum += weight
    }
    const factor = scale / sum
    for (let at = start; at < end; at++) scores[at] = factor * weights[at]!
    scores[start + i] = scale * (weights[start + i]! / sum - 1)
    total += largest + Math.log(sum) - logits[start + i]!
  }
  return total / rows
}

/** Each column picks its own row. Adds to the gradient. Goes through memory row by row, as it lies. */
function chooseInColumns({ logits, weights, scores, rows, scale }: Square): number {
  const largest = new Float64Array(rows).fill(Number.NEGATIVE_INFINITY)
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++, at++) largest[j] = Math.max(largest[j]!, logits[at]!)
  }
  const sums = new Float64Array(rows)
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++, at++) {
      const weight = Math.exp(logits[at]! - largest[j]!)
      weights[at] = weight
      sums[j] = sums[j]! + weight
    }
  }
  const factors = sums.map((sum) => scale / sum)
  let total = 0
  for (let i = 0, at = 0; i < rows; i++) {
    const right = i * rows + i
    const before = scores[right]!
    for (let j = 0; j < rows; j++, at++) scores[at] = scores[at]! + factors[j]! * weights[at]!
    // Subtracted in 64 bits: a certain right answer has a gradient of exactly 0.
    scores[right] = before + (factors[i]! * weights[right]! - scale)
    total += largest[i]! + Math.log(sums[i]!) - logits[right]!
  }
  return total / rows
}
