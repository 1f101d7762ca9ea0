import type { Command } from 'commander'
import { choice } from './command-options.ts'
import { type DatasetFlags, type DatasetName, datasetArgument } from './dataset-option.ts'
import { datasetsCommand } from './datasets-command.ts'
import type { ProgramOptions } from './program-options.ts'

interface VerifyFlags extends Omit<DatasetFlags, 'dataset'> {
  readonly local?: true
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
