import type { Qrels, Query } from '../retrieval.ts'
import type { Ignored, Where } from './dataset.ts'
import { violationMessage } from './verification.ts'

/** What judgements may name. */
export interface Sides {
  readonly queries: readonly Query[]
  readonly isDocument: (id: string) => boolean
  readonly where: Where
}

/**
 * The judgements of every query, in the order of the queries.
 *
 * @throws {RangeError} a judgement of an unknown query or document, a grade that is no integer ≥ 0, a query with nothing relevant
 */
export function verifiedQrels(from: string, qrels: Qrels, { queries, isDocument, where }: Sides): Qrels {
  const known = new Set(queries.map(({ id }) => id))
  for (const [query, grades] of qrels) {
    const refuse = (place: string, rule: string, got: unknown): never => {
      throw new RangeError(violationMessage(from, { place, rule, got, remedy: 'Correct the judgement or drop it.' }))
    }
    if (grades.size === 0 && !known.has(query)) refuse('qrels', 'a judgement must name a known query', query)
    for (const [document, grade] of grades) {
      const place = where.judgement?.(query, document) ?? `qrels of "${query}" and "${document}"`
      if (!known.has(query)) refuse(place, 'a judgement must name a known query', query)
      if (!isDocument(document)) refuse(place, 'a judgement must name a known document', document)
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

/**
 * A copy of what is ignored, in the order of the queries; undefined where that is nothing.
 *
 * @throws {RangeError} an unknown query or document, or a document that is relevant to the query
 */
export function verifiedIgnored(
  from: string,
  ignored: Ignored | undefined,
  { queries, isDocument, qrels }: Pick<Sides, 'queries' | 'isDocument'> & { readonly qrels: Qrels },
): Ignored | undefined {
  for (const [query, documents] of ignored ?? []) {
    const refuse = (rule: string, got: string): never => {
      const place = `ignored of "${query}"`
      throw new RangeError(violationMessage(from, { place, rule, got, remedy: 'Take it out of ignored.' }))
    }
    const grades = qrels.get(query) ?? refuse('a query must be known', query)
    for (const document of documents) {
      if (!isDocument(document)) refuse('an ignored document must be known', document)
      if ((grades.get(document) ?? 0) >= 1) refuse('an ignored document must not be relevant to the query', document)
    }
  }
  const kept = queries.flatMap(({ id }): [string, ReadonlySet<string>][] => {
    const documents = ignored?.get(id)
    return documents?.size ? [[id, new Set(documents)]] : []
  })
  return kept.length > 0 ? new Map(kept) : undefined
}
