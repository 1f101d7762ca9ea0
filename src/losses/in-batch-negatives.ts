import type { Loss, LossBatch } from './loss.ts'

export interface InBatchNegativesOptions {
  /** Divides the cosines; at least 0.003. Small values look at the hardest negatives alone. @default 0.15 */
  readonly temperature?: number
  /** Whether each positive must also pick its own anchor; the loss is then the mean of both directions. @default true */
  readonly symmetric?: boolean
}

/** Smallest temperature at which exp of the lowest cosine, (−1 − 1) ÷ temperature, is still a 64-bit number above 0. */
const coldest = 0.003

const made = new WeakMap<Loss, Required<InBatchNegativesOptions>>()

/**
 * In-batch negatives (InfoNCE): each anchor must pick its own positive out of the batch's. Texts of the anchor's own
 * concept (translations, repetitions) are left out of its choice, since they are right answers too.
 *
 * The loss is the mean over the batch in nats: log B when uninformed, 0 when every choice is certain.
 *
 * @throws {RangeError} the temperature is below 0.003 or not a number; in `compute`, fewer than two rows (no negatives)
 * @see Henderson et al. 2017, §4.4, arXiv:1705.00652
 * @see van den Oord et al. 2018, §2.3, arXiv:1807.03748
 */
export function inBatchNegatives({ temperature = 0.15, symmetric = true }: InBatchNegativesOptions = {}): Loss {
  if (!(temperature >= coldest && temperature < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`inBatchNegatives: temperature must be a number of at least ${coldest}; got ${temperature}.`)
  }
  let room = new Float64Array(0)
  const loss: Loss = {
    name: 'in-batch-negatives',
    configuration: { temperature, symmetric },
    compute(batch) {
      const { kernel, rows, columns, anchors, positives, scores } = batch
      if (!(rows >= 2)) throw new RangeError(`inBatchNegatives: a batch must have at least 2 rows; got ${rows}.`)
      if (room.length < rows * (rows + 2)) room = new Float64Array(rows * (rows + 2))
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
  /** rows × (rows + 2) */
  readonly room: Float64Array
}

/**
 * Replaces the cosines in `scores` by the loss's gradient for them; returns the loss. In 64 bits but for the ends.
 *
 * A softmax is the same whatever is subtracted from its logits. Cosines end at 1, so 1 ÷ temperature is subtracted from
 * all of them, not each row's and each column's own largest: then both directions share one matrix of exponentials,
 * which are most of the work.
 */
function choose({ rows, scores, concepts }: LossBatch, { temperature, symmetric, room }: Choice): number {
  const weights = room.subarray(0, rows * rows)
  const rowSums = room.subarray(rows * rows, rows * (rows + 1)).fill(0)
  const columnSums = room.subarray(rows * (rows + 1), rows * (rows + 2)).fill(0)
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
  const share = symmetric ? 0.5 : 1
  writeGradient(scores, weights, {
    rowFactors: rowSums.map((sum) => (share * inverse) / rows / sum),
    columnFactors: columnSums.map((sum) => (symmetric ? (share * inverse) / rows / sum : 0)),
    rightAnswer: inverse / rows,
  })
  const partition = rowSums.reduce(addLogarithm, 0) + (symmetric ? columnSums.reduce(addLogarithm, 0) : 0)
  return (share * partition - right) / rows
}

function addLogarithm(total: number, sum: number): number {
  return total + Math.log(sum)
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
