import { meanOfRows } from '../mean.ts'
import { bootstrap } from '../statistics/bootstrap.ts'
import { detectableEffect, minimumDetectableEffect } from '../statistics/minimum-detectable-effect.ts'
import { pairedRandomisation } from '../statistics/paired-randomisation.ts'
import { pairedSeeds } from '../statistics/paired-seeds.ts'
import type { PairedValues } from './paired-values.ts'

/** Whether two runs differ by more than chance, and how sure that is. */
export interface PairedTest {
  /** Two-sided, not yet corrected; 1 where the runs do not differ at all. */
  readonly p: number
  /** Of the difference, 95 %; null where all differences are equal. */
  readonly interval: readonly [low: number, high: number] | null
  /** The smallest true difference that the test would find in four of five repetitions; null where nothing varies. */
  readonly detectable: number | null
  readonly queries: number
  readonly concepts: number
  /** Of the run that has fewer. */
  readonly seeds: number
}

/**
 * Tests the difference of two runs on the same queries. Where both were trained with several seeds, another seed might
 * have given something else, so that seeds and queries both count as drawn by chance. Of single trainings nothing is
 * known about that: a randomisation test over queries, and a bootstrap interval, speak for these two encoders alone.
 */
export function pairedTest({ first, second, concepts }: PairedValues, alpha: number): PairedTest {
  const seeds = Math.min(first.length, second.length)
  const clusters = { clusters: concepts }
  const counts = { queries: concepts.length, concepts: new Set(concepts).size, seeds }
  if (seeds > 1) {
    const { p, t, interval, standardError, df } = pairedSeeds(first, second, clusters)
    const varies = t !== null && Number.isFinite(t)
    const detectable = varies ? detectableEffect({ standardError, df, alpha }) : null
    return { p: p ?? 1, interval: varies ? interval : null, detectable, ...counts }
  }
  const [mine, theirs] = [meanOfRows(first), meanOfRows(second)]
  const { p } = pairedRandomisation(mine, theirs, clusters)
  if (counts.concepts < 2) return { p, interval: null, detectable: null, ...counts }
  const values = mine.map((value, i) => value - (theirs[i] as number))
  const { interval } = bootstrap(values, clusters)
  return { p, interval, detectable: minimumDetectableEffect({ values, ...clusters, alpha }), ...counts }
}

/**
 * The p of `pairedTest` alone, without the interval's resampling. Null where fewer than two concepts say nothing of how
 * they vary.
 */
export function pairedP({ first, second, concepts }: PairedValues): number | null {
  const clusters = { clusters: concepts }
  if (new Set(concepts).size < 2) return null
  if (Math.min(first.length, second.length) > 1) return pairedSeeds(first, second, clusters).p ?? 1
  return pairedRandomisation(meanOfRows(first), meanOfRows(second), clusters).p
}
