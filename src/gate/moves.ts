import type { RunRecord, ScoreRecord } from '../experiment/record.ts'
import type { Language, Query, Setting } from '../retrieval.ts'
import { holm } from '../statistics/multiple-tests.ts'
import { type BaselineEntry, rounding } from './baseline.ts'
import { type Evidence, type MatchedColumn, matchedColumn } from './evidence.ts'
import { languageMeans } from './language-means.ts'
import { pairedP } from './paired-test.ts'
import { type PairedValues, pairedValues } from './paired-values.ts'
import type { Rule, Rules } from './tolerance.ts'

/** One value of the baseline against the run's: of all queries, or of those in one language. */
export interface Move {
  readonly measure: string
  readonly setting: Setting
  /** Null: all queries. */
  readonly language: Language | null
  readonly expected: number
  readonly actual: number
  /** How much better the run is, in the measure's own unit and direction; negative where it lost. */
  readonly gain: number
  readonly rule: Rule
  /** What single queries scored; null where that is not known. */
  readonly column: MatchedColumn | null
  /** Corrected by Holm's method; null where nothing was tested. */
  readonly p: number | null
  /** How many tests were corrected for. */
  readonly family: number
  readonly verdict: 'improved' | 'unchanged' | 'regressed'
}

type Candidate = Omit<Move, 'p' | 'family' | 'verdict'>

/**
 * Everything that is compared of a case, judged. Means over all queries are one family of tests, those of single languages
 * another. Every value of a family is tested, whether it moved or not, so that which values are corrected for does not
 * depend on what they are; only where nothing at all left its tolerance is the testing saved.
 *
 * Tests are two-sided and only losses fail, so that each family raises a false alarm with probability α ÷ 2 at most, and
 * both together with α at most.
 */
export function moves(run: RunRecord, entry: BaselineEntry, rules: Rules, evidence?: Evidence): Move[] {
  const means = run.scores.flatMap((score) => meanCandidate(score, entry, rules, evidence))
  const languages = means.flatMap((candidate) => languageCandidates(candidate, run, rules))
  return [...judged(means), ...judged(languages)]
}

function meanCandidate(score: ScoreRecord, entry: BaselineEntry, rules: Rules, evidence?: Evidence): Candidate[] {
  const { measure, setting, value: actual, bound } = score
  const expected = entry.scores[measure]?.[setting]
  if (bound || expected === undefined) return []
  const rule = rules.measure(measure, setting, expected)
  const column = matchedColumn(evidence, measure, setting)
  return [{ measure, setting, language: null, expected, actual, gain: gainOf(score, expected, actual), rule, column }]
}

function languageCandidates({ measure, setting, column }: Candidate, run: RunRecord, rules: Rules): Candidate[] {
  const score = run.scores.find((each) => each.measure === measure && each.setting === setting)
  if (!column || !score) return []
  return languageMeans(column).flatMap(({ language, places, expected, actual }) => {
    const rule = rules.language(measure, setting, expected)
    if (!rule) return []
    const own = part(column, places)
    return [{ measure, setting, language, expected, actual, gain: gainOf(score, expected, actual), rule, column: own }]
  })
}

function gainOf({ direction }: Pick<ScoreRecord, 'direction'>, expected: number, actual: number): number {
  return direction === 'higher' ? actual - expected : expected - actual
}

/** A column of some of its queries. */
function part({ before, now, pairs, queries }: MatchedColumn, places: readonly number[]): MatchedColumn {
  const cut = (row: Float64Array): Float64Array => Float64Array.from(places, (i) => row[i] as number)
  return { before: before.map(cut), now: now.map(cut), pairs, queries: places.map((i) => queries[i] as Query) }
}

function judged(candidates: readonly Candidate[]): Move[] {
  const tested = candidates.some(({ gain, rule }) => rule.alpha !== null && leaves(gain, rule.worse))
  const raw = candidates.map(({ rule, column }) =>
    tested && rule.alpha !== null && column ? pairedP(valuesOf(column)) : null,
  )
  const corrected = holm(raw.filter((p) => p !== null))
  let next = 0
  const ps = raw.map((p) => (p === null ? null : (corrected[next++] as number)))
  return candidates.map((candidate, i) => {
    const p = ps[i] as number | null
    return { ...candidate, p, family: corrected.length, verdict: verdictOf(candidate, p) }
  })
}

/** The values of a column in the form that tests take. */
export function valuesOf({ before, now, queries }: MatchedColumn): PairedValues {
  return pairedValues(now, before, queries)
}

/** What chance explains has not moved; where no test is possible, the tolerance decides alone. */
function verdictOf({ gain, rule }: Candidate, p: number | null): Move['verdict'] {
  const chance = p !== null && rule.alpha !== null && p > rule.alpha
  if (!leaves(gain, rule.worse) || (chance && !leaves(gain, rule.atMost))) return 'unchanged'
  return gain < 0 ? 'regressed' : 'improved'
}

function leaves(gain: number, allowed: number): boolean {
  return Math.abs(gain) > allowed + rounding
}
