import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { version } from '../version.ts'
import { compareCommand } from './compare-command.ts'
import { datasetsCommand } from './datasets-command.ts'
import type { EncoderFlags, OpenEncoder } from './encoder-option.ts'
import { measureCommand } from './measure-command.ts'
import type { MeasureFilesOptions } from './measured-files.ts'
import { evaluationHelp, measuresHelp } from './measures-wanted.ts'
import type { Output, Screen } from './output.ts'

export interface ProgramOptions {
  readonly screen: Screen
  readonly onProgress?: NonNullable<MeasureFilesOptions['onProgress']>
  /** Makes the encoders that a command line names. @default folders and endpoints */
  readonly open?: OpenEncoder
  /** Takes what a command found. */
  readonly finish: (command: string, output: Output) => void
}

/** What commander reads of either command's options. */
interface Common {
  readonly measures: readonly string[]
  readonly float32?: true
}

interface MeasureFlags extends Common {
  readonly perQuery?: true
  readonly format: 'table' | 'json' | 'trec'
  readonly missing: 'count' | 'skip'
}

interface CompareFlags extends Common {
  readonly test: 'randomisation' | 't'
  readonly correction: 'holm' | 'none'
  readonly alpha: number
  readonly seed: number
  readonly failOnRegression?: true
  readonly format: 'table' | 'json'
}

interface EncodeFlags extends Omit<EncoderFlags, 'prompts'> {
  readonly texts: string
  readonly role: 'query' | 'document'
  readonly out: string
  readonly prompt?: string
}

interface EvaluateFlags extends Omit<EncoderFlags, 'prompts'> {
  readonly dataset: 'xquad-r'
  readonly data: string
  readonly languages?: string
  readonly queryPrompt?: string
  readonly documentPrompt?: string
  readonly measures: readonly string[]
  readonly format: 'table' | 'json'
}

interface VerifyFlags {
  readonly data: string
  readonly languages?: string
  readonly split?: string
  readonly local?: true
  readonly format: 'table' | 'json'
}

/**
 * The command line. Its commands throw what they cannot do; nothing ends the process. Those that take an encoder are
 * loaded when they are called: runs are measured in less time than that takes.
 */
export function program(options: ProgramOptions): Command {
  const all = new Command('vitest-retrieval')
    .description('Measures and compares retrieval runs as trec_eval does; encodes texts, and evaluates encoders.')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: () => {} })
  measureOf(all.command('measure'), options)
  compareOf(all.command('compare'), options)
  encodeOf(all.command('encode'), options)
  evaluateOf(all.command('evaluate'), options)
  verifyOf(all.command('verify'), options)
  datasetsOf(all.command('datasets'), options)
  return all
}

function measureOf(command: Command, { finish, ...surroundings }: ProgramOptions): void {
  command
    .description('Measure runs against judgements.')
    .argument('<qrels>', 'judgements: QUERY 0 DOCUMENT GRADE a line; .gz is read too')
    .argument('<runs...>', 'runs: QUERY Q0 DOCUMENT RANK SCORE TAG a line; .gz is read too')
    .addOption(measuresOption())
    .option('-q, --per-query', 'each query beside the mean')
    .addOption(choice('--format <format>', 'how to print it', ['table', 'json', 'trec']))
    .addOption(float32Option())
    .addOption(
      choice('--missing <how>', 'judged queries that a run lacks: count as nothing found, or skip', ['count', 'skip']),
    )
    .addHelpText('after', measuresHelp)
    .action(async (qrels: string, runs: string[], flags: MeasureFlags) => {
      const { perQuery = false, ...others } = flags
      const given = { qrels, runs, perQuery, ...others, ...precisionOf(flags), ...surroundings }
      finish('measure', await measureCommand(given))
    })
}

function compareOf(command: Command, { finish, ...surroundings }: ProgramOptions): void {
  command
    .description('Compare runs with a baseline, query by query, and test the differences.')
    .argument('<qrels>', 'judgements: QUERY 0 DOCUMENT GRADE a line; .gz is read too')
    .argument('<baseline>', 'the run to compare with')
    .argument('<runs...>', 'the runs to compare')
    .addOption(measuresOption())
    .addOption(choice('--test <test>', 'the paired test', ['randomisation', 't']))
    .addOption(choice('--correction <method>', 'for all runs and measures together', ['holm', 'none']))
    .option('--alpha <level>', 'level of significance', numeric, 0.05)
    .option('--seed <integer>', 'of the randomisation test and the bootstrap', numeric, 1)
    .option('--fail-on-regression', 'exit with 1 where a run is significantly worse')
    .addOption(choice('--format <format>', 'how to print it', ['table', 'json']))
    .addOption(float32Option())
    .addHelpText('after', measuresHelp)
    .action(async (qrels: string, baseline: string, runs: string[], flags: CompareFlags) => {
      const { failOnRegression = false, ...others } = flags
      const given = { qrels, baseline, runs, failOnRegression, ...others, ...precisionOf(flags), ...surroundings }
      finish('compare', await compareCommand(given))
    })
}

