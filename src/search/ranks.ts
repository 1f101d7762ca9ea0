import type { UnitRows } from '../matrix.ts'
import type { Observer } from '../progress.ts'
import type { Language } from '../retrieval.ts'
import { checkShapes } from './check-shapes.ts'
import type { Refusal } from './engines.ts'
import type { Block, EngineName } from './products.ts'
import { ranksOf, topOf, topScoresOf } from './ranking-job.ts'
import { runJob } from './run-job.ts'

/** Every query against every document, and which documents are asked about. */
export interface RankingProblem extends Observer {
  readonly queries: UnitRows
  readonly documents: UnitRows
  /** Id and language of each row of `documents`. Ids are unique. */
  readonly pool: readonly { readonly id: string; readonly language: Language }[]
  /** For each query, the rows of the documents whose ranks are asked for, each once: those that were judged. */
  readonly asked: readonly (readonly number[])[]
  /** How many of the first results are wanted too. @default 0 */
  readonly top?: number
  /** What multiplies. @default 'simd' where it runs; 'onnx' where it runs and there are 2^34 multiplications or more */
  readonly kernel?: EngineName | undefined
  /** @default what keeps the scores within 64 MB and the pauses frequent */
  readonly block?: Partial<Block>
  /** Threads that multiply and count. Results do not depend on it. @default 1; every core from 2^32 multiplications */
  readonly threads?: number
}

/** Where the documents stand that one query asked about, in the order of the problem's `asked`. 1 is the first rank. */
export interface AskedRanks {
  /** Among all documents. */
  readonly pool: readonly number[]
  /** Among the documents of the document's own language. */
  readonly language: readonly number[]
  /** Cosines with the query. */
  readonly scores: readonly number[]
}

export interface ExactRanks {
  /** One a query. */
  readonly ranks: readonly AskedRanks[]
  /** Rows of the first min(`top`, documents) results of each query, best first; empty where none were wanted. */
  readonly top: readonly Int32Array[]
  /** Their cosines. */
  readonly topScores: readonly Float32Array[]
  /** What computed the scores. */
  readonly kernel: EngineName
  /** Quicker engines that were tried first, and why they were not used. */
  readonly refused: readonly Refusal[]
}

/**
 * The exact rank of every relevant document: 1 + the number of documents that score above it by cosine, or score the
 * same and have the greater id by UTF-8 bytes (trec_eval's order). Scores are computed block by block and counted, never
 * sorted; beside the vectors, memory is bounded by a block of queries × all documents a thread.
 *
 * @throws {RangeError} shapes that do not fit together, or a relevant document that does not exist or comes twice
 */
export async function exactRanks(problem: RankingProblem): Promise<ExactRanks> {
  checkShapes('exactRanks', problem)
  const { job, engine, refused } = await runJob(problem)
  const first = problem.top ? { top: topOf(job), topScores: topScoresOf(job) } : { top: [], topScores: [] }
  return { ranks: ranksOf(job), ...first, kernel: engine, refused }
}
