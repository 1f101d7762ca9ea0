import type { Language } from '../retrieval.ts'
import { type DocumentPool, languageAt } from '../search/document-pool.ts'
import type { EvaluatedDataset } from './evaluation.ts'

/** A document that a query knows. */
export interface KnownDocument {
  /** Its row: its place among the data set's documents. */
  readonly document: number
  readonly language: Language
}

/** A document that was judged for a query. */
export interface Answer extends KnownDocument {
  readonly grade: number
}

/** What was judged for one query, in the data set's order. */
export interface Answers {
  /** Grade 1 or more. */
  readonly relevant: readonly Answer[]
  /** Grade 0 or less. */
  readonly notRelevant: readonly Answer[]
  /** Not in the query's pool at all, so that they are among neither of the others. */
  readonly ignored: readonly KnownDocument[]
}

/**
 * The documents judged for each query and those it ignores, in the order of `dataset.queries`.
 *
 * @throws {RangeError} a document that the pool does not hold, or that is relevant and ignored
 */
export function answersOf(dataset: EvaluatedDataset, pool: DocumentPool): readonly Answers[] {
  return dataset.queries.map((query) => {
    const known = (id: string): KnownDocument => {
      const document = pool.rowOf(id)
      if (document >= 0) return { document, language: languageAt(pool, document) }
      throw new RangeError(
        `evaluate: judged documents must be in the data set "${dataset.name}"; got "${id}" for query "${query.id}".`,
      )
    }
    const relevant: Answer[] = []
    const notRelevant: Answer[] = []
    const ignored = dataset.ignored?.get(query.id)
    for (const [id, grade] of dataset.qrels.get(query.id) ?? []) {
      if (ignored?.has(id) && grade >= 1) {
        throw new RangeError(`evaluate: a relevant document must not be ignored; got "${id}" for query "${query.id}".`)
      }
      if (ignored?.has(id)) continue
      const list = grade >= 1 ? relevant : notRelevant
      list.push({ ...known(id), grade })
    }
    return {
      relevant: relevant.sort(byDocument),
      notRelevant: notRelevant.sort(byDocument),
      ignored: Array.from(ignored ?? [], known).sort(byDocument),
    }
  })
}

function byDocument(a: KnownDocument, b: KnownDocument): number {
  return a.document - b.document
}
