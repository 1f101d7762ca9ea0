import type { Command } from 'commander'
import { choice, float32Option, measuresOption, numeric } from './command-options.ts'
import { compareCommand } from './compare-command.ts'
import { measureCommand } from './measure-command.ts'
import { measuresHelp } from './measures-wanted.ts'
import type { ProgramOptions } from './program-options.ts'

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

export function measureOf(command: Command, { finish, ...surroundings }: ProgramOptions): void {
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

export function compareOf(command: Command, { finish, ...surroundings }: ProgramOptions): void {
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

function precisionOf({ float32 }: Common): { precision: 'double' | 'float32' } {
  return { precision: float32 ? 'float32' : 'double' }
}
