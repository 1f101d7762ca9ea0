import type { StreamedDataset } from '../datasets/document-stream.ts'
import type { UnitRows } from '../matrix.ts'
import type { DocumentPool } from '../search/document-pool.ts'
import { streamedRanks } from '../search/streamed-ranks.ts'
import type { EvaluateOptions } from './evaluate.ts'
import { evaluatePool } from './evaluate-pool.ts'
import type { Evaluation } from './evaluation.ts'
import type { VectorFile } from './vector-file.ts'

export interface EvaluateStreamOptions extends Omit<EvaluateOptions, 'dataset' | 'documents'> {
  readonly dataset: StreamedDataset
  readonly queries: UnitRows
  /** Row i for the stream's document i, as `pool` has it. */
  readonly documents: VectorFile
  readonly pool: DocumentPool
}

/** `evaluate()` of documents whose vectors are read from a file: the same scores. */
export function evaluateStream(options: EvaluateStreamOptions): Promise<Evaluation> {
  const { pool, measures: _, dataset: __, keep: ___, ...search } = options
  return evaluatePool({
    ...options,
    pool: () => pool,
    rank: (wanted) => streamedRanks({ ...search, ...wanted, pool }),
  })
}
