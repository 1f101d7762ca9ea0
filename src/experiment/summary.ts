import type { Evaluation, Score } from '../evaluation/evaluation.ts'
import { mean } from '../mean.ts'
import type { Document, Language, Query } from '../retrieval.ts'
import type { LanguageSharesRecord, RankDistanceRecord, ScoreRecord } from './record.ts'

/** The scores of several seeds, each averaged over them. All evaluations hold the same measures and settings in the same order. */
export function scoreRecords(evaluations: readonly Evaluation[]): ScoreRecord[] {
  const [first] = evaluations
  return (first?.scores ?? []).map(({ measure, setting }, index) => {
    const seeds = evaluations.map((evaluation) => evaluation.scores[index] as Score)
    const perPair = pairMeans(seeds)
    const bound = seeds.find((score) => score.bound)?.bound
    return {
      measure: measure.name,
      setting,
      direction: measure.direction,
      value: mean(seeds.map((score) => score.value)),
      perSeed: seeds.map((score) => score.value),
      perLanguage: languageMeans(seeds.map((score) => score.perLanguage)),
      ...(perPair && { perPair }),
      ...(bound && { bound }),
    }
  })
}

/** Bounds of the pool, and how the rank distances of all queries and seeds spread between them. */
export function rankDistanceRecord(evaluations: readonly Evaluation[]): RankDistanceRecord | null {
  const bounds = evaluations[0]?.rankDistanceBounds
  if (!bounds) return null
  const distances = evaluations.flatMap((evaluation) => [...evaluation.rankDistances]).filter((d) => !Number.isNaN(d))
  distances.sort((a, b) => a - b)
  const quantile = (share: number): number => distances[Math.round(share * (distances.length - 1))] as number
  return { ...bounds, quantiles: Array.from({ length: 101 }, (_, percent) => quantile(percent / 100)) }
}

/** Results beyond these are seldom looked at. */
const sharesOf = 10

/** In which languages the first results stand, query language by query language; undefined where none were kept. */
export function languageShares(evaluations: readonly Evaluation[]): LanguageSharesRecord | undefined {
  const kept = evaluations.flatMap(({ dataset, retrieved }) => (retrieved ? [{ dataset, retrieved }] : []))
  const cutoff = Math.min(sharesOf, ...kept.map(({ retrieved }) => retrieved.depth))
  const totals = new Map<Language, { queries: number; readonly found: Map<Language, number> }>()
  for (const { dataset, retrieved } of kept) {
    for (const [place, { top }] of retrieved.queries.entries()) {
      const first = top.documents.subarray(0, cutoff)
      if (first.length === 0) continue
      const { language } = dataset.queries[place] as Query
      const total = totals.get(language) ?? { queries: 0, found: new Map<Language, number>() }
      totals.set(language, total)
      total.queries++
      for (const document of first) {
        const own = (retrieved.documents[document] as Document).language
        total.found.set(own, (total.found.get(own) ?? 0) + 1 / first.length)
      }
    }
  }
  if (totals.size === 0) return undefined
  const found = [...totals].map(([language, total]) => [language, sharesIn(total)] as const)
  return { cutoff, found: Object.fromEntries(found) }
}

function sharesIn({
  queries,
  found,
}: {
  readonly queries: number
  readonly found: ReadonlyMap<Language, number>
}): Record<Language, number> {
  return Object.fromEntries([...found].map(([language, sum]) => [language, sum / queries]))
}

function languageMeans(seeds: readonly ReadonlyMap<Language, number>[]): Record<Language, number> {
  const languages = [...(seeds[0]?.keys() ?? [])]
  return Object.fromEntries(
    languages.map((language) => [language, mean(seeds.map((seed) => seed.get(language) as number))]),
  )
}

function pairMeans(seeds: readonly Score[]): Record<Language, Record<Language, number>> | undefined {
  const matrices = seeds.flatMap((score) => score.perPair ?? [])
  const rows = matrices[0]
  if (!rows) return undefined
  return Object.fromEntries(
    [...rows.keys()].map((from) => [
      from,
      languageMeans(matrices.map((each) => each.get(from) as ReadonlyMap<Language, number>)),
    ]),
  )
}
