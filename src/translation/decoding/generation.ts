import type { RowCandidates } from './decoder.ts'

/** How the tokens of a text are chosen, with the names and meanings of transformers' generation settings. */
export interface Generation {
  /** Texts that are followed at a time; 1 takes the most probable token each time. */
  readonly beams: number
  /** Most tokens of a text, the starting one included. */
  readonly maxLength: number
  /** Sums of log-probabilities are divided by a text's length to this power. */
  readonly lengthPenalty: number
  /**
   * When to stop although beams are left: `true` as soon as there are as many ended texts as beams, `false` when the best
   * beam as it stands is worse than all of those, `'never'` when it will be worse however it ends.
   */
  readonly earlyStopping: boolean | 'never'
  /** No sequence of so many tokens twice. 0 for any. */
  readonly noRepeatNgram: number
  /** What a text starts with before anything is written. */
  readonly start: number
  /** Tokens that end a text. */
  readonly ends: readonly number[]
}

/** Chooses the tokens of one text. */
export interface Search {
  /** Rows of the next step: the last token of each, and which of this text's rows before it continues. */
  readonly rows: readonly { readonly token: number; readonly parent: number }[]
  /** How many candidates of each row it wants. */
  readonly best: number
  readonly finished: boolean
  /** The text so far, starting tokens included: the best where several are followed. */
  readonly text: readonly number[]
  /** @param candidates of each of its rows */
  take(candidates: readonly RowCandidates[]): void
}
