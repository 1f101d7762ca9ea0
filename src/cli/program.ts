import { Command } from 'commander'
import { version } from '../version.ts'
import { datasetsOf, verifyOf } from './data-commands.ts'
import { encodeOf, evaluateOf } from './encoder-commands.ts'
import { overlapOf, translateOf } from './pair-commands.ts'
import { planOf } from './plan-commands.ts'
import type { ProgramOptions } from './program-options.ts'
import { reportOf } from './report-commands.ts'
import { compareOf, measureOf } from './run-commands.ts'

/**
 * The command line. Its commands throw what they cannot do; nothing ends the process. Those that take an encoder are
 * loaded when they are called: runs are measured in less time than that takes.
 */
export function program(options: ProgramOptions): Command {
  const all = new Command('vitest-retrieval')
    .description(
      'Measures and compares retrieval runs as trec_eval does, encodes texts, evaluates encoders, looks into data sets, translates training pairs, writes reports of suites again, and plans for large corpora.',
    )
    .configureHelp({ subcommandTerm: (command) => command.name() })
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
  overlapOf(all.command('overlap'), options)
  translateOf(all.command('translate'), options)
  datasetsOf(all.command('datasets'), options)
  reportOf(all.command('report'), options)
  planOf(all.command('plan'), options)
  return all
}
