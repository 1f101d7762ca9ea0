import { median } from '../median.ts'
import type { Language } from '../retrieval.ts'

/** A pair of languages whose score is far below what its two languages reach elsewhere. */
export interface OutlyingPair {
  readonly query: Language
  readonly document: Language
  readonly value: number
  /** What the pair's languages let expect, in (0, 1). */
  readonly expected: number
  /** How far below, in robust standard deviations of all pairs on the logit scale; negative. */
  readonly z: number
}

export interface OutlyingPairsOptions {
  /** A pair lies out below this. @default -3.5, after Iglewicz and Hoaglin 1993 */
  readonly below?: number
}

/** Scores in [0, 1] by query language, then document language. */
export type PairScores = ReadonlyMap<Language, ReadonlyMap<Language, number>>

interface Cell {
  readonly query: Language
  readonly document: Language
  readonly value: number
  residual: number
}

/** Standard deviations of logits that are taken for alike, however much closer together the rest lies. */
const leastSpread = 0.1
/** Of fewer values none can be called the odd one. */
const leastSiblings = 3
/** Where less is expected, scores are near chance, and their logits far apart for nothing. */
const leastExpected = 0.1
/** Residuals below this count by their squares. */
const rounding = 0.02
const sweeps = 100

/**
 * Pairs of different languages that score far below their siblings, lowest z first: what shows a damaged subset, which
 * every system fails on in the same way.
 *
 * On logits, a pair is expected to be the sum of what its query and its document language add, fitted so that the sum of
 * absolute residuals is least and an outlier moves no expectation; z is the residual over 1.4826 MADs of all. Not judged are
 * pairs of a language with fewer than three siblings (it takes four languages), and those of which less than .1 is expected: a
 * system that does not cross languages tells nothing of the data. Scores outside [.001, .999] count as these; those that are
 * not computable (NaN) are left out.
 *
 * @throws {RangeError} a score below 0 or above 1, or a limit that is not negative
 */
export function outlyingPairs(scores: PairScores, { below = -3.5 }: OutlyingPairsOptions = {}): OutlyingPair[] {
  if (!(below < 0)) throw new RangeError(`outlyingPairs: below must be negative; got ${below}. -3.5 is usual.`)
  const cells = judgeable(cellsOf(scores))
  if (cells.length === 0) return []
  takeEffects(cells)
  const spread = Math.max(leastSpread, 1.4826 * median(cells.map(({ residual }) => Math.abs(residual))))
  return cells
    .map(({ residual, ...cell }) => ({ ...cell, expected: share(logit(cell.value) - residual), z: residual / spread }))
    .filter(({ z, expected }) => z < below && expected >= leastExpected)
    .sort((a, b) => a.z - b.z)
}

function cellsOf(scores: PairScores): Cell[] {
  return [...scores].flatMap(([query, row]) =>
    [...row]
      .filter(([document, value]) => document !== query && !Number.isNaN(value))
      .map(([document, value]) => {
        if (value >= 0 && value <= 1) return { query, document, value, residual: logit(value) }
        throw new RangeError(`outlyingPairs: scores must lie in [0, 1]; got ${value} for ${query}-${document}.`)
      }),
  )
}

/** Those with siblings enough on both sides, which taking others away may take from them. */
function judgeable(cells: Cell[]): Cell[] {
  const [rows, columns] = linesOf(cells)
  const kept = cells.filter(
    ({ query, document }) =>
      rows!.get(query)!.length >= leastSiblings && columns!.get(document)!.length >= leastSiblings,
  )
  return kept.length === cells.length ? cells : judgeable(kept)
}

/**
 * Takes from each cell what its row and its column add: √(residual² + rounding²), summed, is convex, so that reweighted means
 * in turn come to its least; Tukey's median polish may stop before.
 */
function takeEffects(cells: readonly Cell[]): void {
  const lines = linesOf(cells).flatMap((side) => [...side.values()])
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const line of lines) {
      const effect = robustMean(line.map(({ residual }) => residual))
      for (const cell of line) cell.residual -= effect
    }
  }
}

function robustMean(values: readonly number[]): number {
  const weights = values.map((value) => 1 / Math.hypot(value, rounding))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return values.reduce((sum, value, i) => sum + value * weights[i]!, 0) / total
}

function linesOf(cells: readonly Cell[]): Map<Language, Cell[]>[] {
  return [Map.groupBy(cells, ({ query }) => query), Map.groupBy(cells, ({ document }) => document)]
}

function logit(value: number): number {
  const inside = Math.min(0.999, Math.max(0.001, value))
  return Math.log(inside / (1 - inside))
}

function share(logit: number): number {
  return 1 / (1 + Math.exp(-logit))
}
