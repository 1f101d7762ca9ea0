import { expect, inject, type MatcherState } from 'vitest'
import type { Check } from '../src/gate/comparison.ts'
import type { Measure } from '../src/metrics/measure.ts'
import type { Finding } from './assertion.ts'
import { listOf, type OneOrMore } from './one-or-more.ts'
import { Run } from './run.ts'
import type { ScoreOptions } from './scores.ts'
import { type BaselineOptions, matchesBaseline } from './to-match-baseline.ts'
import { type OutperformOptions, outperforms } from './to-outperform.ts'
import { reaches } from './to-reach.ts'

declare module 'vitest' {
  // The parameters must have Vitest's own names for the declarations to merge.
  interface Matchers<R, T> {
    /** Is the measure at least, or where lower is better at most, this value? `expect(run).toReach('AP', 0.5, { setting: 'monolingual' })` */
    toReach: (measure: string | Measure, value: number, options?: ScoreOptions) => R
    /**
     * Is this run better than the other, or than all others, by more than chance would give? A paired test on the same
     * queries decides; over several runs, measures or settings its p are corrected by Holm's method.
     */
    toOutperform: (other: OneOrMore<Run>, measure: OneOrMore<string | Measure>, options?: OutperformOptions) => R
    /** Is no measure worse than in the committed baseline by more than its tolerance? Writes the baseline under `-u`. */
    toMatchBaseline: (options?: BaselineOptions) => R
  }
}

/**
 * A matcher for Vitest made from an assertion on a run. What it finds is recorded, pass or not: on the run, or on the
 * test that asserts it where the run's own test has ended and its result is gone.
 */
function matcher<Rest extends readonly unknown[]>(
  name: string,
  assertion: (run: Run, negated: boolean, ...rest: Rest) => Finding,
): (this: MatcherState, received: unknown, ...rest: Rest) => { pass: boolean; message: () => string } {
  return function (received, ...rest) {
    const run = verifiedRun(name, received)
    const negated = Boolean(this.isNot)
    const checks = (run.ended ? this.task?.meta.retrieval?.checks : undefined) ?? run.result.checks
    const { pass, sentence } = recorded(name, checks, () => assertion(run, negated, ...rest))
    const message = sentence(negated)
    checks.push({ matcher: name, pass: pass !== negated, message })
    return { pass, message: () => `expect(run)${negated ? '.not' : ''}.${name}: ${message}\n\n  in ${run.key}` }
  }
}

/** An assertion that cannot be decided is a failed one, even where a test catches the error. */
function recorded(name: string, checks: Check[], assertion: () => Finding): Finding {
  try {
    return assertion()
  } catch (error) {
    checks.push({ matcher: name, pass: false, message: (error as Error).message })
    throw error
  }
}

/** @throws {TypeError} not a run; says what it is instead */
function verifiedRun(name: string, received: unknown): Run {
  if (received instanceof Run) return received
  if (received instanceof Promise) {
    throw new TypeError(
      `${name}: the received value must be a run; got a promise of one. Write \`await retrieval.run(…)\`.`,
    )
  }
  const got = received === null ? 'null' : typeof received
  throw new TypeError(
    `${name}: the received value must be a run; got ${got}. Pass what \`await retrieval.run(…)\` returns.`,
  )
}

expect.extend({
  toReach: matcher('toReach', (run, _, measure: string | Measure, value: number, options?: ScoreOptions) =>
    reaches(run, measure, value, options),
  ),
  toOutperform: matcher(
    'toOutperform',
    (run, _, other: unknown, measure: OneOrMore<string | Measure>, options?: OutperformOptions) =>
      outperforms(
        run,
        listOf(other).map((each) => verifiedRun('toOutperform', each)),
        listOf(measure),
        options,
      ),
  ),
  toMatchBaseline: matcher('toMatchBaseline', (run, negated, options?: BaselineOptions) =>
    matchesBaseline(run, inject('retrieval'), { negated, ...options }),
  ),
})
