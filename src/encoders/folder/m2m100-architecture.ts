import { feedForwardActivation } from './activations.ts'
import type { Architecture, LayerNames } from './architecture.ts'
import { type ConfigFile, mostLayers } from './config-file.ts'

/** Hugging Face's table has two rows more than max_position_embeddings, as fairseq counts positions from padding + 1. */
const rowsBesidePositions = 2

/** No tensor vouches for the number of sinusoids: a table of these is made from a number in a file. */
const mostPositions = 2 ** 20

/**
 * The encoder of M2M100 and of NLLB, which is laid out alike. Defaults are Hugging Face's. `encoder_layerdrop` is not
 * read: it acts in training alone, where a text's vector would depend on layers that are drawn, and is off here.
 */
export function m2m100Architecture(config: ConfigFile): Architecture {
  const hidden = config.count('d_model')
  const layers = config.count('encoder_layers', { most: mostLayers })
  const padding = config.count('pad_token_id', { least: 0, otherwise: 1 })
  return {
    family: 'm2m100',
    vocabulary: config.count('vocab_size'),
    hidden,
    layers,
    heads: config.count('encoder_attention_heads'),
    intermediate: config.count('encoder_ffn_dim'),
    activation: feedForwardActivation(config, 'activation_function', 'relu'),
    epsilon: 1e-5,
    norm: 'before',
    padding,
    positions: {
      kind: 'sinusoidal',
      rows: config.count('max_position_embeddings', { most: mostPositions, otherwise: 1024 }) + rowsBesidePositions,
      first: padding + 1,
      counts: 'tokens but padding',
    },
    scale: config.flag('scale_embedding', true) ? Math.sqrt(hidden) : 1,
    dropout: {
      hidden: config.probability('dropout', 0.1),
      attention: config.probability('attention_dropout', 0.1),
      activation: config.probability('activation_dropout', 0),
    },
    tensors: {
      tokens: 'embed_tokens.weight',
      layers: Array.from({ length: layers }, (_, index) => m2m100LayerNames(`layers.${index}`)),
      finalNorm: 'layer_norm',
    },
  }
}

/** What a layer's own parameters are called, in the encoder as in the decoder. @param layer `layers.0` */
export function m2m100LayerNames(layer: string): LayerNames {
  return {
    query: `${layer}.self_attn.q_proj`,
    key: `${layer}.self_attn.k_proj`,
    value: `${layer}.self_attn.v_proj`,
    attentionOutput: `${layer}.self_attn.out_proj`,
    attentionNorm: `${layer}.self_attn_layer_norm`,
    up: `${layer}.fc1`,
    down: `${layer}.fc2`,
    outputNorm: `${layer}.final_layer_norm`,
  }
}
