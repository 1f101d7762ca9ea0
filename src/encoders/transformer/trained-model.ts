import { createHash } from 'node:crypto'
import type { TensorToWrite } from '../../formats/write-safetensors.ts'
import type { TrainingState } from '../../training/steps.ts'
import { denseNames, type TransformerModel } from './model.ts'
import { parametersOf } from './parameter.ts'

/** The same model with what a training made of its parameters; those that were frozen are its own. */
export function trainedModel(model: TransformerModel, state: TrainingState): TransformerModel {
  // Only the parameters: the state holds their moments too, twice as much.
  const values = new Map(parametersOf(model).flatMap(({ name }) => (state.has(name) ? [[name, state.get(name)!]] : [])))
  const { weights } = model
  return {
    ...model,
    weights: {
      names: weights.names,
      place: (name) => weights.place(name),
      read: async (name) => values.get(name)?.slice() ?? weights.read(name),
    },
    dense: model.dense.map((module, index) => ({
      ...module,
      weight: values.get(denseNames(index).weight) ?? module.weight,
      bias: values.get(denseNames(index).bias) ?? module.bias,
    })),
    hash: async () => hashOf(await model.hash(), values),
  }
}

/**
 * All parameters of the encoder after a training, under the names of Hugging Face's class, as `writeSafetensors` takes
 * them; without those of the Dense modules, which `trainedModel` has.
 */
export async function trainedWeights(
  model: TransformerModel,
  state: TrainingState,
): Promise<Map<string, TensorToWrite>> {
  const { weights } = model
  const tensors = new Map<string, TensorToWrite>()
  for (const name of weights.names) {
    const data = state.get(name) ?? (await weights.read(name))
    tensors.set(name, { shape: weights.place(name).shape, data })
  }
  return tensors
}

function hashOf(before: string, values: TrainingState): string {
  const hash = createHash('sha256').update(before)
  for (const [name, array] of values) hash.update(`\u0000${name}\u0000`).update(array)
  return hash.digest('hex')
}