function encodeOf(command: Command, { finish, onProgress, open }: ProgramOptions): void {
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

function evaluateOf(command: Command, { finish, screen, onProgress, open }: ProgramOptions): void {
  encoderOptions(
    command.description('Evaluate an encoder on a data set, within languages, across them, and in one pool.'),
  )
    .addOption(needed('--dataset <name>', 'the data set', ['xquad-r']))
    .requiredOption('--data <folder>', 'its files, or a folder that holds them as <name>')
    .option('--languages <codes>', 'some of its languages, between commas')
    .option('--query-prompt <text>', "put before each query, in place of the encoder's own")
    .option('--document-prompt <text>', "put before each document, in place of the encoder's own")
    .addOption(measuresOption())
    .addOption(choice('--format <format>', 'how to print it', ['table', 'json']))
    .addHelpText('after', evaluationHelp)
    .action(async (flags: EvaluateFlags) => {
      const { dataset, data, languages, measures, format, queryPrompt, documentPrompt, ...encoder } = flags
      const prompts = {
        ...(queryPrompt !== undefined && { query: queryPrompt }),
        ...(documentPrompt !== undefined && { document: documentPrompt }),
      }
      const given = { encoder: { ...encoder, prompts }, dataset, data, measures, format, screen, ...(open && { open }) }
      const some = languages === undefined ? {} : { languages }
      const { evaluateCommand } = await import('./evaluate-command.ts')
      finish('evaluate', await evaluateCommand({ ...given, ...some, ...(onProgress && { onProgress }) }))
    })
}

function datasetsOf(command: Command, { finish, screen }: ProgramOptions): void {
  command
    .description('List the data sets that can be loaded: size, licence, source, citation.')
    .addOption(choice('--format <format>', 'how to print it', ['table', 'json']))
    .action(({ format }: { readonly format: 'table' | 'json' }) => {
      finish('datasets', datasetsCommand({ format, screen }))
    })
}

function verifyOf(command: Command, { finish, screen }: ProgramOptions): void {
  command
    .description('Verify the files of a data set: what they hold, and what is suspicious about it.')
    .addArgument(new Argument('<dataset>', 'the data set').choices(['xquad-r', 'beir']))
    .requiredOption('--data <folder>', 'its files, or (xquad-r) a folder that holds them as <name>')
    .option('--languages <codes>', 'some of its languages, between commas; beir: the one of entries that name none')
    .option('--split <name>', 'beir: which judgements; test without')
    .option('--local', 'take files that are not the published ones')
    .addOption(choice('--format <format>', 'how to print it', ['table', 'json']))
    .action(async (dataset: 'xquad-r' | 'beir', flags: VerifyFlags) => {
      const { verifyCommand } = await import('./verify-command.ts')
      finish('verify', await verifyCommand({ dataset, ...flags, local: flags.local ?? false, screen }))
    })
}

function encoderOptions(command: Command): Command {
  return command
    .requiredOption(
      '--encoder <folder|url>',
      'a model folder as Hugging Face lays it out, org/name@revision of its hub, or an endpoint',
    )
    .option('--model <name>', "the model's name at an endpoint")
    .option('--api-key-variable <name>', 'the environment variable that holds the key of an endpoint')
    .option('--pooling <mode>', "in place of the folder's own: cls, mean, max, …; several between commas")
    .option('--language-token <which>', "M2M100: source (a text's own), none, or a language for all texts")
    .option('--max-length <tokens>', 'most tokens of a text', numeric)
    .option('--cache <folder>', 'where vectors are kept for the next time')
    .option('--no-cache', 'keep no vectors')
}

function measuresOption(): Option {
  return new Option('-m, --measures <notation>', 'a measure, or several between commas; can be repeated')
    .default([], 'see below')
    .argParser((notation: string, before: readonly string[]) => [...before, notation])
}

function float32Option(): Option {
  return new Option('--float32', 'read scores in single precision, as trec_eval before 9.0.8 and pytrec_eval do')
}

/** The first choice is the default. */
function choice(flags: string, description: string, choices: readonly [string, ...string[]]): Option {
  return new Option(flags, description).choices(choices).default(choices[0])
}

/** One of the choices must be given. */
function needed(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, description).choices(choices).makeOptionMandatory()
}

function numeric(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isFinite(value)) return value
  throw new InvalidArgumentError('It must be a number.')
}

function precisionOf({ float32 }: Common): { precision: 'double' | 'float32' } {
  return { precision: float32 ? 'float32' : 'double' }
}
