import { textIds } from '../formats/text-ids.ts'
import type { Document, Language, Qrels, Query } from '../retrieval.ts'
import { type Fact, type FactHash, factHash } from './content-hash.ts'
import type { Dataset, Ignored, Where } from './dataset.ts'
import { verifiedIgnored, verifiedQrels } from './dataset-judgements.ts'
import {
  uniqueIds,
  verifiedLanguages,
  verifiedText,
  verifyLanguage,
  verifyLanguagesUsed,
  violationMessage,
} from './verification.ts'

/** What of a data set is known before its documents. */
export type DatasetHead = Pick<Dataset, 'name' | 'revision' | 'languages' | 'queries'>

/** What of a data set is known only after its documents. */
export interface DatasetTail {
  readonly hash: string
  readonly qrels: Qrels
  readonly ignored?: Ignored
}

/** The rules of a data set, for documents that come one after another, and its hash. */
export interface DatasetVerifier {
  /** Verified and frozen. */
  readonly head: DatasetHead
  /** The hash of everything so far; of what precedes the documents before the first of them. */
  readonly hash: FactHash
  readonly perLanguage: ReadonlyMap<Language, number>
  /** A frozen copy of the next document. */
  document(document: Document): Document
  end(tail: Pick<Dataset, 'qrels' | 'ignored'>): DatasetTail
}

/**
 * @throws {RangeError} a rule is broken, here or in what is returned: the message says which, where, and what came
 * @throws {TypeError} an id, text or concept is not a string
 */
export function datasetVerifier(source: DatasetHead, where: Where): DatasetVerifier {
  const name = verifiedText('dataset', source.name, { place: 'name', of: 'name' })
  const from = `dataset: ${name}`
  const revision = verifiedText(from, source.revision, { place: 'revision', of: 'revision' })
  const languages = verifiedLanguages(from, source.languages)
  const known = new Set(languages)
  const queries = verifiedQueries(from, source.queries, { known, where })
  const hash = factHash()
  hash.add(['languages', ...languages])
  for (const { id, language, text, concept } of queries) hash.add(['query', id, language, text, concept])
  const ids = textIds()
  const perLanguage = new Map<Language, number>()
  const placeOf = (index: number): string => where.document?.(index) ?? `documents[${index}]`
  return {
    head: { name, revision, languages, queries },
    hash,
    perLanguage,
    document(document) {
      const copy = verifiedDocument(from, document, { place: placeOf(ids.count), known })
      const { count } = ids
      const index = ids.add(copy.id)
      if (index < count) refuseSecond(from, copy.id, { place: placeOf(count), first: placeOf(index) })
      hash.add(documentFact(copy))
      perLanguage.set(copy.language, (perLanguage.get(copy.language) ?? 0) + 1)
      return copy
    },
    end(tail) {
      verifyLanguagesUsed(from, languages, new Set([...queries.map(({ language }) => language), ...perLanguage.keys()]))
      const isDocument = (id: string): boolean => ids.placeOf(id) >= 0
      const qrels = verifiedQrels(from, tail.qrels, { queries, isDocument, where })
      const ignored = verifiedIgnored(from, tail.ignored, { queries, isDocument, qrels })
      for (const fact of judgementFacts(qrels, ignored)) hash.add(fact)
      return { hash: hash.digest(), qrels, ...(ignored && { ignored }) }
    },
  }
}

/** A frozen copy of a document's own fields. */
export function copyOf({ id, language, text, concept }: Document): Document {
  return Object.freeze(concept === undefined ? { id, language, text } : { id, language, text, concept })
}

export function documentFact({ id, language, text, concept }: Document): Fact {
  return ['document', id, language, text, concept ?? null]
}

interface Known {
  readonly known: ReadonlySet<Language>
  readonly where: Where
}

function verifiedQueries(from: string, queries: readonly Query[], { known, where }: Known): readonly Query[] {
  if (queries.length === 0) {
    const rule = 'there must be at least one query'
    throw new RangeError(
      violationMessage(from, { place: 'queries', rule, got: '[]', remedy: 'Check what was loaded.' }),
    )
  }
  const verifyUnique = uniqueIds(from, 'query')
  const verified = queries.map(({ id, language, text, concept }, index) => {
    const place = where.query?.(index) ?? `queries[${index}]`
    verifiedText(from, id, { place, of: 'query id' })
    verifyUnique(id, place)
    verifyLanguage(from, language, { place, known })
    verifiedText(from, text, { place, of: `text of query "${id}"` })
    verifiedText(from, concept, { place, of: `concept of query "${id}"` })
    return Object.freeze({ id, language, text, concept })
  })
  return Object.freeze(verified)
}

function verifiedDocument(
  from: string,
  document: Document,
  { place, known }: { readonly place: string; readonly known: ReadonlySet<Language> },
): Document {
  const { id, language, text, concept } = document
  verifiedText(from, id, { place, of: 'document id' })
  verifyLanguage(from, language, { place, known })
  verifiedText(from, text, { place, of: `text of document "${id}"` })
  if (concept !== undefined) verifiedText(from, concept, { place, of: `concept of document "${id}"` })
  return copyOf(document)
}

function refuseSecond(from: string, id: string, { place, first }: { place: string; first: string }): never {
  const remedy = `It was used at ${first}; rename or drop one.`
  throw new RangeError(violationMessage(from, { place, rule: 'document ids must be unique', got: id, remedy }))
}

/** Nothing is said of what is ignored where that is nothing: data sets from before the notion keep their hash. */
function* judgementFacts(qrels: Qrels, ignored: Ignored | undefined): Iterable<Fact> {
  for (const [query, grades] of qrels) {
    // The order in which a file lists judgements decides nothing.
    const sorted = [...grades].sort(([a], [b]) => (a < b ? -1 : 1))
    for (const [document, grade] of sorted) yield ['judgement', query, document, grade]
  }
  for (const [query, documents] of ignored ?? []) {
    for (const document of [...documents].sort()) yield ['ignored', query, document]
  }
}
