import type { ScoreRecord } from '../experiment/record.ts'
import type { Setting } from '../retrieval.ts'
import { holm } from '../statistics/multiple-tests.ts'
import { type Row, scoreOf } from './dataset-group.ts'
import { formatValue, isNumber, type Unit, unitOf } from './number-format.ts'
import { seedMargin, seedTest, significantAt } from './seed-test.ts'

/** One row's place in one measure and setting. */
export interface Place {
  readonly row: Row
  readonly score: ScoreRecord
  /** Half the 95 % interval of the mean over seeds; null with fewer than two. */
  readonly margin: number | null
  /**
   * Against the best of the column, over seeds, corrected by Holm's method over its rows; null for the best itself, and where
   * no test could be made.
   */
  readonly p: number | null
}

/** The rows of a data set in one measure and setting, best first. */
export interface Standing {
  readonly measure: string
  readonly setting: Setting
  readonly unit: Unit
  readonly lowerIsBetter: boolean
  /** Rows with a finite value, best first; rows of equal value keep the report's order. Some may be bounds. */
  readonly places: readonly Place[]
  /** Those whose value is known, best first. */
  readonly known: readonly Place[]
  /**
   * Those that read the same as the best: equal as written, so that no printed tie hides a winner. None where a bound is
   * better than every known value: the best that can still be true is not what was measured.
   */
  readonly leaders: readonly Place[]
  /** The leaders, and those that a test over seeds does not tell apart from the best. */
  readonly level: readonly Place[]
}

/** @returns null where no row has a finite value */
export function standingOf(rows: readonly Row[], measure: string, setting: Setting): Standing | null {
  const places = rows.flatMap((row) => placeOf(row, measure, setting) ?? [])
  const first = places[0]
  if (first === undefined) return null
  const lowerIsBetter = first.score.direction === 'lower'
  const sign = lowerIsBetter ? 1 : -1
  const sorted = tested([...places].sort((a, b) => sign * (a.score.value - b.score.value)))
  const known = sorted.filter(({ score }) => score.bound === undefined)
  const best = known[0]
  const unit = unitOf(
    measure,
    places.map(({ score }) => score.value),
  )
  const written = (place: Place) => formatValue(place.score.value, unit)
  const facts = { measure, setting, unit, lowerIsBetter, places: sorted, known }
  if (best === undefined || sign * ((sorted[0] as Place).score.value - best.score.value) < 0)
    return { ...facts, leaders: [], level: [] }
  const leaders = known.filter((place) => written(place) === written(best))
  const level = known.filter((place) => leaders.includes(place) || (place.p !== null && place.p > significantAt))
  return { ...facts, leaders, level }
}

function placeOf(row: Row, measure: string, setting: Setting): Place | null {
  const score = scoreOf(row.run, measure, setting)
  if (score === undefined || !isNumber(score.value)) return null
  return { row, score, margin: seedMargin(score.perSeed), p: null }
}

/** Every known place against the best known one. */
function tested(places: readonly Place[]): Place[] {
  const best = places.find(({ score }) => score.bound === undefined)
  const raw = places.map(({ score }) =>
    best === undefined || score === best.score || score.bound !== undefined
      ? null
      : (seedTest(score.perSeed, best.score.perSeed)?.p ?? null),
  )
  const corrected = holm(raw.filter((p) => p !== null))
  let next = 0
  return places.map((place, i) => ({ ...place, p: raw[i] === null ? null : (corrected[next++] as number) }))
}
