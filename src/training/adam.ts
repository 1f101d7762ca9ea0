import type { Optimizer } from './optimizer.ts'

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

const made = new WeakMap<Optimizer, Required<AdamOptions>>()

/**
 * Adam, lazily: a row without a gradient in a step keeps its weights and both moments as they are, where dense Adam
 * would decay the moments and go on moving the row. Bias is corrected by the number of steps, not of a row's updates.
 * PyTorch's SparseAdam does the same.
 *
 * @throws {RangeError} an option is out of range
 * @see Kingma & Ba 2015, algorithm 1, arXiv:1412.6980
 */
export function adam({ learningRate = 0.02, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions = {}): Optimizer {
  const infinity = Number.POSITIVE_INFINITY
  const within = (name: string, value: number, holds: boolean, rule: string): void => {
    if (!holds) throw new RangeError(`adam: ${name} must be ${rule}; got ${value}.`)
  }
  within('learningRate', learningRate, learningRate > 0 && learningRate < infinity, 'a positive number')
  within('beta1', beta1, beta1 >= 0 && beta1 < 1, 'in [0, 1)')
  within('beta2', beta2, beta2 >= 0 && beta2 < 1, 'in [0, 1)')
  // Zero in 32 bits would divide 0 by 0 where a gradient is 0.
  within('epsilon', epsilon, Math.fround(epsilon) > 0 && epsilon < infinity, 'a positive number in 32 bits')
  const optimizer: Optimizer = {
    name: 'adam',
    configuration: { learningRate, beta1, beta2, epsilon },
    learningRate,
    moments: 2,
    start(kernel, table) {
      const state = { table, moments: kernel.floats(2 * table.length) }
      return (gradients, { columns, step, learningRate: current }) => {
        const rate = current / (1 - beta1 ** step)
        const correction = 1 / (1 - beta2 ** step)
        kernel.adamRows(state, gradients, { columns, rate, correction, beta1, beta2, epsilon })
      }
    },
  }
  made.set(optimizer, { learningRate, beta1, beta2, epsilon })
  return optimizer
}

/** The options of an optimizer that `adam` made; undefined for any other, even one that copies its fields. */
export function adamOptions(optimizer: Optimizer): Required<AdamOptions> | undefined {
  return made.get(optimizer)
}
