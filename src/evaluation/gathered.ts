import type { UnitRows } from '../matrix.ts'
import type { Judged } from '../metrics/measure.ts'
import type { Observer } from '../progress.ts'
import type { Language } from '../retrieval.ts'
import { type DocumentPool, languageAt } from '../search/document-pool.ts'
import type { EngineName } from '../search/products.ts'
import type { ExactRanks } from '../search/ranks.ts'
import { agreements } from './agreement.ts'
import type { Answers } from './answers.ts'
import type { DocumentVectors } from './document-vectors.ts'
import type { EvaluatedDataset } from './evaluation.ts'
import type { CombinedNeeds } from './needs.ts'
import { negativeCosines } from './negative-cosines.ts'

/** What some measures look at beside ranks, in the pool of all languages. */
export interface Gathered {
  /** How many of the first results are known. */
  readonly depth: number
  readonly of: (query: number) => Pick<Judged, 'top' | 'cosines' | 'agreement'>
  /** How many documents were ranked, in all or of one language; left out where it is the whole pool. */
  readonly retrieved?: (query: number, language: Language | null) => number
}

/** A data set, its vectors, and where the judged documents stand. */
export interface Ranked extends Observer {
  readonly dataset: EvaluatedDataset
  readonly pool: DocumentPool
  readonly queries: UnitRows
  readonly documents: DocumentVectors
  readonly kernel?: EngineName
  readonly answers: readonly Answers[]
  readonly ranks: ExactRanks['ranks']
  /** At least as deep as is needed. */
  readonly top: ExactRanks['top']
}

/** Computes what is needed and nothing else. */
export async function gather(ranked: Ranked, needs: CombinedNeeds): Promise<Gathered> {
  const { pool, top } = ranked
  const cosines = needs.cosines ? await negativeCosines(ranked) : null
  const agreement = needs.agreement.length > 0 ? await agreements(ranked, needs.agreement) : null
  return {
    depth: needs.languages,
    of: (query) => ({
      ...(needs.languages > 0 && {
        top: Array.from(top[query]!.subarray(0, needs.languages), (row) => languageAt(pool, row)),
      }),
      ...(cosines && { cosines: cosines[query]! }),
      ...(agreement?.[query] && { agreement: agreement[query] }),
    }),
  }
}
