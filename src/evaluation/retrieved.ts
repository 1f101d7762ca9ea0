import type { Dataset } from '../datasets/dataset.ts'
import { isStreamed, type StreamedDataset } from '../datasets/document-stream.ts'
import { row, type UnitRows } from '../matrix.ts'
import { breather } from '../progress.ts'
import type { Document } from '../retrieval.ts'
import type { AskedRanks } from '../search/ranks.ts'
import type { Answers } from './answers.ts'
import type { DocumentVectors } from './document-vectors.ts'

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
  readonly top: readonly ScoredDocument[]
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

export interface ScoredDocument {
  /** Its place in `documents`. */
  readonly document: number
  readonly score: number
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
      top: Array.from(top[query]!.rows, (document, i) => ({
        document: places.get(document)!,
        score: top[query]!.scores[i]!,
      })),
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

/** Queries whose first documents' vectors are held at a time. */
const queriesAtOnce = 512

/**
 * The first rows of each query with their cosines.
 *
 * @param rows of each query, best first
 */
export async function withCosines(
  rows: readonly ArrayLike<number>[],
  queries: UnitRows,
  documents: DocumentVectors,
): Promise<FirstResults[]> {
  const results: FirstResults[] = []
  for (let from = 0; from < rows.length; from += queriesAtOnce) {
    const part = rows.slice(from, from + queriesAtOnce)
    const vectors = await documents.pick(part.flatMap((own) => Array.from(own)))
    let at = 0
    part.forEach((own, i) => {
      const query = row(queries, from + i)
      results.push({ rows: own, scores: Float64Array.from(own, () => dot(query, row(vectors, at++))) })
    })
  }
  return results
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
