import type { Language } from '../../retrieval.ts'

/** What a data set, or a format that holds many, is and under which terms it may be used. */
export interface DatasetCard {
  /** As its loader names the data set: `xquad-r`. */
  readonly name: string
  /** As it is written in prose: `XQuAD-R`. */
  readonly title: string
  /** The function that loads it: `xquadR`. */
  readonly loader: string
  /** A format's languages, licence and counts are those of whatever is stored in it. */
  readonly kind: 'data set' | 'format'
  /** What is asked and what is searched, in one sentence. */
  readonly description: string
  /** Where it is published. */
  readonly source: string
  /** The version that `languages` counts, as its publisher names it; null where no one version is meant. */
  readonly revision: string | null
  /** SPDX identifier; null where it is not one licence: see `terms`. */
  readonly licence: string | null
  /** Whether commercial use is excluded; null where that depends on what is loaded. */
  readonly nonCommercial: boolean | null
  /** What the licence covers and asks for, in a sentence or two. */
  readonly terms: string
  /** Authors, year, title, where. */
  readonly citation: string
  /** Every language, with what there is of each; empty for a format. */
  readonly languages: readonly LanguageCounts[]
  /** Which queries and documents are translations of one another. */
  readonly parallel: string
}

/** How much a data set holds in one language; null where the card's sources do not say. */
export interface LanguageCounts {
  readonly language: Language
  readonly queries: number | null
  readonly documents: number | null
}

/** One row a language, from columns of numbers. */
export function countsOf(
  rows: Readonly<Record<Language, readonly [queries: number | null, documents: number | null]>>,
): readonly LanguageCounts[] {
  return Object.entries(rows).map(([language, [queries, documents]]) => ({ language, queries, documents }))
}

/** All queries and all documents; null where a language's number is not known, or there is none. */
export function totalsOf({ languages }: DatasetCard): {
  readonly queries: number | null
  readonly documents: number | null
} {
  const sum = (numbers: readonly (number | null)[]): number | null =>
    numbers.length > 0 && numbers.every((each) => each !== null) ? numbers.reduce((a, b) => a + b, 0) : null
  return {
    queries: sum(languages.map(({ queries }) => queries)),
    documents: sum(languages.map(({ documents }) => documents)),
  }
}
