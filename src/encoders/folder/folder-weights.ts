import type { SafetensorsPlace } from '../../formats/safetensors.ts'
import { readFloats } from '../../formats/safetensors-values.ts'
import type { Architecture } from './architecture.ts'
import type { ConfigFile } from './config-file.ts'
import { type Parameter, parameters } from './parameters.ts'
import type { StoredTensors } from './stored-tensors.ts'
import type { FloatType, TensorPlace, Weights } from './weights.ts'

/** What classes around an encoder put before its names. */
const prefixes: Readonly<Record<Architecture['family'], readonly string[]>> = {
  bert: ['', 'bert.', 'model.'],
  'xlm-roberta': ['', 'roberta.', 'xlm_roberta.', 'model.'],
  m2m100: ['model.encoder.', 'encoder.', ''],
}

/** M2M100's token embedding is shared by encoder, decoder and output: a file holds it once, under one of these names. */
const sharedTokens: readonly string[] = [
  'model.encoder.embed_tokens.weight',
  'encoder.embed_tokens.weight',
  'model.shared.weight',
  'shared.weight',
  'model.decoder.embed_tokens.weight',
  'decoder.embed_tokens.weight',
  'lm_head.weight',
]

/**
 * Every parameter that the architecture has, found in the files and of the shape that config.json makes it.
 *
 * @throws {RangeError} a tensor is missing, of another shape or type, or there are layers that config.json does not count
 */
export function folderWeights(architecture: Architecture, stored: StoredTensors, config: ConfigFile): Weights {
  const find = finder(architecture, stored)
  const typeRows = { key: 'type_vocab_size', length: config.count('type_vocab_size', { otherwise: 2 }) }
  const found = new Map<string, TensorPlace>()
  for (const parameter of parameters(architecture, typeRows)) {
    found.set(parameter.name, checked(find(parameter.name), { parameter, config, stored }))
  }
  requireNoMoreLayers(architecture, { stored, config, find })
  const place = (name: string): TensorPlace => {
    const at = found.get(name)
    if (at === undefined) throw new RangeError(`Weights: a name must be one of the architecture's; got "${name}".`)
    return at
  }
  return { names: [...found.keys()], place, read: (name) => readFloats(place(name)) }
}

type Find = (name: string) => SafetensorsPlace | undefined

function finder(architecture: Architecture, { places }: StoredTensors): Find {
  const { family, tensors } = architecture
  const landmark = `${tensors.layers[0]?.query}.weight`
  const prefix = prefixes[family].find((before) => places.has(before + landmark)) ?? ''
  return (name) => {
    const own = places.get(prefix + name) ?? places.get(prefix + formerName(name))
    if (own !== undefined || family !== 'm2m100' || name !== tensors.tokens) return own
    const alias = sharedTokens.find((shared) => places.has(shared))
    return alias === undefined ? undefined : places.get(alias)
  }
}

/** As the first BERT checkpoints, converted from TensorFlow, name norms. */
function formerName(name: string): string {
  return name.replace(/LayerNorm\.weight$/, 'LayerNorm.gamma').replace(/LayerNorm\.bias$/, 'LayerNorm.beta')
}

interface Context {
  readonly parameter: Parameter
  readonly config: ConfigFile
  readonly stored: StoredTensors
}

function checked(place: SafetensorsPlace | undefined, { parameter, config, stored }: Context): TensorPlace {
  const { name, shape, keys } = parameter
  const refuse = (rule: string, got: string, remedy: string): RangeError =>
    new RangeError(`readModelFolder: ${stored.file}: tensor "${name}" must be ${rule}; got ${got}. ${remedy}`)
  if (place === undefined) {
    const first = [...stored.places.keys()].slice(0, 3).join(', ')
    throw refuse(
      `there, as ${config.file} describes the model`,
      `${stored.places.size} others (${first} …)`,
      'Take the files of one model.',
    )
  }
  const { type } = place
  if (!isFloatType(type)) throw refuse('of type F32, F16 or BF16', type, 'Save the model in one of these.')
  if (place.shape.join() !== shape.join()) {
    const rule = `[${shape.join(', ')}] by ${keys.join(' and ')} of ${config.file}`
    throw refuse(rule, `[${place.shape.join(', ')}]`, 'Take both files of one model.')
  }
  return { file: place.file, type, shape: place.shape, start: place.start, end: place.end }
}

function requireNoMoreLayers(
  { layers, tensors, family }: Architecture,
  { stored, config, find }: { stored: StoredTensors; config: ConfigFile; find: Find },
): void {
  const next = `${tensors.layers[0]?.query}.weight`.replace('.0.', `.${layers}.`)
  if (find(next) === undefined) return
  const key = family === 'm2m100' ? 'encoder_layers' : 'num_hidden_layers'
  throw config.refused(
    key,
    `the number of layers of ${stored.file}, which has "${next}" too`,
    'Take both files of one model.',
  )
}

function isFloatType(type: string): type is FloatType {
  return type === 'F32' || type === 'F16' || type === 'BF16'
}
