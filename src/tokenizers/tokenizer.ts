import type { Language } from '../retrieval.ts'

/** A text as a transformer takes it. */
export interface Tokens {
  /** Token ids, special ones included; never empty. */
  readonly ids: Int32Array
  /** Which of them are pooled: ids[first] … ids[end − 1]. At least one. */
  readonly first: number
  readonly end: number
}

export interface TokenizeOptions {
  /** Put before the text; its tokens are pooled or not, as the encoder says. */
  readonly prompt?: string
  /** For tokenizers that begin with a token of the text's language. */
  readonly language?: Language
}

/** Texts → token ids. */
export interface Tokenizer {
  /** The greatest id that it can give, plus 1. */
  readonly vocabulary: number
  /** Most tokens of a text; the rest is cut off, special tokens kept. */
  readonly maxLength: number
  /** How many texts were cut so far. */
  readonly truncated: number
  /** @throws {RangeError} a language that the tokenizer does not know, where one is needed */
  tokenize(text: string, options?: TokenizeOptions): Tokens
}
