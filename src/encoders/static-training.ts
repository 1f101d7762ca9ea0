import type { Bags, Kernel, RowGradients } from '../backends/kernel/kernel.ts'
import type { EncoderTraining, TablePlan } from './trainable.ts'

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
): Pick<TablePlan, 'rows' | 'columns' | 'bytes' | 'start'> {
  const { mostIds, mostRows } = capacities(features, textsPerStep, buckets)
  const floats = buckets * dimensions + textsPerStep * (dimensions + 1)
  const integers = 2 * mostIds + textsPerStep + 1 + 2 * mostRows + 1
  const start = (kernel: Kernel): EncoderTraining => {
    const table = kernel.floats(buckets * dimensions)
    table.set(initialTable())
    const vectors = kernel.floats(textsPerStep * dimensions)
    const lengths = kernel.floats(textsPerStep)
    const [ids, starts] = [kernel.integers(mostIds), kernel.integers(textsPerStep + 1)]
    const users = usersOfRows(buckets, {
      rows: kernel.integers(mostRows),
      texts: kernel.integers(mostIds),
      starts: kernel.integers(mostRows + 1),
    })
    return {
      table,
      forward(texts) {
        const count = texts.length
        const bags = { ids, starts, count }
        gather(features, texts, ids, starts)
        kernel.meanOfBags(vectors, table, bags, dimensions)
        kernel.normalizeRows(vectors, lengths, count, dimensions)
        return {
          vectors: vectors.subarray(0, count * dimensions),
          backward(vectorGradients) {
            kernel.normalizeRowsBackward(vectorGradients, { units: vectors, lengths }, count, dimensions)
            divideBySizes(vectorGradients, bags, dimensions)
            return { vectors: vectorGradients, ...users(bags) }
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

/** Each text's gradient becomes that of one of its rows: a mean passes 1 ÷ size on to each. In 32 bits, as kernels do. */
function divideBySizes(gradients: Float32Array, { starts, count }: Bags, columns: number): void {
  for (let text = 0, at = 0; text < count; text++) {
    const factor = Math.fround(1 / (starts[text + 1]! - starts[text]!))
    for (const end = at + columns; at < end; at++) gradients[at] = gradients[at]! * factor
  }
}

/** Room for the lists of one step. */
interface Room {
  readonly rows: Int32Array
  readonly texts: Int32Array
  readonly starts: Int32Array
}

/**
 * Turns bags of rows around: which different rows there are, ascending, and for each the texts that list it, ascending.
 * The rows' order decides no sum. It is for the memory: those of a table of many pages cost most when addresses jump.
 */
function usersOfRows(buckets: number, { rows, texts, starts }: Room): (bags: Bags) => Omit<RowGradients, 'vectors'> {
  /** How often each row is listed, then where the next text that lists it goes. */
  const places = new Int32Array(buckets)
  /** A bit for each row that is listed: far fewer numbers to look through than there are rows. */
  const listed = new Int32Array(Math.ceil(buckets / 32))
  return (bags) => {
    for (let p = 0; p < bags.starts[bags.count]!; p++) {
      const row = bags.ids[p]!
      places[row] = places[row]! + 1
      listed[row >>> 5] = listed[row >>> 5]! | (1 << (row & 31))
    }
    let count = 0
    for (let word = 0, filled = 0; word < listed.length; word++) {
      for (let bits = listed[word]!; bits !== 0; bits &= bits - 1) {
        const row = 32 * word + 31 - Math.clz32(bits & -bits)
        rows[count] = row
        const uses = places[row]!
        places[row] = filled
        filled += uses
        starts[++count] = filled
      }
      listed[word] = 0
    }
    for (let text = 0; text < bags.count; text++) {
      for (let p = bags.starts[text]!; p < bags.starts[text + 1]!; p++) {
        const row = bags.ids[p]!
        texts[places[row]!] = text
        places[row] = places[row]! + 1
      }
    }
    for (let r = 0; r < count; r++) places[rows[r]!] = 0
    return { ids: rows, bags: { ids: texts, starts, count } }
  }
}
