import type { TrainingPairs } from '../datasets/training-pairs.ts'
import { derive, type Random, seeded } from '../random.ts'
import { availableLanguages } from './available-languages.ts'
import { deck } from './deck.ts'
import { endless } from './endless.ts'
import { checkBatches, checkProportion } from './preconditions.ts'
import type { Batch, BatchOptions, Sampler } from './sampler.ts'

export interface MonolingualOptions {
  /**
   * A batch's language is drawn with probability ∝ (pairs in that language) ^ sizeExponent.
   * 0, the default: all languages equally likely, as published. 1: by size. Between: tempered.
   */
  readonly sizeExponent?: number
}

/**
 * Every batch in one language (X-X-mono): all negatives share the anchor's language, so that language tells nothing.
 * In each language every pair is drawn once before one repeats.
 *
 * @throws {RangeError} sizeExponent is outside [0, 1]; from `batches`, at once: a language has fewer pairs than batchSize
 * @see LAReQA, arXiv:2004.05484; Elmahdy et al. 2024, arXiv:2408.10536
 */
export function monolingual({ sizeExponent = 0 }: MonolingualOptions = {}): Sampler {
  checkProportion('monolingual: sizeExponent', sizeExponent)
  return {
    name: sizeExponent === 0 ? 'monolingual' : `monolingual-size-${sizeExponent}`,
    label: sizeExponent === 0 ? 'Monolingual (X-X-mono)' : `Monolingual (X-X-mono, language ∝ size^${sizeExponent})`,
    configuration: { sampler: 'monolingual', sizeExponent },
    batches: (pairs, options) => endless(monolingualBatches(pairs, { ...options, sizeExponent })),
  }
}

/** The batches of `monolingual`, one a call. */
export function monolingualBatches(
  pairs: TrainingPairs,
  { batchSize, seed, sizeExponent }: BatchOptions & Required<MonolingualOptions>,
): () => Batch {
  checkBatches('monolingual', pairs, { batchSize, seed })
  const available = availableLanguages(pairs)
  const decks = pairs.languages.map((language) => {
    const members = [...available.keys()].filter((pair) => available[pair]!.includes(language))
    if (members.length < batchSize) {
      throw new RangeError(
        `monolingual: language "${language}" must fill a batch of ${batchSize}; got ${members.length} pairs. ` +
          'Lower batchSize or leave the language out.',
      )
    }
    return { language, members, deal: deck(members.length, seeded(derive(seed, 'pairs', language))) }
  })
  const weights = decks.map(({ members }) => members.length ** sizeExponent)
  const random = seeded(derive(seed, 'language'))
  return () => {
    const { language, members, deal } = decks[drawWeighted(random, weights)]!
    return deal(batchSize).map((card) => ({ pair: members[card]!, anchor: language, positive: language }))
  }
}

/** An index, drawn with probability ∝ its weight. */
function drawWeighted(random: Random, weights: readonly number[]): number {
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0)
  const index = weights.findIndex((weight) => {
    left -= weight
    return left < 0
  })
  // Rounding may leave a trace of weight behind the last index.
  return index === -1 ? weights.length - 1 : index
}
