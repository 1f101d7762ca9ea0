/** What a transformer encoder computes, whatever its config.json calls it. */
export interface Architecture {
  readonly family: 'bert' | 'xlm-roberta' | 'm2m100'
  /** Rows of the token embedding; a token id is below. */
  readonly vocabulary: number
  /** Length of a hidden state. */
  readonly hidden: number
  readonly layers: number
  /** Attention heads; they divide `hidden`. */
  readonly heads: number
  /** Length of a feed-forward network's inner state. */
  readonly intermediate: number
  /** `gelu` is the exact one, by erf. */
  readonly activation: 'gelu' | 'gelu-tanh' | 'relu'
  /** Added to a layer norm's variance. */
  readonly epsilon: number
  /** Whether each part is normalised after its residual sum (BERT), or before it, with one norm more at the end (M2M100). */
  readonly norm: 'after' | 'before'
  /** Id of the padding token. */
  readonly padding: number
  readonly positions: Positions
  /** Multiplies token embeddings. 1 for none. */
  readonly scale: number
  /** Probabilities in training. Encoding drops nothing. */
  readonly dropout: { readonly hidden: number; readonly attention: number; readonly activation: number }
  readonly tensors: TensorNames
}

export interface Positions {
  /** A table in the weights, or sinusoids of fairseq's layout: all sines, then all cosines. */
  readonly kind: 'learned' | 'sinusoidal'
  /** Rows of the table. */
  readonly rows: number
  /**
   * Position of the first token. BERT counts every token from 0. The others count from padding + 1 those that are not
   * padding, and give padding tokens the position `padding`.
   */
  readonly first: number
  readonly counts: 'every token' | 'tokens but padding'
}

/** Names of parameters as Hugging Face's encoder class has them. Of a linear layer or norm without `.weight` and `.bias`. */
export interface TensorNames {
  /** The whole name, `….weight`. */
  readonly tokens: string
  /** The whole name; only where learned. */
  readonly positions?: string
  /** The whole name of the token type embedding, of which row 0 is added to every token. */
  readonly types?: string
  /** The norm of the summed embeddings. */
  readonly embeddingNorm?: string
  readonly layers: readonly LayerNames[]
  /** The norm after the last layer. */
  readonly finalNorm?: string
}

export interface LayerNames {
  readonly query: string
  readonly key: string
  readonly value: string
  readonly attentionOutput: string
  readonly attentionNorm: string
  readonly up: string
  readonly down: string
  readonly outputNorm: string
}
