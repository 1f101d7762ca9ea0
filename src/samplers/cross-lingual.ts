import type { TrainingPairs } from '../datasets/training-pairs.ts'
import type { Language } from '../retrieval.ts'
import { availableLanguages } from './available-languages.ts'
import { conceptBatches, type Sides } from './concept-batches.ts'
import { endless } from './endless.ts'
import { checkBatches } from './preconditions.ts'
import type { Batch, BatchOptions, Sampler } from './sampler.ts'

/**
 * The anchor and the positive of every example differ in language (X-Y); ordered language pairs are mixed in the batch.
 * Every concept in two or more languages is drawn once before one repeats, and goes through all its ordered language
 * pairs before it repeats one. Concepts in one language are left out.
 *
 * @throws {RangeError} from `batches`, at once: fewer than two languages, or fewer concepts in two languages than batchSize
 * @see LAReQA, arXiv:2004.05484; Elmahdy et al. 2024, arXiv:2408.10536, where sides of equal language are excluded
 */
export function crossLingual(): Sampler {
  return {
    name: 'cross-lingual',
    label: 'Cross-lingual (X-Y)',
    configuration: { sampler: 'cross-lingual' },
    batches: (pairs, options) => endless(crossLingualBatches(pairs, options)),
  }
}

/** The batches of `crossLingual`, one a call. */
export function crossLingualBatches(pairs: TrainingPairs, options: BatchOptions): () => Batch {
  checkBatches('crossLingual', pairs, options)
  if (pairs.languages.length < 2) {
    throw new RangeError(
      `crossLingual: training pairs must be in two or more languages; got ${pairs.languages.join(', ') || 'none'}. ` +
        'Add a language or sample with monolingual().',
    )
  }
  // A thousand concepts in the same languages share one list of language pairs.
  const ordered = new Map<readonly Language[], readonly Sides[]>()
  const choices = availableLanguages(pairs).map((languages) => {
    const sides = ordered.get(languages) ?? orderedPairs(languages)
    ordered.set(languages, sides)
    return sides
  })
  const usable = choices.filter((sides) => sides.length > 0).length
  if (usable < options.batchSize) {
    throw new RangeError(
      `crossLingual: concepts in two or more languages must fill a batch of ${options.batchSize}; ` +
        `got ${usable} of ${pairs.pairs.length}. Lower batchSize.`,
    )
  }
  return conceptBatches(choices, options)
}

/** Every ordered pair of two different languages. */
function orderedPairs(languages: readonly Language[]): Sides[] {
  return languages.flatMap((anchor) =>
    languages.filter((positive) => positive !== anchor).map((positive) => ({ anchor, positive })),
  )
}
