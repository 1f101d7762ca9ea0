import type { Measure } from '../metrics/measure.ts'

/** Whether a measure needs more than a run and judgements hold: languages, vectors, or the size of the pool. */
export function needsMoreThanRanks({
  needs,
  minimumLanguages = 1,
  each,
}: Pick<Measure, 'needs' | 'minimumLanguages' | 'each'>): boolean {
  return Boolean(needs) || minimumLanguages > 1 || each === 'document language'
}

/** What all measures together look at beside ranks. */
export interface CombinedNeeds {
  /** How many of the first results' languages; 0 for none. */
  readonly languages: number
  /** Depths to which translations of a query are compared. */
  readonly agreement: readonly number[]
  readonly cosines: boolean
}

/**
 * What has to be gathered so that every measure finds what it needs.
 *
 * @throws {RangeError} a measure that needs cosines or agreement, which belong to the pool of all languages, but is not for the multilingual setting alone
 */
export function combinedNeeds(measures: readonly Measure[]): CombinedNeeds {
  for (const { name, needs, settings = [] } of measures) {
    const multilingual = settings.length === 1 && settings[0] === 'multilingual'
    if ((needs?.cosines || needs?.agreement) && !multilingual) {
      throw new RangeError(
        `evaluate: a measure of cosines or agreement must have the settings ['multilingual']; got ${name}, settings [${settings}].`,
      )
    }
  }
  const needs = measures.map((measure) => measure.needs ?? {})
  return {
    languages: Math.max(0, ...needs.map(({ top = 0 }) => top)),
    agreement: [...new Set(needs.flatMap(({ agreement = [] }) => agreement))],
    cosines: needs.some(({ cosines }) => cosines),
  }
}
