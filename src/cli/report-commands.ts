import { type Command, InvalidArgumentError } from 'commander'
import type { Tolerance } from '../gate/tolerance.ts'
import { choice } from './command-options.ts'
import type { ProgramOptions } from './program-options.ts'

interface ReportFlags {
  readonly out?: string
  readonly queries?: string | boolean
  readonly baseline?: string
  readonly history?: string
  readonly tolerance?: Tolerance
  readonly failOnRegression?: true
  readonly format: 'table' | 'json'
}

export function reportOf(command: Command, { finish, screen }: ProgramOptions): void {
  command
    .description("Write a suite's report again from its report.json, or compare two reports.")
    .argument('<report>', 'the report.json of a suite')
    .argument('[after]', 'another, to be compared with the first')
    .option('--out <file>', 'the page to write; index.html or comparison.html beside the report without')
    .option('--queries <folder>', 'per-query results; queries beside the report without')
    .option('--no-queries', 'leave single queries out')
    .option('--baseline <file>', "the suite's baseline, for the drop of single queries")
    .option('--history <file>', 'past runs, for trends')
    .option('--tolerance <amount>', 'of a comparison: how far a value may fall, as .01 or 2%', toleranceOf)
    .option('--fail-on-regression', 'exit with 1 where something of the first is worse, missing or not comparable')
    .addOption(choice('--format <format>', 'how to print a comparison', ['table', 'json']))
    .action(async (before: string, after: string | undefined, flags: ReportFlags) => {
      const { failOnRegression = false, queries, ...others } = flags
      const given = typeof queries === 'boolean' ? (queries ? {} : { queries: false as const }) : { queries }
      const { reportCommand } = await import('./report-command.ts')
      const reports = after === undefined ? [before] : [before, after]
      const named = given.queries === undefined ? {} : { queries: given.queries }
      finish('report', reportCommand({ reports, ...named, ...others, failOnRegression, screen }))
    })
}

/** @throws {InvalidArgumentError} neither a number ≥ 0 nor a share */
function toleranceOf(text: string): Tolerance {
  if (/^\d+(?:\.\d+)?%$/.test(text)) return text as Tolerance
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (value >= 0 && Number.isFinite(value)) return value
  throw new InvalidArgumentError('It must be a number ≥ 0 or a share such as 2%.')
}
