import { createHash } from 'node:crypto'
import type { TrainingState } from '../../training/steps.ts'
import { denseNames, type TransformerModel } from './model.ts'
import { parametersOf } from './parameter.ts'

/** The same model with what a training made of its parameters; those that were frozen stay its own. */
export function trainedModel(model: TransformerModel, state: TrainingState): TransformerModel {
  // Only parameters: a state holds their moments too, twice as much. What an earlier training changed stays changed.
  const trained = new Map(model.trained)
  for (const { name } of parametersOf(model)) if (state.has(name)) trained.set(name, state.get(name)!)
  const { weights } = model
  return {
    ...model,
    trained,
    weights: {
      names: weights.names,
      place: (name) => weights.place(name),
      read: async (name) => trained.get(name)?.slice() ?? weights.read(name),
    },
    dense: model.dense.map((module, index) => ({
      ...module,
      weight: trained.get(denseNames(index).weight) ?? module.weight,
      bias: trained.get(denseNames(index).bias) ?? module.bias,
    })),
    hash: async () => hashOf(await model.hash(), trained),
  }
}

function hashOf(before: string, values: TrainingState): string {
  const hash = createHash('sha256').update(before)
  for (const [name, array] of values) hash.update(`\u0000${name}\u0000`).update(array)
  return hash.digest('hex')
}
