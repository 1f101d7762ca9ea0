import type { Language } from '../retrieval.ts'
import type { Dataset } from './dataset.ts'

/**
 * How many queries of a language (first key) have a relevant document in each language (second key): those that `evaluate`
 * searches there. A pair that has none is 0; it gets no score.
 */
export function answerableQueries({
  languages,
  queries,
  documents,
  qrels,
}: Dataset): ReadonlyMap<Language, ReadonlyMap<Language, number>> {
  const languageOf = new Map(documents.map(({ id, language }) => [id, language]))
  const counts = new Map(languages.map((asked) => [asked, new Map(languages.map((answer) => [answer, 0]))]))
  for (const { id, language } of queries) {
    const relevant = [...(qrels.get(id) ?? [])].filter(([, grade]) => grade >= 1)
    const ofLanguage = counts.get(language)!
    for (const answer of new Set(relevant.map(([document]) => languageOf.get(document)!))) {
      ofLanguage.set(answer, ofLanguage.get(answer)! + 1)
    }
  }
  return counts
}
