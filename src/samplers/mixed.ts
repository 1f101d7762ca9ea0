import type { Language } from '../retrieval.ts'
import { availableLanguages } from './available-languages.ts'
import { conceptBatches, type Sides } from './concept-batches.ts'
import { endless } from './endless.ts'
import { checkBatches } from './preconditions.ts'
import type { Sampler } from './sampler.ts'

/**
 * Pairs in one language each, languages mixed in the batch (X-X): a control known to be bad. Most negatives are in
 * another language than the anchor, so an encoder can tell the positive by its language alone, and learns to.
 * Every concept is drawn once before one repeats, and goes through all its languages before it repeats one.
 *
 * @throws {RangeError} from `batches`, at once: fewer than two languages, or fewer pairs than batchSize
 * @see LAReQA, arXiv:2004.05484
 */
export function mixed(): Sampler {
  return {
    name: 'mixed',
    label: 'Mixed (X-X)',
    configuration: { sampler: 'mixed' },
    batches(pairs, options) {
      checkBatches('mixed', pairs, options)
      const found = pairs.languages.length
      if (found < 2) {
        throw new RangeError(`mixed: training pairs must be in two or more languages; got ${found}. Add a language.`)
      }
      const own = new Map<Language, Sides>(pairs.languages.map((l) => [l, { anchor: l, positive: l }]))
      const choices = availableLanguages(pairs).map((languages) => languages.map((language) => own.get(language)!))
      const usable = choices.filter((sides) => sides.length > 0).length
      if (usable < options.batchSize) {
        throw new RangeError(
          `mixed: pairs must fill a batch of ${options.batchSize}; got ${usable} pairs. Lower batchSize.`,
        )
      }
      return endless(conceptBatches(choices, options))
    },
  }
}
