import type { Language } from '../retrieval.ts'
import type { Figure } from './figure.ts'

/** How much there is of a language. */
export interface CorpusLanguage {
  readonly language: Language
  readonly queries: Figure
  readonly documents: Figure
}

/** What a plan is computed from. */
export interface PlanInputs {
  readonly languages: readonly CorpusLanguage[]
  readonly tokensPerDocument: Figure
  /** Numbers of a vector. */
  readonly dimensions: Figure
  /** Of an encoder that was tried. */
  readonly documentsPerSecond?: Figure
  /** Of one GPU. */
  readonly tokensPerSecond: Figure
  readonly gpus: Figure
  /** Numbers multiplied and added a second by one machine that ranks. */
  readonly products: Figure
  /** Bytes a second that a disk reads. */
  readonly diskRate: Figure
  /** Bytes of an entity of Milvus besides its vector. */
  readonly entityBytes: Figure
  /** M of HNSW. */
  readonly links: Figure
  readonly replicas: Figure
  /** Bytes of vectors in a sealed segment. */
  readonly segmentBytes: Figure
  readonly shards: Figure
  /** Models that a nightly gate measures. */
  readonly models: Figure
  /** Share of the documents whose vectors a night computes anew. */
  readonly share: Figure
  /** Of an hour, in any currency; no costs without. */
  readonly gpuPrice?: Figure
  readonly machinePrice?: Figure
}
