import type { Dataset } from '../datasets/dataset.ts'
import type { Language } from '../retrieval.ts'

/** A document that answers a query. */
export interface Answer {
  /** Row of the document: its place in `dataset.documents`. */
  readonly document: number
  /** At least 1. */
  readonly grade: number
  readonly language: Language
}

/**
 * The relevant documents, those of grade 1 or more, of each query: both in the data set's order.
 *
 * @throws {RangeError} a judgement of a document that the data set does not hold
 */
export function answersOf({ name, queries, documents, qrels }: Dataset): readonly (readonly Answer[])[] {
  const rows = new Map(documents.map(({ id }, row) => [id, row]))
  return queries.map((query) => {
    const answers: Answer[] = []
    for (const [id, grade] of qrels.get(query.id) ?? []) {
      const document = rows.get(id)
      if (document === undefined) {
        throw new RangeError(
          `evaluate: judged documents must be in the data set "${name}"; got "${id}" for query "${query.id}".`,
        )
      }
      if (grade >= 1) answers.push({ document, grade, language: documents[document]!.language })
    }
    return answers.sort((a, b) => a.document - b.document)
  })
}
