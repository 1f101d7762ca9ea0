import type { Json } from '../retrieval.ts'
import { choiceRoom, choose } from './choice.ts'
import type { Loss, LossBatch } from './loss.ts'
import { addNegativeVariance, type NegativeVarianceOptions, verifyNegativeVariance } from './negative-variance.ts'

export interface InBatchNegativesOptions {
  /** Divides the cosines; at least 0.003. Small values look at the hardest negatives alone. @default 0.15 */
  readonly temperature?: number
  /** Whether each positive must also pick its own anchor; the loss is then the mean of both directions. @default true */
  readonly symmetric?: boolean
  /** Adds a term that keeps the cosines of negatives from spreading out. @default without it */
  readonly negativeVariance?: NegativeVarianceOptions | undefined
}

/** The options with their defaults. */
export interface InBatchNegatives extends InBatchNegativesOptions {
  readonly temperature: number
  readonly symmetric: boolean
}

/** Smallest temperature at which exp of the lowest cosine, (−1 − 1) ÷ temperature, is still a 64-bit number above 0. */
const coldest = 0.003

const made = new WeakMap<Loss, InBatchNegatives>()

/**
 * In-batch negatives (InfoNCE): each anchor must pick its own positive out of the batch's positives and hard negatives.
 * Texts of the anchor's own concept (translations, repetitions) are left out of its choice, since they are right answers
 * too. A positive picks its anchor among anchors alone, whatever hard negatives there are.
 *
 * The loss is the mean over the batch in nats: log B when uninformed, 0 when every choice is certain; with h hard
 * negatives a row, log B (1 + h) for the anchors' choice.
 *
 * @throws {RangeError} the temperature is below 0.003 or not a number, or an option of `negativeVariance` out of range;
 * in `compute`, fewer than two rows (no negatives)
 * @see Henderson et al. 2017, §4.4, arXiv:1705.00652
 * @see van den Oord et al. 2018, §2.3, arXiv:1807.03748
 */
export function inBatchNegatives(options: InBatchNegativesOptions = {}): Loss {
  const { temperature = 0.15, symmetric = true, negativeVariance } = options
  if (!(temperature >= coldest && temperature < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`inBatchNegatives: temperature must be a number of at least ${coldest}; got ${temperature}.`)
  }
  if (negativeVariance) verifyNegativeVariance(negativeVariance)
  let room = new Float64Array(0)
  const loss: Loss = {
    name: 'in-batch-negatives',
    configuration: { temperature, symmetric, ...(negativeVariance && { negativeVariance: stated(negativeVariance) }) },
    compute(batch) {
      const { rows, scores } = batch
      if (!(rows >= 2)) throw new RangeError(`inBatchNegatives: a batch must have at least 2 rows; got ${rows}.`)
      if (room.length < choiceRoom(batch)) room = new Float64Array(choiceRoom(batch))
      writeCosines(batch)
      const cosines = negativeVariance && scores.slice(0, rows * rows)
      const value = choose(batch, { temperature, symmetric, room })
      const added = cosines ? addNegativeVariance(batch, cosines, negativeVariance) : 0
      writeGradients(batch)
      return value + added
    },
  }
  made.set(loss, { temperature, symmetric, ...(negativeVariance && { negativeVariance }) })
  return loss
}

/** The options of a loss that `inBatchNegatives` made; undefined for any other, even one that copies its fields. */
export function inBatchNegativesOptions(loss: Loss): InBatchNegatives | undefined {
  return made.get(loss)
}

function stated({ weight, examples = Infinity }: NegativeVarianceOptions): Json {
  return { weight, examples: examples === Infinity ? null : examples }
}

function writeCosines({ kernel, rows, columns, anchors, positives, scores, hardNegatives }: LossBatch): void {
  kernel.multiplyTransposed(scores, anchors, positives, rows, columns, rows)
  if (!hardNegatives) return
  const { vectors, perRow } = hardNegatives
  kernel.multiplyTransposed(hardNegatives.scores, anchors, vectors, rows, columns, rows * perRow)
}

/** From the gradients for the cosines, which stand in their place. */
function writeGradients(batch: LossBatch): void {
  const { kernel, rows, columns, anchors, positives, scores, anchorGradients, hardNegatives } = batch
  kernel.multiply(anchorGradients, scores, positives, rows, rows, columns)
  kernel.transposedMultiply(batch.positiveGradients, scores, anchors, rows, rows, columns)
  if (!hardNegatives) return
  const count = rows * hardNegatives.perRow
  const part = hardNegatives.scores.subarray(rows * count)
  kernel.multiply(part, hardNegatives.scores, hardNegatives.vectors, rows, count, columns)
  for (let i = 0; i < rows * columns; i++) anchorGradients[i] = anchorGradients[i]! + part[i]!
  kernel.transposedMultiply(hardNegatives.gradients, hardNegatives.scores, anchors, count, rows, columns)
}
