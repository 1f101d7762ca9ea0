import type { Tokens } from '../tokenizers/tokenizer.ts'

/** Texts side by side, each padded behind to the length of the longest. */
export interface Batch {
  readonly rows: number
  readonly length: number
  /** rows × length */
  readonly ids: Int32Array
  /** Tokens of each text, without padding. */
  readonly lengths: Int32Array
  /** Which tokens of each text are pooled: those from `first` to `end` − 1. */
  readonly first: Int32Array
  readonly end: Int32Array
}

export interface TokenLimits {
  /** Id of the padding token. */
  readonly padding: number
  /** Ids are below. */
  readonly vocabulary: number
  /** Most tokens of a text. */
  readonly length: number
}

/** @throws {RangeError} a text that the model cannot take; it is named by its number in the batch, from 0 */
export function paddedBatch(texts: readonly Tokens[], limits: TokenLimits): Batch {
  for (const [index, tokens] of texts.entries()) verify(tokens, index, limits)
  const length = texts.reduce((most, { ids }) => Math.max(most, ids.length), 0)
  const ids = new Int32Array(texts.length * length).fill(limits.padding)
  for (const [index, tokens] of texts.entries()) ids.set(tokens.ids, index * length)
  return {
    rows: texts.length,
    length,
    ids,
    lengths: Int32Array.from(texts, (tokens) => tokens.ids.length),
    first: Int32Array.from(texts, ({ first }) => first),
    end: Int32Array.from(texts, ({ end }) => end),
  }
}

function verify({ ids, first, end }: Tokens, index: number, { vocabulary, length }: TokenLimits): void {
  const refuse = (rule: string, got: string): RangeError =>
    new RangeError(`Runtime: text ${index} of the batch must have ${rule}; got ${got}. Use the model's own tokenizer.`)
  if (ids.length === 0 || ids.length > length) throw refuse(`from 1 to ${length} tokens`, String(ids.length))
  const strange = ids.find((id) => id < 0 || id >= vocabulary)
  if (strange !== undefined) throw refuse(`token ids from 0 to ${vocabulary - 1}`, String(strange))
  if (!(first >= 0 && first < end && end <= ids.length)) {
    throw refuse(`pooled tokens among its ${ids.length}, at least one`, `${first} to ${end}`)
  }
}
