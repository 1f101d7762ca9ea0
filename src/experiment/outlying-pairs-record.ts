import { outlyingPairs } from '../integrity/outlying-pairs.ts'
import type { OutlyingPairsRecord, ScoreRecord } from './record.ts'

/** Language pairs far below their siblings in the first measure that is known to lie in [0, 1]; null where there is none. */
export function outlyingPairsRecord(scores: readonly ScoreRecord[]): OutlyingPairsRecord | null {
  const score = scores.find(
    ({ measure, setting, perPair, bound }) =>
      setting === 'cross-lingual' && perPair && !bound && /^(AP|nDCG)\b/.test(measure),
  )
  if (!score?.perPair) return null
  const rows = Object.entries(score.perPair).map(([query, row]) => [query, new Map(Object.entries(row))] as const)
  const pairs = outlyingPairs(new Map(rows))
  return pairs.length === 0 ? null : { measure: score.measure, pairs }
}
