import type { Language } from '../retrieval.ts'

/** A question and the passage that answers it, in one language. */
export interface Pair {
  readonly anchor: string
  readonly positive: string
}

/** One concept with its pair in each language that has it. Any anchor goes with any positive of the same concept. */
export interface TrainingPair {
  readonly concept: string
  readonly translations: Readonly<Record<Language, Pair>>
}

/** What is trained on. Made only by `trainingPairs()`, which verifies it. */
export interface TrainingPairs {
  readonly name: string
  readonly revision: string
  /** sha-256 of everything that decides a batch: languages, concepts, texts. */
  readonly hash: string
  readonly languages: readonly Language[]
  readonly pairs: readonly TrainingPair[]
}
