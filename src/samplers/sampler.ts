import type { TrainingPairs } from '../datasets/training-pairs.ts'
import type { Json, Language } from '../retrieval.ts'

/** One row of a batch: which pair, the language of its anchor and the language of its positive. */
export interface Example {
  /** Index into `TrainingPairs.pairs`. */
  readonly pair: number
  readonly anchor: Language
  readonly positive: Language
}

/** The rows that are each other's in-batch negatives. */
export type Batch = readonly Example[]

export interface BatchOptions {
  /** Examples a batch. */
  readonly batchSize: number
  readonly seed: number
}

/** A sampler's whole work, and all that a user's own sampler needs to be: an endless stream of full batches. */
export type DrawBatches = (pairs: TrainingPairs, options: BatchOptions) => Iterable<Batch>

/** Training pairs → batches. The same pairs, batch size and seed give the same batches. */
export interface Sampler {
  /** Short and unique in a table: `hybrid`. */
  readonly name: string
  /** As a reader knows it: `Hybrid (α = 0.5)`. */
  readonly label: string
  /** Everything that decides the batches besides pairs, batch size and seed. */
  readonly configuration: Json
  readonly batches: DrawBatches
}
