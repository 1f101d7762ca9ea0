import type { ScoreRecord } from '../src/experiment/record.ts'
import { formatScore } from '../src/gate/compare.ts'
import type { Measure } from '../src/metrics/measure.ts'
import { measure as parse } from '../src/metrics/notation.ts'
import type { Setting } from '../src/retrieval.ts'
import type { Run } from './run.ts'

/** How far a matcher's reader must be told which score is meant. */
export interface ScoreOptions {
  /** May be left out where the measure was evaluated in one setting alone. */
  readonly setting?: Setting
}

/**
 * The score that an assertion means.
 *
 * @param matcher names the caller in messages
 * @throws {RangeError} the measure was not evaluated, or the setting is missing, ambiguous or not evaluated; lists what there is
 */
export function scoreOf(
  { record }: Run,
  measure: string | Measure,
  { matcher, setting }: ScoreOptions & { readonly matcher: string },
): ScoreRecord {
  const asked = typeof measure === 'string' ? measure : measure.name
  const name = record.scores.some((score) => score.measure === asked) ? asked : canonical(asked)
  const scores = record.scores.filter((score) => score.measure === name)
  if (scores.length === 0) {
    const evaluated = [...new Set(record.scores.map((score) => score.measure))].join(', ')
    throw new RangeError(
      `${matcher}: the measure must be one of those evaluated (${evaluated}); got "${asked}". Add it to \`measures\` of the run.`,
    )
  }
  const found = setting === undefined ? scores : scores.filter((score) => score.setting === setting)
  const [score] = found
  if (score && found.length === 1) return score
  const settings = scores.map((each) => `'${each.setting}'`).join(', ')
  throw new RangeError(
    `${matcher}: { setting } of ${name} must be one of ${settings}; got ${setting === undefined ? 'none' : `'${setting}'`}.`,
  )
}

/** Whether a score and a limit can be told apart: a bound says nothing of what lies on its far side. */
export function decides({ value, direction, bound }: ScoreRecord, limit: number): boolean {
  if (bound === undefined) return true
  // At least 12 is not at most 10; it may or may not be at most 20. The limit itself counts as reached.
  const reaches = direction === 'higher' ? value >= limit : value <= limit
  const proves = (bound === 'at least') === (direction === 'higher')
  return reaches === proves
}

/** The error of whoever needs a score that is only a bound. @param rule says what must hold */
export function undecided(score: ScoreRecord, rule: string): RangeError {
  return new RangeError(
    `${rule} ${score.measure} (${score.setting}) is only known to be ${formatScore(score)}, since the run did not return all relevant documents. Score a run that returns more documents for a query, the whole pool if need be.`,
  )
}

/** `MAP` → `AP`; what is no known notation stays as it is. */
function canonical(name: string): string {
  try {
    return parse(name).name
  } catch {
    return name
  }
}
