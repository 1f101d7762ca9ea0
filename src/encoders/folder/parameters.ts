import type { Architecture } from './architecture.ts'

/** A parameter that an architecture has. */
export interface Parameter {
  readonly name: string
  readonly shape: readonly number[]
  /** The keys of config.json that the shape comes from. */
  readonly keys: readonly string[]
}

interface Sizes {
  readonly hidden: Size
  readonly intermediate: Size
}

interface Size {
  readonly key: string
  readonly length: number
}

/**
 * All parameters of an encoder, in the order of its computation.
 *
 * @param typeRows rows of the token type embedding
 */
export function parameters(architecture: Architecture, typeRows: Size): readonly Parameter[] {
  const { tensors, family, positions } = architecture
  const encoderDecoder = family === 'm2m100'
  const sizes: Sizes = {
    hidden: { key: encoderDecoder ? 'd_model' : 'hidden_size', length: architecture.hidden },
    intermediate: { key: encoderDecoder ? 'encoder_ffn_dim' : 'intermediate_size', length: architecture.intermediate },
  }
  const { hidden } = sizes
  const vocabulary = { key: 'vocab_size', length: architecture.vocabulary }
  const rows = { key: 'max_position_embeddings', length: positions.rows }
  return [
    parameter(tensors.tokens, vocabulary, hidden),
    ...(tensors.positions === undefined ? [] : [parameter(tensors.positions, rows, hidden)]),
    ...(tensors.types === undefined ? [] : [parameter(tensors.types, typeRows, hidden)]),
    ...(tensors.embeddingNorm === undefined ? [] : norm(tensors.embeddingNorm, hidden)),
    ...tensors.layers.flatMap((layer) => layerParameters(layer, sizes)),
    ...(tensors.finalNorm === undefined ? [] : norm(tensors.finalNorm, hidden)),
  ]
}

function layerParameters(
  names: Architecture['tensors']['layers'][number],
  { hidden, intermediate }: Sizes,
): Parameter[] {
  return [
    ...linear(names.query, hidden, hidden),
    ...linear(names.key, hidden, hidden),
    ...linear(names.value, hidden, hidden),
    ...linear(names.attentionOutput, hidden, hidden),
    ...norm(names.attentionNorm, hidden),
    ...linear(names.up, intermediate, hidden),
    ...linear(names.down, hidden, intermediate),
    ...norm(names.outputNorm, hidden),
  ]
}

function linear(name: string, outputs: Size, inputs: Size): Parameter[] {
  return [parameter(`${name}.weight`, outputs, inputs), parameter(`${name}.bias`, outputs)]
}

function norm(name: string, size: Size): Parameter[] {
  return [parameter(`${name}.weight`, size), parameter(`${name}.bias`, size)]
}

function parameter(name: string, ...sizes: readonly Size[]): Parameter {
  return { name, shape: sizes.map(({ length }) => length), keys: [...new Set(sizes.map(({ key }) => key))] }
}
