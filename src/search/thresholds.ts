/**
 * Scores lie between -1 and 1, but for rounding and for the tolerance of unit rows, 1e-3. That range is cut into cells so
 * narrow that few scores share one with a threshold, while their table stays in the processor's first cache (16 KB).
 */
const cells = 4096
const lowest = -1.01
const perUnit: number = cells / 2.02

/** What every query is ranked in. */
export interface Pool {
  /** How many languages there are. */
  readonly languages: number
  /** Language of each document, 0 … languages − 1. */
  readonly languageOf: Int32Array
  /** Place of each document among equal scores: the lower ranks first. */
  readonly order: Int32Array
}

/** The scores `from` … `to − 1` of an array; they belong to the documents `first`, `first + 1`, …. */
export interface Span {
  readonly from: number
  readonly to: number
  readonly first: number
}

/**
 * Counts the documents above each relevant document of one query, by language, in one pass and without sorting.
 *
 * A document's **level** is the number of relevant documents that it ranks above. Where a score's cell holds no
 * threshold, a table gives the level; the rest, about one in fifty, are compared one by one, ties included.
 */
export interface Thresholds {
  /** Starts a query with its relevant documents, each once, and their scores. */
  start(relevant: readonly number[], scores: readonly number[]): void
  count(scores: Float32Array, span: Span): void
  /** 1 + documents above, in the order given to `start`: among all documents, and among those of the same language. */
  ranks(): { readonly pool: number[]; readonly language: number[] }
}

export function thresholds(pool: Pool): Thresholds {
  const { languages, languageOf } = pool
  const table = new Int32Array(cells)
  let ladder = ladderOf([], [], pool)
  // Four tallies in turn, level × language: scores mostly fall into the same few counters, and adding to one that was
  // written just before waits for that write. Twice as fast as a single tally.
  let tallies = fresh(0)
  return {
    start(relevant, scores) {
      ladder = ladderOf(relevant, scores, pool)
      tallies = emptied(tallies, (relevant.length + 1) * languages)
      fillTable(table, ladder.scores, languages)
    },
    count(scores, { from, to, first }) {
      const [t0, t1, t2, t3] = tallies
      const offset = first - from
      const countExactly = (at: number): void => {
        const document = at + offset
        t0[ladder.levelOf(scores[at]!, document) * languages + languageOf[document]!]!++
      }
      let at = from
      for (; at + 3 < to; at += 4) {
        const a = table[cellOf(scores[at]!)]!
        const b = table[cellOf(scores[at + 1]!)]!
        const c = table[cellOf(scores[at + 2]!)]!
        const d = table[cellOf(scores[at + 3]!)]!
        if ((a | b | c | d) >= 0) {
          const document = at + offset
          t0[a + languageOf[document]!]!++
          t1[b + languageOf[document + 1]!]!++
          t2[c + languageOf[document + 2]!]!++
          t3[d + languageOf[document + 3]!]!++
        } else for (let i = at; i < at + 4; i++) countExactly(i)
      }
      for (; at < to; at++) countExactly(at)
    },
    ranks: () => ladder.ranks(tallies),
  }
}

type Tallies = readonly [Int32Array, Int32Array, Int32Array, Int32Array]

function fresh(size: number): Tallies {
  return [new Int32Array(size), new Int32Array(size), new Int32Array(size), new Int32Array(size)]
}

/** Tallies of zeros; the same ones where they are large enough, since a new array costs more than a query's zeros. */
function emptied(tallies: Tallies, size: number): Tallies {
  if (tallies[0].length < size) return fresh(size)
  for (const tally of tallies) tally.fill(0, 0, size)
  return tallies
}

/** A query's relevant documents, the last-ranked first. */
interface Ladder {
  readonly scores: Float64Array
  /** How many of them a document with this score ranks above. */
  levelOf(score: number, document: number): number
  ranks(tallies: Tallies): { readonly pool: number[]; readonly language: number[] }
}

function ladderOf(
  relevant: readonly number[],
  scores: readonly number[],
  { languages, languageOf, order }: Pool,
): Ladder {
  const steps = Array.from(relevant, (_, i) => i).sort(
    (a, b) => scores[a]! - scores[b]! || order[relevant[b]!]! - order[relevant[a]!]!,
  )
  const bounds = Float64Array.from(steps, (i) => scores[i]!)
  const places = Int32Array.from(steps, (i) => order[relevant[i]!]!)
  return {
    scores: bounds,
    levelOf(score, document) {
      let low = 0
      let high = bounds.length
      while (low < high) {
        const middle = (low + high) >>> 1
        const bound = bounds[middle]!
        if (score > bound || (score === bound && order[document]! < places[middle]!)) low = middle + 1
        else high = middle
      }
      return low
    },
    ranks(tallies) {
      const above = new Int32Array(languages)
      const [pool, language] = [new Array<number>(steps.length), new Array<number>(steps.length)]
      for (let level = steps.length; level > 0; level--) {
        for (let l = 0; l < languages; l++) {
          for (const tally of tallies) above[l]! += tally[level * languages + l]!
        }
        const index = steps[level - 1]!
        pool[index] = above.reduce((sum, count) => sum + count, 1)
        language[index] = above[languageOf[relevant[index]!]!]! + 1
      }
      return { pool, language }
    },
  }
}

function cellOf(score: number): number {
  return ((score - lowest) * perUnit) | 0
}

/** For each cell the level of its scores, as the start of a row of a tally; −1 where a threshold lies in the cell. */
function fillTable(table: Int32Array, bounds: Float64Array, languages: number): void {
  let from = 0
  bounds.forEach((bound, level) => {
    const cell = cellOf(bound)
    // Nothing where an earlier threshold lies in the same cell: the range is empty.
    table.fill(level * languages, from, cell)
    table[cell] = -1
    from = cell + 1
  })
  table.fill(bounds.length * languages, from)
}
