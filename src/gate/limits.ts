import type { RunRecord, ScoreRecord } from '../experiment/record.ts'
import type { Comparison } from './comparison.ts'
import { formatScore, formatValue } from './format-value.ts'
import type { Rules } from './tolerance.ts'

/** A comparison held to the limits that stand whatever the baseline has: a run beyond one of them fails. */
export function withinLimits(comparison: Comparison, { scores }: RunRecord, rules: Rules): Comparison {
  const reasons = scores.flatMap((score) => beyondLimit(score, rules.limit(score.measure, score.setting)))
  if (reasons.length === 0) return comparison
  const measures = comparison.measures.map((row) => {
    const limit = rules.limit(row.measure, row.setting)
    return limit === null ? row : { ...row, limit }
  })
  return { ...comparison, verdict: 'failed', reasons: [...reasons, ...comparison.reasons], measures }
}

function beyondLimit({ measure, setting, value, direction, bound }: ScoreRecord, limit: number | null): string[] {
  if (limit === null) return []
  const keeps = direction === 'higher' ? value >= limit : value <= limit
  // Where the truth is at least 1,200, it may or may not be at most 1,500.
  const open = bound !== undefined && (bound === 'at least') !== (direction === 'higher')
  if (keeps && !open) return []
  const side = direction === 'higher' ? 'at least' : 'at most'
  const unknown = keeps ? ' whether it keeps it is not known, since relevant documents were not returned.' : ''
  const score = formatScore({ value, ...(bound && { bound }) })
  return [
    `${measure} (${setting}) is ${score}; its limit is ${side} ${formatValue(limit)}${unknown ? `;${unknown}` : '.'}`,
  ]
}
