import type { Document, Language, Qrels, Query } from '../retrieval.ts'
import { excerpt, type Finding, finding, type Inspected } from './finding.ts'
import type { Apart } from './repeated-texts.ts'

/**
 * Documents of a language whose text an earlier one has already: whoever finds the twin of a relevant document and is
 * told that it is wrong has met a false negative. The message counts the queries to which that can happen.
 *
 * Texts are the same when only white space and Unicode's composition (NFC) tell them apart.
 *
 * @param apart documents that are not given, since their text stands nowhere else
 */
export function duplicates({ languages, queries, documents, qrels }: Inspected, apart: Apart): Finding[] {
  const twins = twinsOf(documents)
  const first = new Map([...twins].flatMap(([, group]) => group.slice(1).map((twin) => [twin, group[0]!] as const)))
  return languages.flatMap((language) => {
    const own = documents.filter((document) => document.language === language)
    const repeated = own.filter((document) => first.has(document))
    if (repeated.length === 0) return []
    const misled = misledQueries(queries, qrels, groupsById(twins, language))
    const among = own.length + (apart.documents.get(language) ?? 0)
    const what = "documents that repeat another's text"
    const about = { check: 'duplicates', language, what, among, so: falseNegatives(misled) } as const
    const show = (twin: Document): string => `${twin.id} = ${first.get(twin)!.id} ${excerpt(twin.text)}`
    return [finding(about, repeated, show)]
  })
}

function falseNegatives(queries: number): string {
  const figure = queries === 0 ? 'no' : queries.toLocaleString('en-US')
  return `false negatives for ${figure} ${queries === 1 ? 'query' : 'queries'}`
}

/** Documents of one language and one text, by both; only where there are several. */
function twinsOf(documents: readonly Document[]): Map<string, Document[]> {
  const groups = Map.groupBy(documents, ({ language, text }) => JSON.stringify([language, comparable(text)]))
  return new Map([...groups].filter(([, group]) => group.length > 1))
}

function groupsById(
  twins: ReadonlyMap<string, readonly Document[]>,
  language: Language,
): Map<string, readonly Document[]> {
  const own = [...twins.values()].filter(([one]) => one!.language === language)
  return new Map(own.flatMap((group) => group.map(({ id }) => [id, group])))
}

/** Queries with a relevant document that has a twin which is not relevant to them. */
function misledQueries(
  queries: readonly Query[],
  qrels: Qrels,
  groups: ReadonlyMap<string, readonly Document[]>,
): number {
  return queries.filter(({ id }) => {
    const grades = qrels.get(id) ?? new Map<string, number>()
    const isRelevant = (document: string): boolean => (grades.get(document) ?? 0) >= 1
    return [...grades.keys()].some(
      (document) => isRelevant(document) && groups.get(document)?.some((twin) => !isRelevant(twin.id)),
    )
  }).length
}

/** The text without what a reader cannot tell apart. */
export function comparable(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim()
}
