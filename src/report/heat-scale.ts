import { median } from '../median.ts'
import { formatValue, isNumber, type Unit, unitOf } from './number-format.ts'

/** How the values of a measure become tints: the stronger, the better, whichever way it counts. */
export interface HeatScale {
  /** 0 for no colour to `heatLevels` for the best value; 0 where there is no number. */
  readonly level: (value: number | null | undefined) => number
  /** As it stands in a cell; empty where there is no number. */
  readonly written: (value: number | null | undefined) => string
  /** Characters of the longest number, so that all maps have cells of one width. */
  readonly widest: number
  /** What the tints mean, in one sentence. */
  readonly sentence: string
}

export const heatLevels = 20

/** From here on equal ratios get equal steps; below, equal differences. */
const logarithmicFrom = 10

const mostDecimals = 4

/**
 * One scale for all maps of a measure, so that they may be compared by eye. It starts at 0 where more is better, so that the
 * tint is in proportion to the value; where less is better nothing says what the best could be, so it spans the values.
 */
export function heatScale(measure: string, values: readonly number[], direction: 'higher' | 'lower'): HeatScale {
  const known = values.filter(isNumber)
  const ends = { lowest: least(known), highest: -least(known.map((value) => -value)) }
  const written = writer(unitOf(measure, known), known)
  const share = direction === 'lower' ? fallingShare(ends) : risingShare(ends)
  return {
    level: (value) => (isNumber(value) ? Math.round(share(value) * heatLevels) : 0),
    written: (value) => (isNumber(value) ? written(value) : ''),
    widest: -least(known.map((value) => -written(value).length)),
    sentence: sentenceOf(ends, direction, written),
  }
}

interface Ends {
  readonly lowest: number
  readonly highest: number
}

function risingShare({ lowest, highest }: Ends): (value: number) => number {
  const from = Math.min(lowest, 0)
  return (value) => (highest > from ? (value - from) / (highest - from) : 0)
}

function fallingShare(ends: Ends): (value: number) => number {
  const on = isLogarithmic(ends) ? Math.log : (value: number) => value
  const [from, to] = [on(ends.lowest), on(ends.highest)]
  return (value) => (to > from ? (to - on(value)) / (to - from) : 1)
}

function isLogarithmic({ lowest, highest }: Ends): boolean {
  return lowest > 0 && highest / lowest >= logarithmicFrom
}

function sentenceOf(ends: Ends, direction: 'higher' | 'lower', written: (value: number) => string): string {
  const [lowest, highest] = [written(ends.lowest), written(ends.highest)]
  if (direction === 'higher')
    return `The stronger the colour, the higher; one scale from ${written(Math.min(ends.lowest, 0))} to ${highest} for all.`
  const kind = isLogarithmic(ends) ? 'logarithmic scale' : 'scale'
  return `Lower is better: the stronger the colour, the lower; one ${kind} from ${highest} (no colour) to ${lowest} for all.`
}

/** Two decimals of a share, or as many as show two digits of the largest value and one of the median. */
function writer(unit: Unit, values: readonly number[]): (value: number) => string {
  const sizes = values.map(Math.abs).filter((size) => size > 0)
  const largest = sizes.reduce((a, b) => Math.max(a, b), 0)
  // Numbers of a few units are told apart by their decimals, ranks or not.
  const written = largest < 10 ? 'share' : unit
  const digits = sizes.length === 0 ? 2 : Math.max(2, 1 + firstDecimal(largest), firstDecimal(median(sizes)))
  return (value) => formatValue(value, written, Math.min(digits, mostDecimals))
}

/** Decimals up to the first that is not 0: 1 for .5, 2 for .05. */
function firstDecimal(size: number): number {
  return -Math.floor(Math.log10(size))
}

/** Of any number of values, which the arguments of Math.min are not. */
function least(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((least, value) => Math.min(least, value))
}
