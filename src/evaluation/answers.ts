import type { Dataset } from '../datasets/dataset.ts'
import type { Language } from '../retrieval.ts'

/** A document that was judged for a query. */
export interface Answer {
  /** Row of the document: its place in `dataset.documents`. */
  readonly document: number
  readonly grade: number
  readonly language: Language
}

/** What was judged for one query, in the data set's order. */
export interface Answers {
  /** Grade 1 or more. */
  readonly relevant: readonly Answer[]
  /** Grade 0 or less. */
  readonly notRelevant: readonly Answer[]
}

/**
 * The documents judged for each query, in the order of `dataset.queries`.
 *
 * @throws {RangeError} a judgement of a document that the data set does not hold
 */
export function answersOf({ name, queries, documents, qrels }: Dataset): readonly Answers[] {
  const rows = new Map(documents.map(({ id }, row) => [id, row]))
  return queries.map((query) => {
    const relevant: Answer[] = []
    const notRelevant: Answer[] = []
    for (const [id, grade] of qrels.get(query.id) ?? []) {
      const document = rows.get(id)
      if (document === undefined) {
        throw new RangeError(
          `evaluate: judged documents must be in the data set "${name}"; got "${id}" for query "${query.id}".`,
        )
      }
      const answer = { document, grade, language: documents[document]!.language }
      if (grade >= 1) relevant.push(answer)
      else notRelevant.push(answer)
    }
    return { relevant: relevant.sort(byDocument), notRelevant: notRelevant.sort(byDocument) }
  })
}

function byDocument(a: Answer, b: Answer): number {
  return a.document - b.document
}
