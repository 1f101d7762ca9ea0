import type { Qrels } from '../retrieval.ts'
import type { BeirEntry } from './beir-entries.ts'

/** What of a folder becomes the data set. */
export interface BeirSelection {
  /** Leaves out queries and documents, and what is judged of them: `({ text }) => text === ''` where some are empty. */
  readonly leaveOut?: (entry: BeirEntry) => boolean
  /** Grade of a file's score: `(score) => Math.max(0, score)` where some are negative. @default the score */
  readonly gradeOf?: (score: number) => number
}

/** Ids that are left out. Ids that neither side knows stay judged, so that they are refused. */
export interface LeftOut {
  readonly queries: ReadonlySet<string>
  readonly documents: ReadonlySet<string>
}

/** The judgements of what is not left out, with their grades. */
export function selectedQrels(all: Qrels, { queries, documents }: LeftOut, gradeOf: BeirSelection['gradeOf']): Qrels {
  const qrels = new Map<string, ReadonlyMap<string, number>>()
  for (const [query, scores] of all) {
    if (queries.has(query)) continue
    const kept = [...scores].filter(([document]) => !documents.has(document))
    qrels.set(query, new Map(kept.map(([document, score]) => [document, gradeOf?.(score) ?? score])))
  }
  return qrels
}

/** Gathers which of some ids are left out wherever they come. */
export function leavingOut(): {
  add(id: string, isOut: boolean): void
  ids(): ReadonlySet<string>
} {
  const out = new Set<string>()
  const kept = new Set<string>()
  return {
    add: (id, isOut) => void (isOut ? out : kept).add(id),
    ids: () => out.difference(kept),
  }
}
