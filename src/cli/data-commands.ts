import { type Command, Option } from 'commander'
import { choice, numeric } from './command-options.ts'
import { type DatasetFlags, type DatasetName, datasetArgument, datasetOptions, partedFlags } from './dataset-option.ts'
import { datasetsCommand } from './datasets-command.ts'
import type { ProgramOptions } from './program-options.ts'
import { type TrainingFlags, trainingFormats } from './training-option.ts'

interface VerifyFlags extends Omit<DatasetFlags, 'dataset'> {
  readonly local?: true
  readonly format: 'table' | 'json'
}

interface OverlapFlags extends DatasetFlags, TrainingFlags {
  readonly threshold: number
  readonly failOnOverlap?: true
  readonly format: 'table' | 'json'
}

export function datasetsOf(command: Command, { finish, screen }: ProgramOptions): void {
  command
    .description('List the data sets that can be loaded: size, licence, source, citation.')
    .addOption(choice('--format <format>', 'how to print it', ['table', 'json']))
    .action(({ format }: { readonly format: 'table' | 'json' }) => {
      finish('datasets', datasetsCommand({ format, screen }))
    })
}

export function verifyOf(command: Command, { finish, screen }: ProgramOptions): void {
  command.description('Verify the files of a data set: what they hold, and what is suspicious about it.')
  datasetArgument(command)
    .option('--local', 'take files that are not the published ones')
    .addOption(choice('--format <format>', 'how to print it', ['table', 'json']))
    .action(async (dataset: DatasetName, flags: VerifyFlags) => {
      const { verifyCommand } = await import('./verify-command.ts')
      finish('verify', await verifyCommand({ dataset, ...flags, local: flags.local ?? false, screen }))
    })
}

export function overlapOf(command: Command, { finish, screen }: ProgramOptions): void {
  command
    .optionsGroup('Training pairs:')
    .description('Look for the texts of a data set in training pairs: which were seen, exactly or nearly.')
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
  datasetOptions(command)
    .option('--threshold <similarity>', 'least Jaccard similarity of a near-duplicate', numeric, 0.8)
    .option('--fail-on-overlap', 'exit with 1 where any text of the data set was seen')
    .addOption(choice('--format <format>', 'how to print it', ['table', 'json']))
    .action(async (flags: OverlapFlags) => {
      const { dataset, others } = partedFlags(flags)
      const { threshold, failOnOverlap = false, format, ...training } = others
      const { overlapCommand } = await import('./overlap-command.ts')
      finish('overlap', await overlapCommand({ dataset, training, threshold, failOnOverlap, format, screen }))
    })
}
