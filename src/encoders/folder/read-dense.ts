import { join } from 'node:path'
import { readFloats } from '../../formats/safetensors-values.ts'
import { denseActivation } from './activations.ts'
import { type ConfigFile, requiredConfig } from './config-file.ts'
import type { Dense } from './model-folder.ts'
import { type StoredTensors, storedTensors } from './stored-tensors.ts'

/**
 * A Dense module with its values.
 *
 * @param inputs length of the vectors that come to it
 * @throws {RangeError} it takes vectors of another length, or does what only some other framework can
 */
export async function readDense(folder: string, inputs: number): Promise<Dense> {
  const config = await requiredConfig(join(folder, 'config.json'), 'which describes the Dense module')
  if (config.count('in_features') !== inputs) {
    throw config.refused(
      'in_features',
      `${inputs}, the length of the vectors before it`,
      'Take the files of one model.',
    )
  }
  requireSimple(config)
  const outputs = config.count('out_features')
  const stored = await denseTensors(folder)
  const bias = config.flag('bias', true)
  return {
    inputs,
    outputs,
    activation: denseActivation(config),
    weight: await values(stored, 'linear.weight', [outputs, inputs]),
    bias: bias ? await values(stored, 'linear.bias', [outputs]) : new Float32Array(outputs),
  }
}

/** The tensors of a Dense module's folder. */
export function denseTensors(folder: string): Promise<StoredTensors> {
  return storedTensors(folder, 'SentenceTransformer(model).save_pretrained(model), where model is the whole folder')
}

async function values({ file, places }: StoredTensors, name: string, shape: readonly number[]): Promise<Float32Array> {
  const place = places.get(name)
  if (place?.shape.join() === shape.join()) return readFloats(place)
  const got = place === undefined ? 'none' : `[${place.shape.join(', ')}]`
  throw new RangeError(
    `readModelFolder: ${file}: tensor "${name}" must be there with shape [${shape.join(', ')}], as config.json beside it says; got ${got}. Take both files of one model.`,
  )
}

function requireSimple(config: ConfigFile): void {
  for (const key of ['module_input_name', 'module_output_name']) {
    if (config.text(key, 'sentence_embedding') !== 'sentence_embedding') {
      throw config.refused(key, '"sentence_embedding"', 'Take another model.')
    }
  }
  if (config.flag('use_residual', false)) throw config.refused('use_residual', 'false', 'Take another model.')
}
