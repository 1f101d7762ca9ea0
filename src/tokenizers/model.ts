/** A word as the pre-tokenizer cuts it, not empty → token ids. */
export type Segment = (word: string) => readonly number[]

/** The model of a tokenizer. */
export interface Model {
  readonly segment: Segment
  /** The greatest id of its vocabulary. */
  readonly greatestId: number
}
