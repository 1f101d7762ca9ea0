import type { Document, Language } from '../../retrieval.ts'
import { plainText } from '../plain-text.ts'
import { pack } from './pack.ts'
import type { QueryResults } from './query-results.ts'

/** Queries, documents and languages of one data set as the page shows them. */
export interface Texts {
  readonly languages: readonly Language[]
  /** A document's place in the page's table. */
  readonly placeOf: (document: Pick<Document, 'id'>) => number
  /** The place of each language's first document in the page's table, where its others follow. */
  readonly starts: readonly number[]
  readonly block: string
}

type ShownDocument = Pick<Document, 'id' | 'language' | 'text'>

/** UTF-16 units of a text that the page shows; the per-query file holds all of them. */
export const longestText = 400

/**
 * The texts that the results of some runs on one data set name, packed once for all of them.
 *
 * @param runs   on the same queries
 * @param chosen places of the queries that are shown
 */
export function textBlock(runs: readonly QueryResults[], chosen: readonly number[]): Texts {
  const [{ queries }] = runs as [QueryResults]
  const documents = shownDocuments(runs, chosen)
  const places = new Map(documents.map(({ id }, place) => [id, place]))
  const shown = chosen.map((query) => queries[query]!)
  const languages = [...new Set([...queries, ...documents].map(({ language }) => language))].sort()
  const numbers = new Map(languages.map((language, number) => [language, number]))
  const languagesOf = (items: readonly { readonly language: Language }[]): number[] =>
    items.map(({ language }) => numbers.get(language)!)
  const placeOf: Texts['placeOf'] = ({ id }) => places.get(id)!
  const header = {
    languages: languages.map(plainText),
    queries: {
      ids: shown.map(({ id }) => plainText(id)),
      texts: shown.map(shownText),
      concepts: shown.map(({ concept }) => plainText(concept)),
    },
    documents: { ids: documents.map(({ id }) => plainText(id)), texts: documents.map(shownText) },
  }
  const block = pack(header, {
    'query languages': languagesOf(shown),
    'document languages': languagesOf(documents),
    ...answerLists(runs, chosen, { numbers, placeOf }),
  })
  const starts = languages.map((language) => documents.findIndex((document) => document.language === language))
  return { languages, placeOf, starts, block }
}

/** Documents that a shown query's results name, those of a language together: they compress better so. */
function shownDocuments(runs: readonly QueryResults[], chosen: readonly number[]): ShownDocument[] {
  const found = new Map<string, ShownDocument>()
  for (const { retrieved } of runs) {
    if (!retrieved) continue
    const { documents, judged, top } = retrieved
    for (const query of chosen) {
      for (const [document] of [...(judged[query] ?? []), ...(top[query] ?? [])]) {
        const one = documents[document]!
        if (!found.has(one.id)) found.set(one.id, one)
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.language < b.language ? -1 : a.language > b.language ? 1 : 0))
}

interface Places {
  readonly numbers: ReadonlyMap<Language, number>
  readonly placeOf: Texts['placeOf']
}

/** Of each query and language: how many answers there are, 255 standing for more; and one more than the place of the only one. */
function answerLists(
  runs: readonly QueryResults[],
  chosen: readonly number[],
  { numbers, placeOf }: Places,
): { readonly answers: Uint32Array; readonly answer: Uint32Array } {
  const answers = new Uint32Array(chosen.length * numbers.size)
  const answer = new Uint32Array(answers.length)
  const retrieved = runs.find((run) => run.retrieved)?.retrieved
  if (!retrieved) return { answers, answer }
  chosen.forEach((query, at) => {
    for (const [document, grade] of retrieved.judged[query] ?? []) {
      if (grade < 1) continue
      const one = retrieved.documents[document]!
      const place = at * numbers.size + numbers.get(one.language)!
      answers[place] = Math.min(255, answers[place]! + 1)
      answer[place] = answers[place] === 1 ? 1 + placeOf(one) : 0
    }
  })
  return { answers, answer }
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Well-formed, without what hides or reorders, and cut between characters as readers see them. */
function shownText({ text }: { readonly text: string }): string {
  const plain = plainText(text.toWellFormed())
  if (plain.length <= longestText) return plain
  // The character that stands at the limit is left out whole; one may consist of thousands of code units.
  const { index = 0 } = segmenter.segment(plain.slice(0, 2 * longestText)).containing(longestText) ?? {}
  return `${plain.slice(0, index > longestText / 2 ? index : longestText).toWellFormed()}…`
}
