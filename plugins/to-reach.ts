import { formatScore, formatValue } from '../src/gate/compare.ts'
import type { Measure } from '../src/metrics/measure.ts'
import type { Finding } from './assertion.ts'
import type { Run } from './run.ts'
import { decides, type ScoreOptions, scoreOf, undecided } from './scores.ts'

/**
 * Whether a run's score is as good as a value: at least, or at most where lower is better.
 *
 * @throws {RangeError} as `scoreOf`, the value is not finite, or the score is a bound that leaves it open
 */
export function reaches(run: Run, measure: string | Measure, value: number, options: ScoreOptions = {}): Finding {
  if (!Number.isFinite(value)) throw new RangeError(`toReach: the value must be a finite number; got ${String(value)}.`)
  const score = scoreOf(run, measure, { matcher: 'toReach', ...options })
  const higher = score.direction === 'higher'
  const limit = higher ? 'at least' : 'at most'
  if (!decides(score, value))
    throw undecided(
      score,
      `toReach: the score must be known; got one that leaves open whether it is ${limit} ${formatValue(value)}.`,
    )
  return {
    pass: higher ? score.value >= value : score.value <= value,
    sentence: (negated) =>
      `${score.measure} (${score.setting}) is ${formatScore(score)}, expected ${negated ? 'not ' : ''}${limit} ${formatValue(value)}.`,
  }
}
