import type { ScoreRecord } from '../experiment/record.ts'

/** The first score that holds a number that is none, over all seeds, languages and pairs: `AP (monolingual)`; null where all are finite. */
export function firstNonFinite(scores: readonly ScoreRecord[]): string | null {
  const broken = scores.find(({ value, perSeed, perLanguage }) =>
    [value, ...perSeed, ...Object.values(perLanguage)].some((each) => !Number.isFinite(each)),
  )
  return broken ? `${broken.measure} (${broken.setting})` : null
}
