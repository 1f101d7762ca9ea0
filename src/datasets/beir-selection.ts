import type { Qrels } from '../retrieval.ts'
import type { BeirEntry } from './beir-entries.ts'

/** What of a folder becomes the data set. */
export interface BeirSelection {
  /** Leaves out queries and documents, and what is judged of them: `({ text }) => text === ''` where some are empty. */
  readonly leaveOut?: (entry: BeirEntry) => boolean
  /** Grade of a file's score: `(score) => Math.max(0, score)` where some are negative. @default the score */
  readonly gradeOf?: (score: number) => number
}

export interface BeirContent {
  readonly queries: readonly BeirEntry[]
  readonly documents: readonly BeirEntry[]
  readonly qrels: Qrels
}

export function selected(content: BeirContent, { leaveOut, gradeOf }: BeirSelection): BeirContent {
  if (leaveOut === undefined && gradeOf === undefined) return content
  const queries = content.queries.filter((entry) => !leaveOut?.(entry))
  const documents = content.documents.filter((entry) => !leaveOut?.(entry))
  const isOut = {
    query: idsMissing(content.queries, queries),
    document: idsMissing(content.documents, documents),
  }
  const qrels = new Map<string, ReadonlyMap<string, number>>()
  for (const [query, scores] of content.qrels) {
    if (isOut.query.has(query)) continue
    const kept = [...scores].filter(([document]) => !isOut.document.has(document))
    qrels.set(query, new Map(kept.map(([document, score]) => [document, gradeOf?.(score) ?? score])))
  }
  return { queries, documents, qrels }
}

/** Ids that neither side knows stay judged, so that they are refused. */
function idsMissing(all: readonly BeirEntry[], kept: readonly BeirEntry[]): ReadonlySet<string> {
  const there = new Set(kept.map(({ id }) => id))
  return new Set(all.map(({ id }) => id).filter((id) => !there.has(id)))
}
