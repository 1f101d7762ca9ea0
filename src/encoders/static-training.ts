import type { Kernel } from '../backends/kernel/kernel.ts'
import type { EncoderTraining, TrainingPlan } from './trainable.ts'

/** The feature numbers of many texts, one text after another: text t has ids[starts[t] … starts[t + 1] − 1]. */
export interface FeatureLists {
  readonly ids: Int32Array
  readonly starts: Int32Array
}

/** A training of a static encoder as plain data, so that it can be sent to another thread. */
export interface StaticTraining {
  readonly dimensions: number
  readonly buckets: number
  readonly textsPerStep: number
  readonly features: FeatureLists
  /** Weights to start from: drawn from a seed, or a table of buckets × dimensions. */
  readonly initial: number | Float32Array
}

/** Arrays taken from a kernel start at multiples of 16 bytes. */
const padding = 16

/**
 * Forward and backward pass of mean-pooled embedding rows. Only the rows that a step's texts use are touched, so a
 * step costs as much as its texts have features, whatever the size of the table.
 */
export function staticTraining(
  { dimensions, buckets, textsPerStep, features }: StaticTraining,
  initialTable: () => Float32Array,
): Pick<TrainingPlan, 'rows' | 'columns' | 'bytes' | 'start'> {
  const { mostIds, mostRows } = capacities(features, textsPerStep, buckets)
  const floats = buckets * dimensions + textsPerStep * (dimensions + 1) + mostRows * dimensions
  const integers = 2 * mostIds + textsPerStep + 1 + mostRows
  const start = (kernel: Kernel): EncoderTraining => {
    const table = kernel.floats(buckets * dimensions)
    table.set(initialTable())
    const vectors = kernel.floats(textsPerStep * dimensions)
    const lengths = kernel.floats(textsPerStep)
    const gradients = kernel.floats(mostRows * dimensions)
    const [ids, slots, starts] = [kernel.integers(mostIds), kernel.integers(mostIds), kernel.integers(textsPerStep + 1)]
    const used = kernel.integers(mostRows)
    const compact = rowCompactor(buckets)
    return {
      table,
      forward(texts) {
        const count = texts.length
        gather(features, texts, ids, starts)
        kernel.meanOfBags(vectors, table, { ids, starts, count }, dimensions)
        kernel.normalizeRows(vectors, lengths, count, dimensions)
        return {
          vectors: vectors.subarray(0, count * dimensions),
          backward(vectorGradients) {
            kernel.normalizeRowsBackward(vectorGradients, { units: vectors, lengths }, count, dimensions)
            const rows = compact(ids.subarray(0, starts[count]), slots, used)
            gradients.fill(0, 0, rows * dimensions)
            kernel.spreadToBags(gradients, vectorGradients, { ids: slots, starts, count }, dimensions)
            return { ids: used, gradients, count: rows }
          },
        }
      },
    }
  }
  return { rows: buckets, columns: dimensions, bytes: 4 * (floats + integers) + 8 * padding, start }
}

/** The most ids in a step, and the most different ones. A batch may repeat a text, which adds ids but no different ones. */
function capacities({ starts }: FeatureLists, textsPerStep: number, buckets: number) {
  const lengths = starts.subarray(1).map((end, text) => end - starts[text]!)
  const longest = lengths.sort().subarray(-textsPerStep)
  const mostIds = textsPerStep * (longest.at(-1) ?? 0)
  return {
    mostIds,
    mostRows: Math.min(
      buckets,
      longest.reduce((sum, length) => sum + length, 0),
    ),
  }
}

/** The lists of some texts, one after another. */
function gather(features: FeatureLists, texts: Int32Array, ids: Int32Array, starts: Int32Array): void {
  let filled = 0
  for (let i = 0; i < texts.length; i++) {
    const from = features.starts[texts[i]!]!
    const end = features.starts[texts[i]! + 1]!
    for (let p = from; p < end; p++) ids[filled++] = features.ids[p]!
    starts[i + 1] = filled
  }
}

/**
 * Numbers the different ids of a step 0, 1, … in ascending order: slots[i] is the number of ids[i], used[slot] the id.
 * The order decides no sum. It is for the memory: rows far apart in a table of many pages cost most when their
 * addresses jump, and a pass over every bucket costs less than those jumps.
 */
function rowCompactor(buckets: number): (ids: Int32Array, slots: Int32Array, used: Int32Array) => number {
  const slotOf = new Int32Array(buckets).fill(-1)
  return (ids, slots, used) => {
    for (let i = 0; i < ids.length; i++) slotOf[ids[i]!] = 0
    let count = 0
    for (let id = 0; id < buckets; id++) {
      if (slotOf[id] !== 0) continue
      used[count] = id
      slotOf[id] = count++
    }
    for (let i = 0; i < ids.length; i++) slots[i] = slotOf[ids[i]!]!
    for (let slot = 0; slot < count; slot++) slotOf[used[slot]!] = -1
    return count
  }
}
