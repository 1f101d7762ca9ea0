import { type Command, Option } from 'commander'

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

/** Which training pairs are meant, and how their files are read. Options that come after are of no group. */
export function trainingOptions(command: Command): Command {
  return command
    .optionsGroup('Training pairs:')
    .requiredOption(
      '--training <files...>',
      'FILE or en=FILE of pairs (JSON-lines, TSV, Parquet), en=FILE.json of SQuAD, en,de=FILE of sentences in columns',
    )
    .addOption(
      new Option(
        '--training-format <format>',
        'without: sentences for en,de=FILE, squad for .json, else pairs',
      ).choices(trainingFormats),
    )
    .option('--columns <names>', 'pairs: what fields are called, as anchor=query,positive=answer')
    .option('--header <names>', 'pairs: the columns of a TSV whose first line does not name them, between commas')
    .optionsGroup('Options:')
}
