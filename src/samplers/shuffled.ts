import type { TrainingPairs } from '../datasets/training-pairs.ts'
import { derive, seeded } from '../random.ts'
import { availableLanguages } from './available-languages.ts'
import { deck } from './deck.ts'
import { endless } from './endless.ts'
import { checkBatches } from './preconditions.ts'
import type { Batch, BatchOptions, Sampler } from './sampler.ts'

/**
 * Traditional contrastive learning: one shuffled list of every combination of concept, anchor language and positive
 * language, equal or not, with no regard to language; each is drawn once before one repeats. Translations of a concept
 * may meet in a batch, where they are no negatives of each other: the loss must mask them. A concept in k languages
 * stands in the list k² times. Memory: 4 bytes a combination.
 *
 * @throws {RangeError} from `batches`, at once: fewer combinations than batchSize
 */
export function shuffled(): Sampler {
  return {
    name: 'shuffled',
    label: 'Shuffled',
    configuration: { sampler: 'shuffled' },
    batches: (pairs, options) => endless(shuffledBatches(pairs, options)),
  }
}

function shuffledBatches(pairs: TrainingPairs, options: BatchOptions): () => Batch {
  checkBatches('shuffled', pairs, options)
  const { batchSize, seed } = options
  const available = availableLanguages(pairs)
  // starts[p] is the number of pair p's first combination; the last entry is the number of all.
  const starts = new Float64Array(available.length + 1)
  for (const [pair, { length }] of available.entries()) starts[pair + 1] = starts[pair]! + length ** 2
  const combinations = starts[available.length]!
  if (combinations < batchSize) {
    throw new RangeError(
      `shuffled: combinations of concept and languages must fill a batch of ${batchSize}; got ${combinations}. ` +
        'Lower batchSize.',
    )
  }
  const deal = deck(combinations, seeded(derive(seed, 'combinations')))
  return () =>
    deal(batchSize).map((combination) => {
      const pair = lastAtMost(starts, combination)
      const languages = available[pair]!
      const within = combination - starts[pair]!
      return {
        pair,
        anchor: languages[Math.floor(within / languages.length)]!,
        positive: languages[within % languages.length]!,
      }
    })
}

/** Index of the last of the ascending values that is at most `bound`; bisection. */
function lastAtMost(ascending: Float64Array, bound: number): number {
  let low = 0
  let high = ascending.length
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (ascending[middle]! <= bound) low = middle
    else high = middle
  }
  return low
}
