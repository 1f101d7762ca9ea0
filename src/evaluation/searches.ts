import type { Dataset } from '../datasets/dataset.ts'
import type { Judged } from '../metrics/measure.ts'
import type { Language, Setting } from '../retrieval.ts'
import type { AskedRanks } from '../search/ranks.ts'
import type { Answer } from './answers.ts'

/** One query searched in one pool that holds an answer to it. */
export interface Search {
  /** Its place in `dataset.queries`. */
  readonly query: number
  readonly queryLanguage: Language
  /** Language of the pool; null for the pool of all languages. */
  readonly poolLanguage: Language | null
  readonly judged: Judged
}

/** Every search of each setting. A query without answers in a pool is not searched there. */
export type Searches = Readonly<Record<Setting, readonly Search[]>>

/** Sorts the ranks of all answers into the searches they belong to. */
export function searchesOf(
  { queries, documents }: Dataset,
  answers: readonly (readonly Answer[])[],
  ranks: readonly AskedRanks[],
): Searches {
  const searches: Record<Setting, Search[]> = { monolingual: [], 'cross-lingual': [], multilingual: [] }
  const sizes = new Map<Language, number>()
  for (const { language } of documents) sizes.set(language, (sizes.get(language) ?? 0) + 1)
  queries.forEach(({ language: queryLanguage }, query) => {
    const found = answers[query]!.map((answer, i) => ({ answer, ...at(ranks[query]!, i) }))
    if (found.length === 0) return
    const all = judge(
      found.map(({ answer, pool }) => ({ answer, rank: pool })),
      { queryLanguage, poolLanguages: sizes },
    )
    searches.multilingual.push({ query, queryLanguage, poolLanguage: null, judged: all })
    for (const [poolLanguage, group] of Map.groupBy(found, ({ answer }) => answer.language)) {
      const judged = judge(
        group.map(({ answer, language }) => ({ answer, rank: language })),
        { queryLanguage, poolLanguages: new Map([[poolLanguage, sizes.get(poolLanguage)!]]) },
      )
      const setting = poolLanguage === queryLanguage ? 'monolingual' : 'cross-lingual'
      searches[setting].push({ query, queryLanguage, poolLanguage, judged })
    }
  })
  return searches
}

function at(ranks: AskedRanks, index: number): { readonly pool: number; readonly language: number } {
  return { pool: ranks.pool[index]!, language: ranks.language[index]! }
}

function judge(
  found: readonly { readonly answer: Answer; readonly rank: number }[],
  pool: Pick<Judged, 'queryLanguage' | 'poolLanguages'>,
): Judged {
  const byRank = found.toSorted((a, b) => a.rank - b.rank)
  const size = [...pool.poolLanguages.values()].reduce((sum, count) => sum + count, 0)
  return {
    ranks: byRank.map(({ rank }) => rank),
    grades: byRank.map(({ answer }) => answer.grade),
    languages: byRank.map(({ answer }) => answer.language),
    notRelevant: { ranks: [], grades: [] },
    retrieved: size,
    pool: size,
    ...pool,
  }
}
