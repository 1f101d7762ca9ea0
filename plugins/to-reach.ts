import { formatValue } from '../src/gate/compare.ts'
import type { Measure } from '../src/metrics/measure.ts'
import type { Finding } from './assertion.ts'
import type { Run } from './run.ts'
import { type ScoreOptions, scoreOf } from './scores.ts'

/**
 * Whether a run's score is as good as a value: at least, or at most where lower is better.
 *
 * @throws {RangeError} as `scoreOf`, or the value is not finite
 */
export function reaches(run: Run, measure: string | Measure, value: number, options: ScoreOptions = {}): Finding {
  if (!Number.isFinite(value)) throw new RangeError(`toReach: the value must be a finite number; got ${String(value)}.`)
  const score = scoreOf(run, measure, { matcher: 'toReach', ...options })
  const higher = score.direction === 'higher'
  const bound = higher ? 'at least' : 'at most'
  return {
    pass: higher ? score.value >= value : score.value <= value,
    sentence: (negated) =>
      `${score.measure} (${score.setting}) is ${formatValue(score.value)}, expected ${negated ? 'not ' : ''}${bound} ${formatValue(value)}.`,
  }
}
