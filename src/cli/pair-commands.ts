import type { Command } from 'commander'
import { choice, numeric } from './command-options.ts'
import { type DatasetFlags, datasetOptions, partedFlags } from './dataset-option.ts'
import type { ProgramOptions } from './program-options.ts'
import { type TrainingFlags, trainingOptions } from './training-option.ts'
import type { TranslatorFlags } from './translate-option.ts'

interface OverlapFlags extends DatasetFlags, TrainingFlags {
  readonly threshold: number
  readonly failOnOverlap?: true
  readonly format: 'table' | 'json'
}

interface TranslateFlags extends TrainingFlags, TranslatorFlags {
  readonly from: string
  readonly to: string
  readonly out: string
  readonly flagged: 'drop' | 'keep' | 'fail'
  readonly negatives: boolean
  readonly cache?: boolean | string
  readonly format: 'table' | 'json'
}

export function overlapOf(command: Command, { finish, screen }: ProgramOptions): void {
  command.description('Look for the texts of a data set in training pairs: which were seen, exactly or nearly.')
  datasetOptions(trainingOptions(command))
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

export function translateOf(command: Command, { finish, screen, onProgress }: ProgramOptions): void {
  trainingOptions(command.description('Translate training pairs into more languages.'))
    .optionsGroup('Translator:')
    .requiredOption(
      '--translator <what>',
      'the URL of an endpoint for chats, an M2M100 folder, org/name@revision of the hub, or a file of translations',
    )
    .option('--model <name>', "the model's name at an endpoint")
    .option('--api-key-variable <name>', 'the environment variable that holds the key of an endpoint')
    .option('--cache <folder>', 'where translations are kept for the next time')
    .option('--no-cache', 'keep no translations')
    .optionsGroup('Options:')
    .requiredOption('--from <language>', 'the language that is translated')
    .requiredOption('--to <languages>', 'the languages that are wanted, between commas')
    .requiredOption('--out <file>', 'JSON lines to write, .jsonl or .jsonl.gz, which --training reads')
    .addOption(choice('--flagged <how>', 'what becomes of translations that look wrong', ['drop', 'keep', 'fail']))
    .option('--no-negatives', 'leave hard negatives out')
    .addOption(choice('--format <format>', 'how to print the report', ['table', 'json']))
    .action(async (flags: TranslateFlags) => {
      const { from, to: languages, out, flagged, negatives, cache, format, ...others } = flags
      const { translator, model, apiKeyVariable, ...training } = others
      const named = {
        translator,
        ...(model !== undefined && { model }),
        ...(apiKeyVariable !== undefined && { apiKeyVariable }),
      }
      const given = { training, from, languages, translator: named, out, flagged, negatives, format, screen }
      const { translateCommand } = await import('./translate-command.ts')
      const more = { ...(cache !== undefined && { cache }), ...(onProgress && { onProgress }) }
      finish('translate', await translateCommand({ ...given, ...more }))
    })
}
