import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import type { TensorFlow } from '../../backends/tensorflow/backend.ts'
import { sinusoids } from '../sinusoids.ts'
import { dimensionsOf, type TransformerModel } from './model.ts'
import { parametersOf } from './parameter.ts'

/** A model whose parameters lie in a backend's memory. */
export interface OpenModel extends Pick<TransformerModel, 'architecture' | 'pooling' | 'dense'> {
  readonly tf: TensorFlow
  readonly dimensions: number
  /** By name; training assigns to them. */
  readonly parameters: ReadonlyMap<string, Variable>
  /** The table of positions where it is not learned. */
  readonly sinusoids: Tensor | undefined
  dispose(): void
}

/** @param values of some parameters, in place of the model's own */
export async function openModel(
  tf: TensorFlow,
  model: Omit<TransformerModel, 'prompts' | 'hash' | 'name'>,
  values: ReadonlyMap<string, Float32Array> = new Map(),
): Promise<OpenModel> {
  const { architecture, pooling, dense } = model
  const parameters = await openParameters(tf, model, values)
  const table = sinusoidTable(tf, architecture)
  return {
    tf,
    architecture,
    pooling,
    dense,
    dimensions: dimensionsOf(model),
    parameters,
    sinusoids: table,
    dispose(): void {
      for (const parameter of parameters.values()) parameter.dispose()
      table?.dispose()
    },
  }
}

async function openParameters(
  tf: TensorFlow,
  model: Pick<TransformerModel, 'weights' | 'dense'>,
  values: ReadonlyMap<string, Float32Array>,
): Promise<Map<string, Variable>> {
  const parameters = new Map<string, Variable>()
  try {
    for (const { name, shape, read } of parametersOf(model)) {
      // A copy: the backend may keep the array itself.
      const data = values.get(name)?.slice() ?? (await read())
      const variable = tf.tidy(() => tf.variable(tf.tensor(data, [...shape], 'float32')))
      parameters.set(name, variable)
    }
    return parameters
  } catch (error) {
    for (const parameter of parameters.values()) parameter.dispose()
    throw error
  }
}

function sinusoidTable(tf: TensorFlow, architecture: TransformerModel['architecture']): Tensor | undefined {
  const { positions, hidden, padding } = architecture
  if (positions.kind === 'learned') return undefined
  return tf.tensor2d(sinusoids(positions.rows, hidden, padding), [positions.rows, hidden])
}
