import type { Architecture } from '../encoders/folder/architecture.ts'
import { type ConfigFile, mostLayers } from '../encoders/folder/config-file.ts'
import { m2m100LayerNames } from '../encoders/folder/m2m100-architecture.ts'
import type { StoredTensors } from '../encoders/folder/stored-tensors.ts'
import type { TensorPlace, Weights } from '../encoders/folder/weights.ts'
import type { CrossLayerNames, DecoderArchitecture } from '../encoders/onnx/decoder-graph.ts'
import { readFloats } from '../formats/safetensors-values.ts'

/** What classes around the decoder put before its names. */
const prefixes = ['model.decoder.', 'decoder.'] as const

/** The embedding that the encoder, the decoder and its output share. A file holds it under one of these names or more. */
const sharedTokens: readonly string[] = [
  'model.decoder.embed_tokens.weight',
  'decoder.embed_tokens.weight',
  'model.shared.weight',
  'shared.weight',
  'model.encoder.embed_tokens.weight',
  'encoder.embed_tokens.weight',
  'lm_head.weight',
]

/** Where an output has a table of its own, `tie_word_embeddings: false`. */
const ownOutput = 'lm_head.weight'

/**
 * The decoder of M2M100 and of NLLB.
 *
 * @param encoder the same model's: both share sizes, positions and the embedding
 * @throws {RangeError} a size is no count, or heads do not divide a state
 */
export function m2m100Decoder(config: ConfigFile, encoder: Architecture): DecoderArchitecture {
  const layers = config.count('decoder_layers', { most: mostLayers })
  const heads = config.count('decoder_attention_heads')
  if (encoder.hidden % heads !== 0) {
    throw config.refused('decoder_attention_heads', `a divisor of d_model, which is ${encoder.hidden}`)
  }
  const numbers = Array.from({ length: layers }, (_, index) => `layers.${index}`)
  const tokens = 'embed_tokens.weight'
  return {
    ...encoder,
    layers,
    heads,
    intermediate: config.count('decoder_ffn_dim'),
    tensors: { tokens, layers: numbers.map(m2m100LayerNames), finalNorm: 'layer_norm' },
    cross: numbers.map(crossNames),
    output: config.flag('tie_word_embeddings', true) ? tokens : ownOutput,
  }
}

function crossNames(layer: string): CrossLayerNames {
  return {
    query: `${layer}.encoder_attn.q_proj`,
    key: `${layer}.encoder_attn.k_proj`,
    value: `${layer}.encoder_attn.v_proj`,
    output: `${layer}.encoder_attn.out_proj`,
    norm: `${layer}.encoder_attn_layer_norm`,
  }
}

/**
 * Every parameter of the decoder, found in the files and of the shape that config.json makes it.
 *
 * @throws {RangeError} a tensor is missing, or of another shape or type
 */
export function m2m100DecoderWeights(architecture: DecoderArchitecture, stored: StoredTensors): Weights {
  const found = new Map(
    shapes(architecture).map(([name, shape]) => [name, checked(stored, { name, shape, architecture })]),
  )
  const place = (name: string): TensorPlace => {
    const at = found.get(name)
    if (at === undefined) throw new RangeError(`Weights: a name must be one of the decoder's; got "${name}".`)
    return at
  }
  return { names: [...found.keys()], place, read: (name) => readFloats(place(name)) }
}

type Shape = readonly [name: string, shape: readonly number[]]

function shapes({ vocabulary, hidden, intermediate, tensors, cross, output }: DecoderArchitecture): readonly Shape[] {
  const linear = (name: string, outputs: number, inputs: number): Shape[] => [
    [`${name}.weight`, [outputs, inputs]],
    [`${name}.bias`, [outputs]],
  ]
  const norm = (name: string): Shape[] => ['weight', 'bias'].map((part) => [`${name}.${part}`, [hidden]])
  const square = (name: string): Shape[] => linear(name, hidden, hidden)
  const own = tensors.layers.flatMap((layer) => [
    ...[layer.query, layer.key, layer.value, layer.attentionOutput].flatMap(square),
    ...[layer.attentionNorm, layer.outputNorm].flatMap(norm),
    ...linear(layer.up, intermediate, hidden),
    ...linear(layer.down, hidden, intermediate),
  ])
  const across = cross.flatMap((layer) => [
    ...[layer.query, layer.key, layer.value, layer.output].flatMap(square),
    ...norm(layer.norm),
  ])
  const tables = [...new Set([tensors.tokens, output])].map((name): Shape => [name, [vocabulary, hidden]])
  return [...tables, ...own, ...across, ...norm(tensors.finalNorm ?? 'layer_norm')]
}

interface Expected {
  readonly name: string
  readonly shape: readonly number[]
  readonly architecture: DecoderArchitecture
}

function checked({ places, file }: StoredTensors, { name, shape, architecture }: Expected): TensorPlace {
  const refuse = (rule: string, got: string): RangeError =>
    new RangeError(
      `m2m100Translator: ${file}: tensor "${name}" of the decoder must be ${rule}; got ${got}. Take the files of one whole model, not of an encoder alone.`,
    )
  const names =
    name === architecture.tensors.tokens ? sharedTokens : name === ownOutput ? [name] : prefixes.map((p) => p + name)
  const at = names.map((one) => places.get(one)).find((one) => one !== undefined)
  if (at === undefined) throw refuse('there', `${places.size} others`)
  const { type, start, end } = at
  if (type !== 'F32' && type !== 'F16' && type !== 'BF16') throw refuse('of type F32, F16 or BF16', type)
  if (at.shape.join() !== shape.join()) throw refuse(`[${shape.join(', ')}]`, `[${at.shape.join(', ')}]`)
  return { file: at.file, type, shape, start, end }
}
