import type { Tokens } from '../../tokenizers/tokenizer.ts'

/** A model that reads texts and writes others token by token. */
export interface Decoder {
  /** Token ids are below. */
  readonly vocabulary: number
  /** Reads texts: at least one. */
  read(texts: readonly Tokens[]): Promise<Writing>
  /** Gives back what it holds. */
  dispose(): Promise<void>
}

/** Texts under way: rows, of which equally many stand side by side for each text that was read. */
export interface Writing {
  /** Writes one token more in each row. Those of the step before that no row continues are forgotten. */
  step(step: Step): Promise<Candidates>
}

export interface Step {
  /** The last token of each row. */
  readonly tokens: Int32Array
  /** Which row of the step before each row continues; at the first step, the number of the text that it writes about. */
  readonly parents: Int32Array
  /** How many tokens to tell for each row, at most the vocabulary. */
  readonly best: number
}

/** The most probable next tokens of each row, the best first. */
export interface Candidates {
  /** How many there are for a row. */
  readonly best: number
  /** rows × best */
  readonly tokens: Int32Array
  /** rows × best, natural logarithms */
  readonly logProbabilities: Float32Array
}

/** One row of candidates. */
export interface RowCandidates {
  readonly tokens: Int32Array
  readonly logProbabilities: Float32Array
}

export function rowOf({ best, tokens, logProbabilities }: Candidates, row: number): RowCandidates {
  const [start, end] = [row * best, (row + 1) * best]
  return { tokens: tokens.subarray(start, end), logProbabilities: logProbabilities.subarray(start, end) }
}
