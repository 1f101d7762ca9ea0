import type { Outcome } from '../../gate/outcome.ts'
import type { Report, ReportCase } from '../report.ts'
import { check, comparison, verdict } from './comparison-schema.ts'
import { run } from './run-schema.ts'
import {
  constant,
  type JsonSchema,
  list,
  number,
  object,
  oneOf,
  optional,
  orNull,
  type Schema,
  text,
  truth,
} from './schema.ts'

const counts: Schema<Outcome['cases']> = object<Outcome['cases']>('casesByVerdict', 'Verdict → number of cases.', {
  improved: optional(number),
  unchanged: optional(number),
  regressed: optional(number),
  new: optional(number),
  failed: optional(number),
  missing: optional(number),
  incomparable: optional(number),
  skipped: optional(number),
  passed: optional(number),
})

const outcome = object<Outcome>('outcome', 'Whether quality fell short, or something could not be evaluated.', {
  kind: oneOf('passed', 'worse', 'undecided'),
  cases: counts,
})

const reportCase = object<ReportCase>('case', 'One run of one case with everything that was said of it.', {
  file: text,
  test: text,
  verdict,
  note: orNull(text),
  errors: list(text),
  checks: list(check),
  run: orNull(run),
  comparison: orNull(comparison),
})

const environment = object<Report['environment']>('environment', 'Where, when and by what command a report was made.', {
  package: text,
  vitest: text,
  node: text,
  platform: text,
  command: text,
  commit: orNull(text),
  dirty: truth,
  date: text,
})

const report = object<Report>('report', 'Everything that the report shows.', {
  schema: constant(1),
  verdict: oneOf('passed', 'failed'),
  outcome: optional(outcome),
  problems: list(text),
  cases: list(reportCase),
  environment,
})

/** The JSON Schema of `report.json`, which is published as `vitest-retrieval/report.schema.json`. */
export interface RootSchema extends JsonSchema {
  readonly $schema: string
  readonly title: string
  readonly $defs: Readonly<Record<string, JsonSchema>>
}

export const reportSchema: RootSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'The report of a suite of vitest-retrieval, schema 1',
  ...report.json,
  $defs: report.named,
}
