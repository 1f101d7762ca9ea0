import { Command, InvalidArgumentError, Option } from 'commander'
import { version } from '../version.ts'
import { compareCommand } from './compare-command.ts'
import { measureCommand } from './measure-command.ts'
import type { MeasureFilesOptions } from './measured-files.ts'
import { measuresHelp } from './measures-wanted.ts'
import type { Output, Screen } from './output.ts'

export interface ProgramOptions {
  readonly screen: Screen
  readonly onProgress?: NonNullable<MeasureFilesOptions['onProgress']>
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

/** The command line. Its commands throw what they cannot do; nothing ends the process. */
export function program(options: ProgramOptions): Command {
  const all = new Command('vitest-retrieval')
    .description('Measures and compares retrieval runs in the TREC format, as trec_eval does.')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: () => {} })
  measureOf(all.command('measure'), options)
  compareOf(all.command('compare'), options)
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

function numeric(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isFinite(value)) return value
  throw new InvalidArgumentError('It must be a number.')
}

function precisionOf({ float32 }: Common): { precision: 'double' | 'float32' } {
  return { precision: float32 ? 'float32' : 'double' }
}
