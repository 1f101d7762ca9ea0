import { comparedBytes, comparedCounts, mostCompared } from './compared-counts.ts'
import { type Products, scoreAt } from './products.ts'
import type { RankingJob } from './ranking-job.ts'
import { thresholds as table } from './thresholds.ts'
import { topResults } from './top-results.ts'

/** Bytes of the kernel's arena that ranking needs. */
export function rankerBytes({ layout }: RankingJob): number {
  return comparedBytes(layout.starts.length - 1)
}

/**
 * Ranks queries of the block that `products` computed last. Thresholds are read from the same products that are
 * counted, so that a document never differs from itself.
 */
export function blockRanker(products: Products, job: RankingJob): BlockRanker {
  const byComparison = comparisonRanker(products, job)
  const byTable = tableRanker(products, job)
  const select = selector(products, job)
  const { starts, positions } = job.asked
  return (query, inBlock) => {
    const [from, to] = [starts[query]!, starts[query + 1]!]
    for (let i = from; i < to; i++) job.results.scores[i] = scoreAt(products, inBlock, positions[i]!)
    const asked = { from, to, inBlock }
    if (to > from && !(to - from <= mostCompared && byComparison(asked))) byTable(asked)
    if (job.top > 0) select(query, inBlock)
  }
}

/** The asked documents from … to − 1 of the job, those of one query. */
interface AskedOfQuery {
  readonly from: number
  readonly to: number
  readonly inBlock: number
}

/** Ranks unless a document ties with another, which needs their ids: then it says false. */
function comparisonRanker(
  products: Products,
  { layout: { starts, languageOf }, asked: { positions }, results }: RankingJob,
): (asked: AskedOfQuery) => boolean {
  const languages = starts.length - 1
  const count = comparedCounts(products, languages)
  return ({ from, to, inBlock }) => {
    const size = to - from
    const counts = count({ inBlock, thresholds: results.scores.subarray(from, to), starts })
    // Each document is equal to itself.
    if (counts[size * languages] !== size) return false
    for (let i = 0; i < size; i++) {
      const row = i * languages
      let above = 0
      for (let l = 0; l < languages; l++) above += counts[row + l]!
      results.pool[from + i] = 1 + above
      results.language[from + i] = 1 + counts[row + languageOf[positions[from + i]!]!]!
    }
    return true
  }
}

function tableRanker(
  { values, stretches }: Products,
  { layout, asked: { positions }, results }: RankingJob,
): (asked: AskedOfQuery) => void {
  const { languageOf, order } = layout
  const counter = table({ languages: layout.starts.length - 1, languageOf, order })
  return ({ from, to, inBlock }) => {
    counter.start([...positions.subarray(from, to)], [...results.scores.subarray(from, to)])
    for (const { from: first, to: end, at } of stretches) {
      const start = at + inBlock * (end - first)
      counter.count(values, { from: start, to: start + end - first, first })
    }
    const { pool, language } = counter.ranks()
    results.pool.set(pool, from)
    results.language.set(language, from)
  }
}

function selector({ values, stretches }: Products, { top, layout, results }: RankingJob): BlockRanker {
  const selection = topResults(top, layout.order)
  return (query, inBlock) => {
    for (const { from: first, to: end, at } of stretches) {
      const start = at + inBlock * (end - first)
      selection.offer(values, { from: start, to: start + end - first, first })
    }
    const { documents, scores } = selection.take()
    results.top.set(documents, query * top)
    results.topScores.set(scores, query * top)
  }
}

type BlockRanker = (query: number, inBlock: number) => void
