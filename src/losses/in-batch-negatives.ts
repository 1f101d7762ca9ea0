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
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++, at++) {
      logits[at] = i !== j && concepts[i] === concepts[j] ? Number.NEGATIVE_INFINITY : scores[at]! / temperature
    }
  }
  const shares = room.subarray(rows * rows, 2 * rows * rows)
  const share = symmetric ? 0.5 : 1
  let loss = share * softmax(logits, shares, rows, { along: 1, across: rows })
  const scale = share / (temperature * rows)
  for (let at = 0; at < rows * rows; at++) scores[at] = scale * shares[at]!
  if (symmetric) {
    loss += share * softmax(logits, shares, rows, { along: rows, across: 1 })
    for (let at = 0; at < rows * rows; at++) scores[at] = scores[at]! + scale * shares[at]!
  }
  return loss
}

/**
 * Softmax less the right answer, for each line of a square of logits: a row (`along` 1) or a column (`across` 1).
 * The right answer of line i is its element i.
 *
 * @returns the mean over lines of −log p(right answer)
 */
function softmax(
  logits: Float64Array,
  out: Float64Array,
  lines: number,
  { along, across }: { along: number; across: number },
): number {
  let total = 0
  for (let line = 0; line < lines; line++) {
    const first = line * across
    const right = first + line * along
    let largest = logits[right]!
    for (let i = 0, at = first; i < lines; i++, at += along) if (logits[at]! > largest) largest = logits[at]!
    let sum = 0
    for (let i = 0, at = first; i < lines; i++, at += along) {
      const weight = Math.exp(logits[at]! - largest)
      out[at] = weight
      sum += weight
    }
    for (let i = 0, at = first; i < lines; i++, at += along) out[at] = out[at]! / sum
    out[right] = out[right]! - 1
    total += largest + Math.log(sum) - logits[right]!
  }
  return total / lines
}
