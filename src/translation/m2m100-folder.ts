import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type ConfigFile, optionalConfig } from '../encoders/folder/config-file.ts'
import type { ModelFolder } from '../encoders/folder/model-folder.ts'
import { type OpenedFolder, openFolder } from '../encoders/folder/opened-folder.ts'
import { modelFolder } from '../encoders/folder/read-model-folder.ts'
import { storedTensors } from '../encoders/folder/stored-tensors.ts'
import type { EncoderDecoder } from '../encoders/onnx/decoder-graph.ts'
import { commonFolder } from '../encoders/onnx/stored.ts'
import type { Decoder } from './decoding/decoder.ts'
import { type ExportedEncoderDecoder, exportedDecoder } from './decoding/exported-decoder.ts'
import { type StoredDecoderOptions, storedDecoder } from './decoding/stored-decoder.ts'
import { m2m100Decoder, m2m100DecoderWeights } from './m2m100-decoder.ts'
import { exportedFiles, readExportedM2M100 } from './m2m100-exported.ts'

/** A model that translates, as Hugging Face lays it out, read and checked but for the values of its weights. */
export interface M2M100Folder
  extends Pick<ModelFolder, 'path' | 'name' | 'tokenizer' | 'maxLength' | 'pooling' | 'hash'> {
  readonly architecture: ModelFolder['architecture']
  readonly model: { readonly stored: EncoderDecoder } | { readonly exported: ExportedEncoderDecoder }
  /** generation_config.json where there is one, then config.json. */
  readonly settings: readonly ConfigFile[]
}

/**
 * Reads M2M100ForConditionalGeneration, or NLLB, which is laid out alike, from its folder: model.safetensors, else what
 * optimum exports.
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
  const generation = await optionalConfig(join(modules.transformer, 'generation_config.json'))
  const settings = generation === undefined ? [config] : [generation, config]
  const files = hasWeights(modules.transformer) ? undefined : exportedFiles(modules.transformer)
  if (files === undefined) return { ...(await readStored(opened)), settings }
  const { exported, ...folder } = await readExportedM2M100(opened, files)
  return { ...folder, model: { exported }, settings }
}

function hasWeights(folder: string): boolean {
  return ['model.safetensors', 'model.safetensors.index.json'].some((name) => existsSync(join(folder, name)))
}

async function readStored(opened: OpenedFolder): Promise<Omit<M2M100Folder, 'settings'>> {
  const encoder = await modelFolder(opened)
  const architecture = m2m100Decoder(opened.config, encoder.architecture)
  const stored = await storedTensors(opened.modules.transformer, 'save_pretrained() of transformers')
  const decoder = { architecture, weights: m2m100DecoderWeights(architecture, stored) }
  const folder = commonFolder(allOf(encoder.weights, decoder.weights))
  return { ...encoder, model: { stored: { encoder, decoder, folder } } }
}

/** Opens what computes it. */
export function openM2M100({ model }: Pick<M2M100Folder, 'model'>, options: StoredDecoderOptions): Promise<Decoder> {
  return 'stored' in model ? storedDecoder(model.stored, options) : exportedDecoder(model.exported, options)
}

type Weights = ModelFolder['weights']

function allOf(encoder: Weights, decoder: Weights): Weights {
  return {
    ...encoder,
    names: [...encoder.names.map((name) => `encoder ${name}`), ...decoder.names.map((name) => `decoder ${name}`)],
    place: (name) => (name.startsWith('encoder ') ? encoder.place(name.slice(8)) : decoder.place(name.slice(8))),
  }
}
