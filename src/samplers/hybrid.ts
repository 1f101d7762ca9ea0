import { derive, seeded } from '../random.ts'
import { crossLingualBatches } from './cross-lingual.ts'
import { endless } from './endless.ts'
import { type MonolingualOptions, monolingualBatches } from './monolingual.ts'
import { checkBatches, checkProportion } from './preconditions.ts'
import type { Sampler } from './sampler.ts'

export interface HybridOptions extends MonolingualOptions {
  /** Probability that a batch is monolingual; 0.5 by default, as published. */
  readonly alpha?: number
}

/**
 * Each batch is wholly monolingual with probability α, else wholly cross-lingual; the coin is tossed anew for each.
 * The n-th monolingual batch is the n-th of `monolingual`, the n-th cross-lingual one the n-th of `crossLingual`, for
 * the same seed: α = 1 and α = 0 are those samplers, batch by batch.
 *
 * @throws {RangeError} α or sizeExponent is outside [0, 1]; from `batches`, at once: what either sampler throws,
 * unless α rules its batches out
 * @see Elmahdy et al. 2024, arXiv:2408.10536
 */
export function hybrid({ alpha = 0.5, sizeExponent = 0 }: HybridOptions = {}): Sampler {
  checkProportion('hybrid: alpha', alpha)
  checkProportion('hybrid: sizeExponent', sizeExponent)
  const tempered = sizeExponent !== 0
  return {
    name: `hybrid${alpha === 0.5 ? '' : `-${alpha}`}${tempered ? `-size-${sizeExponent}` : ''}`,
    label: `Hybrid (α = ${alpha}${tempered ? `, language ∝ size^${sizeExponent}` : ''})`,
    configuration: { sampler: 'hybrid', alpha, sizeExponent },
    batches(pairs, options) {
      checkBatches('hybrid', pairs, options)
      const monolingualBatch = alpha > 0 ? monolingualBatches(pairs, { ...options, sizeExponent }) : undefined
      const crossLingualBatch = alpha < 1 ? crossLingualBatches(pairs, options) : undefined
      const coin = seeded(derive(options.seed, 'kind'))
      // The coin lies in [0, 1), so a kind that α rules out is never asked for.
      return endless(() => (coin() < alpha ? monolingualBatch! : crossLingualBatch!)())
    },
  }
}
