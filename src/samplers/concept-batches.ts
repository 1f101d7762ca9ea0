import { derive, seeded } from '../random.ts'
import type { Language } from '../retrieval.ts'
import { type Deck, deck } from './deck.ts'
import type { Batch, BatchOptions } from './sampler.ts'

/** The language of the anchor and the language of the positive. */
export interface Sides {
  readonly anchor: Language
  readonly positive: Language
}

/**
 * Batches of different concepts. Concepts come from one deck; each goes through its own choices of languages in its own
 * random order before it repeats one. So over whole passes every concept is drawn equally often, and over whole rounds
 * (one pass for each choice) so is every choice of a concept.
 *
 * @param choices the choices of each pair, by index; a pair without any is never drawn
 * @returns a function that draws the next batch
 * @throws {RangeError} on drawing: fewer pairs with a choice than batchSize
 */
export function conceptBatches(choices: readonly (readonly Sides[])[], { batchSize, seed }: BatchOptions): () => Batch {
  const drawable = [...choices.keys()].filter((pair) => choices[pair]!.length > 0)
  const concepts = deck(drawable.length, seeded(derive(seed, 'concepts')))
  const random = seeded(derive(seed, 'choices'))
  // Made when first needed: a short training touches few of a large set's concepts.
  const walks: Deck[] = []
  return () =>
    concepts(batchSize).map((card) => {
      const pair = drawable[card]!
      const own = choices[pair]!
      walks[card] ??= deck(own.length, random)
      const { anchor, positive } = own[walks[card](1)[0]!]!
      return { pair, anchor, positive }
    })
}
