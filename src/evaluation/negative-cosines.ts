import type { UnitRows } from '../matrix.ts'
import type { Moments, NegativeCosines } from '../metrics/measure.ts'
import { breather, type Observer } from '../progress.ts'
import type { Language } from '../retrieval.ts'
import { type DocumentPool, rowsByLanguage } from '../search/document-pool.ts'
import type { EngineName } from '../search/products.ts'
import type { AskedRanks } from '../search/ranks.ts'
import type { Answers, KnownDocument } from './answers.ts'
import { type Cloud, type Clouds, cloudsOf, joined, rest, type Sums, sumsOf } from './cloud.ts'
import type { DocumentVectors } from './document-vectors.ts'
import type { EvaluatedDataset } from './evaluation.ts'

export interface NegativeCosinesOptions extends Observer {
  readonly dataset: EvaluatedDataset
  readonly pool: DocumentPool
  readonly queries: UnitRows
  readonly documents: DocumentVectors
  readonly answers: readonly Answers[]
  /** With the cosines of the relevant documents, which come first, and of those ignored, which come last. */
  readonly ranks: readonly AskedRanks[]
  readonly kernel?: EngineName
}

/**
 * Count, mean and variance of each query's cosines with the documents that are not relevant to it, in its own language
 * and in all others. What the query ignores is not in its pool.
 *
 * No cosine is computed: documents of mean μ and covariance Σ have cosines of mean q·μ and variance qᵀΣq with the query
 * q, from which the cosines of relevant and ignored documents are taken out. That costs d² a query instead of d for each document.
 * Products are of 32-bit floats, summed in 64: variances are good to about six digits.
 */
export async function negativeCosines(options: NegativeCosinesOptions): Promise<NegativeCosines[]> {
  const { dataset, pool, queries, documents } = options
  const breathe = breather(options.signal)
  const clouds = cloudsOf(documents.columns, options.kernel === 'plain' ? 'plain' : undefined)
  const rows = rowsByLanguage(pool)
  let all: Sums | null = null
  for (const own of rows.values()) {
    all = joined(all, sumsOf(await clouds.of(documents, own)))
    await breathe()
  }
  const found = new Array<NegativeCosines>(queries.rows)
  for (const [language, asking] of Map.groupBy(dataset.queries.keys(), (query) => dataset.queries[query]!.language)) {
    // Made a second time: kept, the clouds of a hundred languages would fill the memory.
    const own = rows.has(language) ? await clouds.of(documents, rows.get(language)!) : null
    await breathe()
    const sides = { own, others: own ? rest(all!, sumsOf(own)) : cloudFrom(all!) }
    const moments = cosinesOf(clouds, sides, queries, asking)
    asking.forEach((query, i) => {
      const { same, other } = cosinesOutside(options, query, language)
      found[query] = {
        sameLanguage: without(moments.own?.[i], same),
        otherLanguages: without(moments.others?.[i], other),
      }
    })
    await breathe()
  }
  return found
}

function cloudFrom(sums: Sums): Cloud | null {
  const { length } = sums.sum
  return rest(sums, { count: 0, sum: new Float64Array(length), squares: new Float64Array(length * length) })
}

function cosinesOf(
  clouds: Clouds,
  { own, others }: { readonly own: Cloud | null; readonly others: Cloud | null },
  queries: UnitRows,
  rows: readonly number[],
): { readonly own: readonly Moments[] | null; readonly others: readonly Moments[] | null } {
  return { own: own && clouds.cosines(own, queries, rows), others: others && clouds.cosines(others, queries, rows) }
}

/** Cosines of what is not among the negatives: relevant or ignored. */
function cosinesOutside(
  { answers, ranks }: NegativeCosinesOptions,
  query: number,
  language: Language,
): { readonly same: readonly number[]; readonly other: readonly number[] } {
  const same: number[] = []
  const other: number[] = []
  const { relevant, notRelevant, ignored } = answers[query]!
  const add = (known: KnownDocument, at: number): void => {
    const side = known.language === language ? same : other
    side.push(ranks[query]!.scores[at]!)
  }
  relevant.forEach(add)
  ignored.forEach((known, i) => void add(known, relevant.length + notRelevant.length + i))
  return { same, other }
}

/** The moments of what is left when some values are taken out; null when nothing is. */
function without(all: Moments | undefined, some: readonly number[]): Moments | null {
  if (!all || all.count === some.length) return null
  const count = all.count - some.length
  const mean = some.reduce((sum, value) => sum - value, all.count * all.mean) / count
  const squares = some.reduce((sum, value) => sum - (value - all.mean) ** 2, all.count * all.variance)
  // A single value has no spread, whatever rounding leaves.
  const variance = count === 1 ? 0 : Math.max(0, squares / count - (mean - all.mean) ** 2)
  return { count, mean, variance }
}
