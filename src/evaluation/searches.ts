import type { Judged } from '../metrics/measure.ts'
import type { Language, Setting } from '../retrieval.ts'
import { type DocumentPool, languageSizes } from '../search/document-pool.ts'
import type { AskedRanks } from '../search/ranks.ts'
import type { Answer, Answers } from './answers.ts'
import type { EvaluatedDataset } from './evaluation.ts'
import type { Gathered } from './gathered.ts'

/** One query searched in one pool that holds an answer to it, or one that was judged and has no answer anywhere. */
export interface Search {
  /** Its place in `dataset.queries`. */
  readonly query: number
  readonly queryLanguage: Language
  /** Language of the pool; null for the pool of all languages. */
  readonly poolLanguage: Language | null
  readonly judged: Judged
}

/** Every search of each setting. A query whose answers lie in other pools is not searched in a pool. */
export type Searches = Readonly<Record<Setting, readonly Search[]>>

export interface SearchedDataset {
  readonly dataset: EvaluatedDataset
  readonly pool: DocumentPool
  readonly answers: readonly Answers[]
  /** Of each query's relevant documents, then of those judged not relevant; in its pool, which lacks what it ignores. */
  readonly ranks: readonly AskedRanks[]
  readonly gathered: Gathered
  /** Those that some measure looks at; the others stay empty. The multilingual one is always made. */
  readonly settings: ReadonlySet<Setting>
}

/** Sorts the ranks of all judged documents into the searches they belong to. */
export function searchesOf({ dataset, pool, answers, ranks, gathered, settings }: SearchedDataset): Searches {
  const searches: Record<Setting, Search[]> = { monolingual: [], 'cross-lingual': [], multilingual: [] }
  const poolsOf = poolsOfQueries(languageSizes(pool), gathered.depth)
  dataset.queries.forEach(({ language: queryLanguage }, query) => {
    const judgements = answers[query]!
    const { everything, pools } = poolsOf(judgements)
    const inVain = judgements.relevant.length === 0
    if (inVain && judgements.notRelevant.length === 0) return
    const asked = askedOf(judgements, ranks[query]!)
    const retrieved = (language: Language | null) =>
      gathered.retrieved && { retrieved: gathered.retrieved(query, language) }
    const judged = { ...judge(asked, everything, queryLanguage), ...gathered.of(query), ...retrieved(null) }
    searches.multilingual.push({ query, queryLanguage, poolLanguage: null, judged })
    for (const [poolLanguage, inPool] of byLanguage(asked)) {
      const setting = poolLanguage === queryLanguage ? 'monolingual' : 'cross-lingual'
      // Relevant documents come first. A query that nothing answers is looked for in vain, in its own language too.
      const searched = inPool[0]!.relevant || (inVain && setting === 'monolingual')
      if (!settings.has(setting) || !searched) continue
      const inLanguage = { ...judge(inPool, pools.get(poolLanguage)!, queryLanguage), ...retrieved(poolLanguage) }
      searches[setting].push({ query, queryLanguage, poolLanguage, judged: inLanguage })
    }
  })
  return searches
}

/** What all searches of a pool share. */
interface Pool extends Pick<Judged, 'pool' | 'poolLanguages' | 'retrieved' | 'top'> {
  readonly rankOf: (asked: Asked) => number
}

interface Asked {
  readonly answer: Answer
  readonly relevant: boolean
  readonly pool: number
  readonly language: number
}

interface Pools {
  readonly everything: Pool
  readonly pools: ReadonlyMap<Language, Pool>
}

/** All queries share their pools, but for those that ignore something. */
function poolsOfQueries(sizes: ReadonlyMap<Language, number>, depth: number): (of: Answers) => Pools {
  const poolsOf = (own: ReadonlyMap<Language, number>): Pools => ({
    everything: poolOfAll(own),
    pools: languagePools(own, depth),
  })
  const shared = poolsOf(sizes)
  return ({ ignored }) => {
    if (ignored.length === 0) return shared
    const own = new Map(sizes)
    for (const { language } of ignored) own.set(language, own.get(language)! - 1)
    return poolsOf(new Map([...own].filter(([, size]) => size > 0)))
  }
}

function poolOfAll(sizes: ReadonlyMap<Language, number>): Pool {
  const size = [...sizes.values()].reduce((sum, each) => sum + each, 0)
  return { pool: size, retrieved: size, poolLanguages: sizes, rankOf: ({ pool }) => pool }
}

/** The first results in a pool of one language are all in that language, whatever was asked. */
function languagePools(sizes: ReadonlyMap<Language, number>, depth: number): ReadonlyMap<Language, Pool> {
  return new Map(
    [...sizes].map(([language, size]) => {
      const top = depth > 0 && { top: new Array<Language>(Math.min(depth, size)).fill(language) }
      const poolLanguages = new Map([[language, size]])
      return [language, { pool: size, retrieved: size, poolLanguages, rankOf: ({ language }) => language, ...top }]
    }),
  )
}

function askedOf({ relevant, notRelevant }: Answers, { pool, language }: AskedRanks): Asked[] {
  const of = (answer: Answer, i: number, isRelevant: boolean): Asked => ({
    answer,
    relevant: isRelevant,
    pool: pool[i]!,
    language: language[i]!,
  })
  return [
    ...relevant.map((answer, i) => of(answer, i, true)),
    ...notRelevant.map((answer, i) => of(answer, relevant.length + i, false)),
  ]
}

function byLanguage(asked: readonly Asked[]): Map<Language, Asked[]> {
  const groups = new Map<Language, Asked[]>()
  for (const each of asked) {
    const group = groups.get(each.answer.language)
    if (group) group.push(each)
    else groups.set(each.answer.language, [each])
  }
  return groups
}

const nothing: Judged['notRelevant'] = { ranks: [], grades: [] }

function judge(asked: readonly Asked[], { rankOf, ...pool }: Pool, queryLanguage: Language): Judged {
  const byRank = asked.length === 1 ? asked : asked.toSorted((a, b) => rankOf(a) - rankOf(b))
  const relevant = byRank.filter((each) => each.relevant)
  const others = byRank.filter((each) => !each.relevant)
  return {
    ranks: relevant.map(rankOf),
    grades: relevant.map(({ answer }) => answer.grade),
    languages: relevant.map(({ answer }) => answer.language),
    notRelevant:
      others.length === 0 ? nothing : { ranks: others.map(rankOf), grades: others.map(({ answer }) => answer.grade) },
    queryLanguage,
    ...pool,
  }
}
