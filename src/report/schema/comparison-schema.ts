import type {
  Check,
  Comparison,
  ComparisonTest,
  FallenQuery,
  LanguageChange,
  Loss,
  MeasureComparison,
  PairChange,
  Verdict,
} from '../../gate/comparison.ts'
import type { Side } from '../../metrics/measure.ts'
import type { Setting } from '../../retrieval.ts'
import { constant, list, number, object, oneOf, optional, orNull, pair, type Schema, text, truth } from './schema.ts'

export const setting: Schema<Setting> = oneOf('monolingual', 'cross-lingual', 'multilingual')
export const direction: Schema<'higher' | 'lower'> = oneOf('higher', 'lower')
export const side: Schema<Side> = oneOf('at least', 'at most')
export const verdict: Schema<Verdict> = oneOf(
  'improved',
  'unchanged',
  'regressed',
  'new',
  'failed',
  'missing',
  'incomparable',
  'skipped',
  'passed',
)

const moved: Schema<LanguageChange['verdict']> = oneOf('improved', 'unchanged', 'regressed')

const languageChange = object<LanguageChange>(
  'languageChange',
  "The mean over one language's queries against the baseline's.",
  { language: text, expected: number, actual: number, tolerance: number, verdict: moved, p: optional(number) },
)

const pairChange = object<PairChange>('pairChange', 'Queries in one language for documents in another.', {
  query: text,
  document: text,
  expected: number,
  actual: number,
})

const fallenQuery = object<FallenQuery>('fallenQuery', 'A query that fell, mean over seeds.', {
  id: text,
  text,
  language: text,
  before: number,
  after: number,
})

const culprit = object<NonNullable<Loss['culprit']>>('culprit', 'The language behind at least half of a loss.', {
  language: text,
  share: number,
})

const loss = object<Loss>('loss', 'Where a loss comes from.', {
  of: optional(text),
  languages: list(languageChange),
  pair: orNull(pairChange),
  culprit: orNull(culprit),
  queries: list(fallenQuery),
})

const test = object<ComparisonTest>('test', 'A paired test of a run against its baseline.', {
  p: number,
  alpha: number,
  atMost: optional(number),
  family: number,
  interval: orNull(pair(number)),
  queries: number,
  concepts: number,
  seeds: number,
})

const measureComparison = object<MeasureComparison>(
  'measureComparison',
  'One measure in one setting against the baseline.',
  {
    measure: text,
    setting,
    direction,
    expected: orNull(number),
    actual: orNull(number),
    tolerance: number,
    verdict: oneOf('improved', 'unchanged', 'regressed', 'new', 'missing', 'incomparable'),
    bound: optional(side),
    test: optional(test),
    limit: optional(number),
    wholeHolds: optional(constant(true)),
    loss: optional(loss),
  },
)

export const comparison: Schema<Comparison> = object<Comparison>('comparison', 'A case against the baseline.', {
  verdict,
  reasons: list(text),
  measures: list(measureComparison),
  notes: optional(list(text)),
})

export const check: Schema<Check> = object<Check>('check', 'An assertion made on a run.', {
  matcher: text,
  pass: truth,
  message: text,
})
