import type { RowGradients } from '../backends/kernel/kernel.ts'
import type { Json } from '../retrieval.ts'
import { gradientOfRow, type Optimizer } from './optimizer.ts'

export interface AdamOptions {
  /** @default 0.02 */
  readonly learningRate?: number
  /** Decay of the gradient's running mean, in [0, 1). @default 0.9 */
  readonly beta1?: number
  /** Decay of its square's, in [0, 1). @default 0.999 */
  readonly beta2?: number
  /** Keeps the quotient finite; > 0. @default 1e-8 */
  readonly epsilon?: number
}

export interface AdamWOptions extends AdamOptions {
  /** Share of a weight that is taken off at each step, times the learning rate; at least 0. @default 0.01 */
  readonly weightDecay?: number
  /** Longest gradient of all weights together: a longer one is scaled down to it. @default none */
  readonly clipNorm?: number
}

/** Every option of either, filled in. */
export type AdamSettings = Required<Omit<AdamWOptions, 'clipNorm'>> & Pick<AdamWOptions, 'clipNorm'>

const made = new WeakMap<Optimizer, AdamSettings>()

/**
 * Adam, lazily: a row without a gradient in a step keeps its weights and both moments as they are, where dense Adam
 * would decay the moments and go on moving the row. Bias is corrected by the number of steps, not of a row's updates.
 * PyTorch's SparseAdam does the same.
 *
 * @throws {RangeError} an option is out of range
 * @see Kingma & Ba 2015, algorithm 1, arXiv:1412.6980
 */
export function adam({ learningRate = 0.02, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions = {}): Optimizer {
  const configuration = { learningRate, beta1, beta2, epsilon }
  return adamOf('adam', configuration, { ...configuration, weightDecay: 0 })
}

/**
 * Adam with decoupled weight decay: each step first takes learning rate × weightDecay off every weight that it touches.
 * For a table of rows lazily, as `adam`: a row without a gradient is not decayed either. For transformers and projections
 * every weight has a gradient in every step, as in PyTorch's AdamW.
 *
 * @throws {RangeError} an option is out of range
 * @see Loshchilov & Hutter 2019, algorithm 2, arXiv:1711.05101
 */
export function adamW({
  learningRate = 3e-5,
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
  weightDecay = 0.01,
  clipNorm,
}: AdamWOptions = {}): Optimizer {
  const settings = { learningRate, beta1, beta2, epsilon, weightDecay, ...(clipNorm !== undefined && { clipNorm }) }
  return adamOf('adamW', { ...settings, clipNorm: clipNorm ?? null }, settings)
}

/** The options of an optimizer that `adam` or `adamW` made; undefined for any other, even one that copies its fields. */
export function adamSettings(optimizer: Optimizer): AdamSettings | undefined {
  return made.get(optimizer)
}

/** The optimizer of such settings again, in another thread. */
export function adamFrom(settings: AdamSettings): Optimizer {
  return adamOf('adam', {}, settings)
}

function adamOf(name: 'adam' | 'adamW', configuration: Json, settings: AdamSettings): Optimizer {
  verify(name, settings)
  const { learningRate, beta1, beta2, epsilon, weightDecay, clipNorm } = settings
  const optimizer: Optimizer = {
    name,
    configuration,
    learningRate,
    moments: 2,
    start(kernel, table, moments) {
      const state = { table, moments }
      return (gradients, { columns, step, learningRate: current }) => {
        if (clipNorm !== undefined) clip(gradients, columns, clipNorm)
        if (weightDecay > 0) decay(table, gradients, { columns, factor: 1 - current * weightDecay })
        const rate = current / (1 - beta1 ** step)
        const correction = 1 / (1 - beta2 ** step)
        kernel.adamRows(state, gradients, { columns, rate, correction, beta1, beta2, epsilon })
      }
    },
  }
  made.set(optimizer, settings)
  return optimizer
}

function verify(name: string, { learningRate, beta1, beta2, epsilon, weightDecay, clipNorm }: AdamSettings): void {
  const infinity = Number.POSITIVE_INFINITY
  const within = (option: string, value: number, holds: boolean, rule: string): void => {
    if (!holds) throw new RangeError(`${name}: ${option} must be ${rule}; got ${value}.`)
  }
  within('learningRate', learningRate, learningRate > 0 && learningRate < infinity, 'a positive number')
  within('beta1', beta1, beta1 >= 0 && beta1 < 1, 'in [0, 1)')
  within('beta2', beta2, beta2 >= 0 && beta2 < 1, 'in [0, 1)')
  // Zero in 32 bits would divide 0 by 0 where a gradient is 0.
  within('epsilon', epsilon, Math.fround(epsilon) > 0 && epsilon < infinity, 'a positive number in 32 bits')
  within('weightDecay', weightDecay, weightDecay >= 0 && weightDecay < infinity, 'a number of at least 0')
  if (clipNorm !== undefined) within('clipNorm', clipNorm, clipNorm > 0 && clipNorm < infinity, 'a positive number')
}

/** Scales gradients whose length over all rows is above `longest` down to it. */
function clip(gradients: RowGradients, columns: number, longest: number): void {
  const row = new Float32Array(columns)
  let square = 0
  for (let r = 0; r < gradients.bags.count; r++) {
    gradientOfRow(gradients, r, row)
    for (let c = 0; c < columns; c++) square += row[c]! * row[c]!
  }
  const length = Math.sqrt(square)
  if (!(length > longest)) return
  const factor = longest / length
  const { vectors } = gradients
  for (let i = 0; i < vectors.length; i++) vectors[i]! *= factor
}

function decay(table: Float32Array, { ids, bags }: RowGradients, step: { columns: number; factor: number }): void {
  const { columns, factor } = step
  for (let r = 0; r < bags.count; r++) {
    const start = ids[r]! * columns
    for (let i = start; i < start + columns; i++) table[i] = table[i]! * factor
  }
}
