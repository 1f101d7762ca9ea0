import { derive } from '../random.ts'

/** Concepts of each part; a concept is in one part alone. Order as given. */
export interface ConceptSplit {
  readonly training: readonly string[]
  readonly dev: readonly string[]
  readonly evaluation: readonly string[]
}

/**
 * 60 % of the concepts for training, 10 % for choosing hyper-parameters, 30 % for evaluation, rounded.
 *
 * Concepts are ranked by a hash of seed and concept, and the ranking is cut: the sizes are exact (a threshold on the
 * hash misses them), and the order in which concepts are given decides nothing.
 *
 * @param concepts distinct; at least 10, so that no part is empty
 * @throws {RangeError} fewer than 10 concepts
 */
export function splitConcepts(concepts: readonly string[], seed: number): ConceptSplit {
  if (concepts.length < 10) {
    throw new RangeError(`splitConcepts: there must be at least 10 concepts; got ${concepts.length}. Add concepts.`)
  }
  const keyed = concepts.map((concept) => ({ concept, key: derive(seed, 'split', concept) }))
  // Equal keys are rare (32 bits) but must not leave the order to the input.
  keyed.sort((a, b) => a.key - b.key || (a.concept < b.concept ? -1 : 1))
  const rank = new Map(keyed.map(({ concept }, index) => [concept, index]))
  const trained = Math.round(concepts.length * 0.6)
  const seen = Math.round(concepts.length * 0.7)
  const between = (from: number, to: number): string[] =>
    concepts.filter((concept) => rank.get(concept)! >= from && rank.get(concept)! < to)
  return { training: between(0, trained), dev: between(trained, seen), evaluation: between(seen, concepts.length) }
}
