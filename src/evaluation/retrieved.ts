import type { Dataset } from '../datasets/dataset.ts'
import { isStreamed, type StreamedDataset } from '../datasets/document-stream.ts'
import { breather } from '../progress.ts'
import type { Document } from '../retrieval.ts'
import type { AskedRanks } from '../search/ranks.ts'
import type { Answers } from './answers.ts'

/** What every query got, for readers: where its judged documents stand, and what came first. */
export interface Retrieved {
  /** How many of the first results are kept. */
  readonly depth: number
  /** Those that are named below, each once. */
  readonly documents: readonly Document[]
  /** In the order of `dataset.queries`. */
  readonly queries: readonly RetrievedByQuery[]
}

export interface RetrievedByQuery {
  readonly judged: readonly JudgedDocument[]
  /** The first documents in the pool of all languages, best first. */
  readonly top: ScoredDocuments
}

export interface JudgedDocument {
  /** Its place in `documents`. */
  readonly document: number
  /** 1 or more is relevant. */
  readonly grade: number
  /** Rank in the pool of all languages; infinite where a run did not return it. */
  readonly pool: number
  /** Rank among the documents of its own language; infinite where a run did not return it. */
  readonly language: number
}

/** Documents that came first, best first. */
export interface ScoredDocuments {
  /** Their places in `documents`. */
  readonly documents: Int32Array
  readonly scores: ArrayLike<number>
}

/** Rows of one query's first documents in the pool of all languages, best first, and their scores. */
export interface FirstResults {
  readonly rows: ArrayLike<number>
  readonly scores: ArrayLike<number>
}

/** What is known of the queries of a data set, in the order of `dataset.queries`. */
export interface FoundResults {
  readonly dataset: Dataset | StreamedDataset
  readonly answers: readonly Answers[]
  readonly ranks: readonly Pick<AskedRanks, 'pool' | 'language'>[]
  readonly top: readonly FirstResults[]
  readonly depth: number
  readonly signal?: AbortSignal | undefined
}

/** Puts together what every query got. A streamed data set is read once more, for the documents that are named. */
export async function retrievedOf({ dataset, answers, ranks, top, depth, signal }: FoundResults): Promise<Retrieved> {
  const judgedOf = (query: number) => [...answers[query]!.relevant, ...answers[query]!.notRelevant]
  const named = new Set<number>()
  for (const query of answers.keys()) {
    for (const { document } of judgedOf(query)) named.add(document)
    for (const document of Array.from(top[query]!.rows)) named.add(document)
  }
  const rows = Int32Array.from(named).sort()
  const places = new Map(Array.from(rows, (document, place) => [document, place]))
  return {
    depth,
    documents: await documentsAt(dataset, rows, signal),
    queries: answers.map((_, query) => ({
      judged: judgedOf(query).map(({ document, grade }, i) => ({
        document: places.get(document)!,
        grade,
        pool: ranks[query]!.pool[i]!,
        language: ranks[query]!.language[i]!,
      })),
      top: { documents: Int32Array.from(top[query]!.rows, (row) => places.get(row)!), scores: top[query]!.scores },
    })),
  }
}

/** @param rows ascending */
async function documentsAt(
  { documents }: Dataset | StreamedDataset,
  rows: Int32Array,
  signal: AbortSignal | undefined,
): Promise<Document[]> {
  if (!isStreamed({ documents } as Dataset | StreamedDataset)) {
    return Array.from(rows, (document) => (documents as readonly Document[])[document]!)
  }
  const breathe = breather(signal)
  const found: Document[] = []
  let place = 0
  for await (const document of documents) {
    if (found.length === rows.length) break
    if (place++ === rows[found.length]) found.push(document)
    await breathe()
  }
  return found
}
