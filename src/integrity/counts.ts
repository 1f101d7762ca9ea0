import type { Language } from '../retrieval.ts'
import type { Inspected } from './finding.ts'

export interface Counts {
  readonly queries: number
  readonly documents: number
  /** Of any grade, 0 included. */
  readonly judgements: number
}

/** Counts of a data set, language by language; a judgement counts where its query does. */
export interface CountsByLanguage {
  readonly perLanguage: ReadonlyMap<Language, Counts>
  readonly total: Counts
}

/** How many queries, documents (counted before) and judgements there are, in the order in which the languages are announced. */
export function countsOf(
  { languages, queries, qrels }: Omit<Inspected, 'documents'>,
  documents: ReadonlyMap<Language, number>,
): CountsByLanguage {
  const none = () => ({ queries: 0, documents: 0, judgements: 0 })
  const perLanguage = new Map(languages.map((language) => [language, none()]))
  const total = none()
  const add = (language: Language, what: keyof Counts, count: number): void => {
    const own = perLanguage.get(language)
    if (own) own[what] += count
    total[what] += count
  }
  for (const { id, language } of queries) {
    add(language, 'queries', 1)
    add(language, 'judgements', qrels.get(id)?.size ?? 0)
  }
  for (const [language, count] of documents) add(language, 'documents', count)
  return { perLanguage, total }
}
