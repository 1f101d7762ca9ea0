import { join } from 'node:path'
import { type ConfigFile, optionalConfig } from '../encoders/folder/config-file.ts'
import type { ModelFolder } from '../encoders/folder/model-folder.ts'
import { openFolder } from '../encoders/folder/opened-folder.ts'
import { modelFolder } from '../encoders/folder/read-model-folder.ts'
import { storedTensors } from '../encoders/folder/stored-tensors.ts'
import type { EncoderDecoder } from '../encoders/onnx/decoder-graph.ts'
import { commonFolder } from '../encoders/onnx/stored.ts'
import { m2m100Decoder, m2m100DecoderWeights } from './m2m100-decoder.ts'

/** A model that translates, as Hugging Face lays it out, read and checked but for the values of its weights. */
export interface M2M100Folder
  extends Pick<ModelFolder, 'path' | 'name' | 'tokenizer' | 'maxLength' | 'pooling' | 'hash'> {
  readonly architecture: ModelFolder['architecture']
  readonly model: EncoderDecoder
  /** generation_config.json where there is one, then config.json. */
  readonly settings: readonly ConfigFile[]
}

/**
 * Reads M2M100ForConditionalGeneration, or NLLB, which is laid out alike, from its folder.
 *
 * @throws {RangeError} a file is missing or contradicts another; the model is another
 * @throws {SyntaxError} a file is damaged
 */
export async function readM2M100Folder(path: string): Promise<M2M100Folder> {
  const opened = await openFolder(path)
  const { config, modules } = opened
  if (config.text('model_type') !== 'm2m_100') {
    throw config.refused(
      'model_type',
      '"m2m_100", of M2M100 and NLLB, for a translator',
      'Take a model that translates.',
    )
  }
  const encoder = await modelFolder(opened)
  const architecture = m2m100Decoder(config, encoder.architecture)
  const stored = await storedTensors(modules.transformer, 'save_pretrained() of transformers')
  const decoder = { architecture, weights: m2m100DecoderWeights(architecture, stored) }
  const generation = await optionalConfig(join(modules.transformer, 'generation_config.json'))
  return {
    ...encoder,
    model: { encoder, decoder, folder: commonFolder(allOf(encoder.weights, decoder.weights)) },
    settings: generation === undefined ? [config] : [generation, config],
  }
}

type Weights = ModelFolder['weights']

function allOf(encoder: Weights, decoder: Weights): Weights {
  return {
    ...encoder,
    names: [...encoder.names.map((name) => `encoder ${name}`), ...decoder.names.map((name) => `decoder ${name}`)],
    place: (name) => (name.startsWith('encoder ') ? encoder.place(name.slice(8)) : decoder.place(name.slice(8))),
  }
}
