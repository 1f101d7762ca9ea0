import type { Evaluation, Score } from '../evaluation/evaluation.ts'
import { mean } from '../mean.ts'
import type { Language } from '../retrieval.ts'
import type { RankDistanceRecord, ScoreRecord } from './record.ts'

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
