export const trainingFormats = ['pairs', 'squad', 'sentences'] as const
export type TrainingFormat = (typeof trainingFormats)[number]

/** Training pairs as a command line names them. */
export interface TrainingFlags {
  /** `FILE`, `en=FILE`, or `en,de=FILE` for sentences in columns. */
  readonly training: readonly string[]
  /** @default sentences for a file of several languages, squad for `.json`, else pairs */
  readonly trainingFormat?: TrainingFormat
  /** pairs: what fields are called, as `anchor=query,positive=answer`. */
  readonly columns?: string
  /** pairs: names of the columns of a TSV without them. */
  readonly header?: string
}
