import type { Variable } from '@tensorflow/tfjs-core'
import type { TensorFlow } from '../../backends/tensorflow/backend.ts'
import type { TrainingState } from '../../training/steps.ts'
import type { AdamVariable } from './adam-update.ts'

/** Variables with their moments: zeros, or as an earlier training left them. */
export function openMoments(
  tf: TensorFlow,
  variables: ReadonlyMap<string, Variable>,
  from: TrainingState | undefined,
): readonly AdamVariable[] {
  const opened: AdamVariable[] = []
  try {
    for (const [name, value] of variables) {
      const mean = moment(tf, value, from?.get(`mean.${name}`))
      const square = moment(tf, value, from?.get(`square.${name}`))
      opened.push({ name, value, mean, square })
    }
    return opened
  } catch (error) {
    // For want of memory: what there is of them is of no use.
    disposeMoments(opened)
    throw error
  }
}

export function disposeMoments(variables: readonly AdamVariable[]): void {
  for (const { mean, square } of variables) {
    mean.dispose()
    square.dispose()
  }
}

function moment(tf: TensorFlow, { shape }: Variable, values: Float32Array | undefined): Variable {
  return tf.tidy(() => tf.variable(values ? tf.tensor(values.slice(), shape) : tf.zeros(shape)))
}

/** Each parameter under its name, its moments under `mean.NAME` and `square.NAME`. */
export async function stateOf(variables: readonly AdamVariable[]): Promise<TrainingState> {
  const state = new Map<string, Float32Array>()
  const keep = async (name: string, variable: Variable): Promise<void> => {
    // A copy: some backends give the array that they go on using.
    state.set(name, ((await variable.data()) as Float32Array).slice())
  }
  for (const { name, value, mean, square } of variables) {
    await keep(name, value)
    await keep(`mean.${name}`, mean)
    await keep(`square.${name}`, square)
  }
  return state
}
