import type { Dataset } from '../datasets/dataset.ts'
import type { UnitRows } from '../matrix.ts'
import type { Measure } from '../metrics/measure.ts'
import type { Observer } from '../progress.ts'
import { documentPool } from '../search/document-pool.ts'
import type { EngineName } from '../search/products.ts'
import { exactRanks } from '../search/ranks.ts'
import { heldVectors } from './document-vectors.ts'
import { evaluatePool } from './evaluate-pool.ts'
import type { Evaluation } from './evaluation.ts'

export interface EvaluateOptions extends Observer {
  readonly dataset: Dataset
  /** Row i for `dataset.queries[i]`. */
  readonly queries: UnitRows
  /** Row i for `dataset.documents[i]`. */
  readonly documents: UnitRows
  /** At least one, of different names. */
  readonly measures: readonly Measure[]
  /** What multiplies. @default ONNX Runtime for many products where it is installed, else 'simd', else 'plain' */
  readonly kernel?: EngineName
  /** How many of each query's first results are kept in the evaluation, to be read. @default 0: nothing is */
  readonly keep?: number
}

/**
 * Ranks every judged document exactly in its own language's pool and in the pool of all languages, and measures each
 * setting. A query is left out of a pool that holds nothing relevant to it, whatever a measure's `missing` says, and of
 * measures that need what it lacks. What a query ignores is in none of its pools. A setting, or a measure in a setting,
 * that no query can be scored in is left out of the result.
 *
 * @throws {RangeError} no measure or the same twice, vectors that do not fit the data set, a data set in which nothing is relevant, a measure of cosines or agreement outside the multilingual setting, or one that gives a value which is not finite
 */
export function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const { dataset, documents, measures: _, keep: __, ...search } = options
  return evaluatePool({
    ...options,
    pool: () => documentPool(dataset.documents),
    documents: heldVectors(documents),
    rank: (wanted) => exactRanks({ ...search, ...wanted, documents, pool: dataset.documents }),
  })
}
