import { datasetCard, datasetCards } from '../datasets/cards/cards.ts'
import type { Language } from '../retrieval.ts'
import { counted } from '../scale/figure.ts'
import type { CorpusLanguage } from '../scale/inputs.ts'

export interface PlannedCorpus {
  readonly languages: readonly CorpusLanguage[]
  /** Of a known data set, those that nobody counted. */
  readonly uncounted: readonly Language[]
}

/**
 * A corpus as a command line gives it: names of known data sets, and languages with their counts, `de=15866222:305`. Later
 * counts of a language take the place of earlier ones.
 *
 * @throws {RangeError} neither; or no language at all
 */
export function plannedCorpus(given: readonly string[]): PlannedCorpus {
  const languages = new Map<Language, CorpusLanguage>()
  const uncounted = new Set<Language>()
  for (const text of given.flatMap((each) => each.split(','))) {
    const [, language, documents, queries] = /^([^=]+)=(\d+):(\d+)$/.exec(text) ?? []
    if (language !== undefined) {
      const from = '--corpus'
      languages.set(language, {
        language,
        documents: counted(Number(documents), from),
        queries: counted(Number(queries), from),
      })
      continue
    }
    for (const each of countsOf(text)) {
      if (each.documents === null || each.queries === null) uncounted.add(each.language)
      else {
        const from = `${text}'s publisher`
        languages.set(each.language, {
          language: each.language,
          documents: counted(each.documents, from),
          queries: counted(each.queries, from),
        })
      }
    }
  }
  if (languages.size === 0) throw new RangeError('--corpus must give the counts of a language; got none.')
  return { languages: [...languages.values()], uncounted: [...uncounted].filter((each) => !languages.has(each)) }
}

function countsOf(name: string): NonNullable<ReturnType<typeof datasetCard>>['languages'] {
  const card = datasetCard(name)
  if (card) return card.languages
  const names = datasetCards.flatMap(({ kind, name: known }) => (kind === 'data set' ? known : []))
  throw new RangeError(`--corpus must be one of ${names.join(', ')}, or LANGUAGE=DOCUMENTS:QUERIES; got "${name}".`)
}
