import type { Command } from 'commander'
import { choice, encoderOptions, measuresOption, needed } from './command-options.ts'
import { type DatasetFlags, datasetOptions, partedFlags } from './dataset-option.ts'
import type { EncoderFlags } from './encoder-option.ts'
import { evaluationHelp } from './measures-wanted.ts'
import type { ProgramOptions } from './program-options.ts'

interface EncodeFlags extends Omit<EncoderFlags, 'prompts'> {
  readonly texts: string
  readonly role: 'query' | 'document'
  readonly out: string
  readonly prompt?: string
}

interface EvaluateFlags extends DatasetFlags, Omit<EncoderFlags, 'prompts'> {
  readonly inspection: 'stop' | 'warn'
  readonly queryPrompt?: string
  readonly documentPrompt?: string
  readonly measures: readonly string[]
  readonly format: 'table' | 'json'
}

export function encodeOf(command: Command, { finish, onProgress, open }: ProgramOptions): void {
  encoderOptions(command.description('Encode texts as unit vectors.'))
    .requiredOption(
      '--texts <file>',
      'a JSON object a line: {"text": "…", "language": "…"}; the language can be left out',
    )
    .addOption(needed('--role <role>', 'what the texts are, for the prompt', ['query', 'document']))
    .requiredOption('--out <file>', 'safetensors to write: embeddings, texts × dimensions in 32-bit floats')
    .option('--prompt <text>', "put before each text, in place of the encoder's own")
    .action(async ({ texts, role, out, prompt, ...encoder }: EncodeFlags) => {
      const prompts = prompt === undefined ? {} : { [role]: prompt }
      const given = { encoder: { ...encoder, prompts }, texts, role, out, ...(open && { open }) }
      const { encodeCommand } = await import('./encode-command.ts')
      finish('encode', await encodeCommand({ ...given, ...(onProgress && { onProgress }) }))
    })
}

export function evaluateOf(command: Command, { finish, screen, onProgress, open }: ProgramOptions): void {
  command.description('Evaluate an encoder on a data set, within languages, across them, and in one pool.')
  datasetOptions(encoderOptions(command))
    .option('--query-prompt <text>', "put before each query, in place of the encoder's own")
    .option('--document-prompt <text>', "put before each document, in place of the encoder's own")
    .addOption(choice('--inspection <how>', 'what findings that make figures meaningless do', ['stop', 'warn']))
    .addOption(measuresOption())
    .addOption(choice('--format <format>', 'how to print it', ['table', 'json']))
    .addHelpText('after', evaluationHelp)
    .action(async (flags: EvaluateFlags) => {
      const { dataset, others } = partedFlags(flags)
      const { measures, format, inspection, queryPrompt, documentPrompt, ...encoder } = others
      const prompts = {
        ...(queryPrompt !== undefined && { query: queryPrompt }),
        ...(documentPrompt !== undefined && { document: documentPrompt }),
      }
      const wanted = { dataset, inspection, measures, format, screen }
      const given = { ...wanted, encoder: { ...encoder, prompts }, ...(open && { open }) }
      const { evaluateCommand } = await import('./evaluate-command.ts')
      finish('evaluate', await evaluateCommand({ ...given, ...(onProgress && { onProgress }) }))
    })
}
