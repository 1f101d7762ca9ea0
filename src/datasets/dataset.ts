import type { Document, Language, Qrels, Query } from '../retrieval.ts'
import { contentHash, type Fact } from './content-hash.ts'
import {
  uniqueIds,
  verifiedLanguages,
  verifiedText,
  verifyLanguage,
  verifyLanguagesUsed,
  violationMessage,
} from './verification.ts'

/** What is evaluated on. Made only by `dataset()`, which verifies it. */
export interface Dataset {
  readonly name: string
  /** The source's version as its publisher names it. */
  readonly revision: string
  /** sha-256 of everything that decides a score: languages, ids, texts, concepts, judgements. */
  readonly hash: string
  readonly languages: readonly Language[]
  readonly queries: readonly Query[]
  readonly documents: readonly Document[]
  readonly qrels: Qrels
}

/** Where a loader found an entry, as an error names it: `queries.jsonl:14`. Indices count from 0. */
export interface Where {
  readonly query?: (index: number) => string
  readonly document?: (index: number) => string
  readonly judgement?: (query: string, document: string) => string
}

/**
 * A verified data set: a frozen copy of what is given, with its content hash.
 *
 * Ids are unique on each side (a query and a document may share one). Every judgement joins a known query to a known
 * document with an integer grade ≥ 0; every query has at least one relevant document; every announced language is used.
 *
 * @param where names the place of an entry in errors; without it they say `queries[13]`
 * @throws {RangeError} a rule is broken: the message says which, where, and what came
 * @throws {TypeError} an id, text or concept is not a string
 */
export function dataset(source: Omit<Dataset, 'hash'>, where: Where = {}): Dataset {
  const name = verifiedText('dataset', source.name, { place: 'name', of: 'name' })
  const from = `dataset: ${name}`
  const revision = verifiedText(from, source.revision, { place: 'revision', of: 'revision' })
  const languages = verifiedLanguages(from, source.languages)
  const known = new Set(languages)
  const queries = verifiedQueries(from, source.queries, { known, where })
  const documents = verifiedDocuments(from, source.documents, { known, where })
  verifyLanguagesUsed(from, languages, new Set([...queries, ...documents].map(({ language }) => language)))
  const qrels = verifiedQrels(from, source.qrels, { queries, documents, where })
  const hash = contentHash(facts({ languages, queries, documents, qrels }))
  return Object.freeze({ name, revision, hash, languages, queries, documents, qrels })
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

function verifiedDocuments(from: string, documents: readonly Document[], { known, where }: Known): readonly Document[] {
  const verifyUnique = uniqueIds(from, 'document')
  const verified = documents.map(({ id, language, text, concept }, index) => {
    const place = where.document?.(index) ?? `documents[${index}]`
    verifiedText(from, id, { place, of: 'document id' })
    verifyUnique(id, place)
    verifyLanguage(from, language, { place, known })
    verifiedText(from, text, { place, of: `text of document "${id}"` })
    if (concept === undefined) return Object.freeze({ id, language, text })
    verifiedText(from, concept, { place, of: `concept of document "${id}"` })
    return Object.freeze({ id, language, text, concept })
  })
  return Object.freeze(verified)
}

interface Sides {
  readonly queries: readonly Query[]
  readonly documents: readonly Document[]
  readonly where: Where
}

function verifiedQrels(from: string, qrels: Qrels, { queries, documents, where }: Sides): Qrels {
  const known = { query: new Set(queries.map(({ id }) => id)), document: new Set(documents.map(({ id }) => id)) }
  for (const [query, grades] of qrels) {
    const refuse = (place: string, rule: string, got: unknown): never => {
      throw new RangeError(violationMessage(from, { place, rule, got, remedy: 'Correct the judgement or drop it.' }))
    }
    if (grades.size === 0 && !known.query.has(query)) refuse('qrels', 'a judgement must name a known query', query)
    for (const [document, grade] of grades) {
      const place = where.judgement?.(query, document) ?? `qrels of "${query}" and "${document}"`
      if (!known.query.has(query)) refuse(place, 'a judgement must name a known query', query)
      if (!known.document.has(document)) refuse(place, 'a judgement must name a known document', document)
      if (!Number.isSafeInteger(grade) || grade < 0) refuse(place, 'a grade must be an integer ≥ 0', grade)
    }
  }
  return new Map(queries.map(({ id }, index) => [id, judgedGrades(from, qrels.get(id), { id, index, where })]))
}

function judgedGrades(
  from: string,
  grades: ReadonlyMap<string, number> | undefined,
  { id, index, where }: { readonly id: string; readonly index: number; readonly where: Where },
): ReadonlyMap<string, number> {
  const copy = new Map(grades)
  for (const grade of copy.values()) if (grade >= 1) return copy
  const place = where.query?.(index) ?? `queries[${index}]`
  const rule = 'every query must have a relevant document'
  throw new RangeError(violationMessage(from, { place, rule, got: id, remedy: 'Judge it, or leave the query out.' }))
}

function* facts({ languages, queries, documents, qrels }: Omit<Dataset, 'name' | 'revision' | 'hash'>): Iterable<Fact> {
  yield ['languages', ...languages]
  for (const { id, language, text, concept } of queries) yield ['query', id, language, text, concept]
  for (const { id, language, text, concept } of documents) yield ['document', id, language, text, concept ?? null]
  for (const [query, grades] of qrels) {
    // The order in which a file lists judgements decides nothing.
    const sorted = [...grades].sort(([a], [b]) => (a < b ? -1 : 1))
    for (const [document, grade] of sorted) yield ['judgement', query, document, grade]
  }
}
