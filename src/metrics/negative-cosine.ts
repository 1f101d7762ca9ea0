import type { Judged, Measure, Moments } from './measure.ts'

export interface NegativeCosineOptions {
  readonly of: 'mean' | 'variance'
  /** Language of the documents, against the query's. */
  readonly language: 'same' | 'other'
}

/**
 * Mean or variance of the cosines of a query with the documents not relevant to it, in its own language or in all
 * others: `SameNegativeMean`, `OtherNegativeMean`, `SameNegativeVariance`, `OtherNegativeVariance`. Training that never
 * contrasts two languages leaves these cosines to chance, which shows in their variance. The measures are of the
 * vectors rather than of a ranking: they compare encoders that were trained alike.
 *
 * Queries whose own language, or all others, hold no irrelevant document are left out.
 *
 * @see Lee et al. 2025, arXiv:2506.09781, §5, on the variance of negative pairs' similarities
 */
export function negativeCosine({ of, language }: NegativeCosineOptions): Measure {
  const name = `${language === 'same' ? 'Same' : 'Other'}Negative${of === 'mean' ? 'Mean' : 'Variance'}`
  const where = language === 'same' ? 'the query’s own language' : 'other languages'
  return {
    name,
    description: `${of === 'mean' ? 'Mean' : 'Variance'} of the cosines with irrelevant documents in ${where}.`,
    direction: 'lower',
    // Cosines from −1 to 1 vary by 1 at most.
    range: of === 'mean' ? [-1, 1] : [0, 1],
    source: 'Lee et al. 2025, arXiv:2506.09781, §5',
    settings: ['multilingual'],
    needs: { cosines: true },
    score: (judged) => cosinesOf(name, judged)[language][of],
  }
}

/**
 * The cosines on both sides.
 *
 * @throws {RangeError} those of a side are not known
 */
export function cosinesOf(maker: string, { cosines }: Judged): { readonly same: Moments; readonly other: Moments } {
  if (!cosines?.sameLanguage || !cosines.otherLanguages) {
    throw new RangeError(
      `${maker}: cosines with irrelevant documents of the query’s language and of others must be known; got none. Measure vectors with evaluate().`,
    )
  }
  return { same: cosines.sameLanguage, other: cosines.otherLanguages }
}
