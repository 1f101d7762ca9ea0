import { feedForwardActivation } from './activations.ts'
import type { Architecture, LayerNames, Positions } from './architecture.ts'
import { type ConfigFile, mostLayers } from './config-file.ts'
import { notBuilt } from './not-built.ts'

/** Defaults are Hugging Face's. RoBERTa and XLM-RoBERTa are one: they differ in tokenizer and training alone. */
export function bertArchitecture(config: ConfigFile, family: 'bert' | 'xlm-roberta'): Architecture {
  requirePlain(config)
  const layers = config.count('num_hidden_layers', { most: mostLayers })
  const padding = config.count('pad_token_id', { least: 0, otherwise: family === 'bert' ? 0 : 1 })
  return {
    family,
    vocabulary: config.count('vocab_size'),
    hidden: config.count('hidden_size'),
    layers,
    heads: config.count('num_attention_heads'),
    intermediate: config.count('intermediate_size'),
    activation: feedForwardActivation(config, 'hidden_act', 'gelu'),
    epsilon: epsilon(config),
    norm: 'after',
    padding,
    positions: positions(config, family, padding),
    scale: 1,
    dropout: {
      hidden: config.probability('hidden_dropout_prob', 0.1),
      attention: config.probability('attention_probs_dropout_prob', 0.1),
      activation: 0,
    },
    tensors: {
      tokens: 'embeddings.word_embeddings.weight',
      positions: 'embeddings.position_embeddings.weight',
      types: 'embeddings.token_type_embeddings.weight',
      embeddingNorm: 'embeddings.LayerNorm',
      layers: Array.from({ length: layers }, (_, index) => layerNames(`encoder.layer.${index}`)),
    },
  }
}

function positions(config: ConfigFile, family: 'bert' | 'xlm-roberta', padding: number): Positions {
  const rows = config.count('max_position_embeddings')
  return family === 'bert'
    ? { kind: 'learned', rows, first: 0, counts: 'every token' }
    : { kind: 'learned', rows, first: padding + 1, counts: 'tokens but padding' }
}

function layerNames(layer: string): LayerNames {
  return {
    query: `${layer}.attention.self.query`,
    key: `${layer}.attention.self.key`,
    value: `${layer}.attention.self.value`,
    attentionOutput: `${layer}.attention.output.dense`,
    attentionNorm: `${layer}.attention.output.LayerNorm`,
    up: `${layer}.intermediate.dense`,
    down: `${layer}.output.dense`,
    outputNorm: `${layer}.output.LayerNorm`,
  }
}

function epsilon(config: ConfigFile): number {
  const value = config.get('layer_norm_eps') ?? 1e-12
  if (typeof value === 'number' && value > 0 && value < 1) return value
  throw config.refused('layer_norm_eps', 'a number between 0 and 1')
}

function requirePlain(config: ConfigFile): void {
  if (config.text('position_embedding_type', 'absolute') !== 'absolute') {
    throw notBuilt(config, 'position_embedding_type', '"absolute"')
  }
  if (config.flag('is_decoder', false)) {
    throw notBuilt(config, 'is_decoder', 'false: each token attends to all others')
  }
}
