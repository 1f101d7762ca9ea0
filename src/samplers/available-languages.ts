import type { TrainingPairs } from '../datasets/training-pairs.ts'
import type { Language } from '../retrieval.ts'

/**
 * For each pair, by index, the languages it can be drawn in, in the training set's order: the order of keys in a
 * `translations` object decides nothing. Pairs with the same languages share one array.
 */
export function availableLanguages({ languages, pairs }: TrainingPairs): (readonly Language[])[] {
  const known = new Map<string, readonly Language[]>()
  return pairs.map(({ translations }) => {
    const available = languages.filter((language) => Object.hasOwn(translations, language))
    const key = available.join('\u0000')
    const same = known.get(key) ?? available
    known.set(key, same)
    return same
  })
}
