import { datasetCard } from '../datasets/cards/cards.ts'

const families: Readonly<Record<string, string>> = {
  nDCG: 'ndcg',
  AP: 'map',
  R: 'recall',
  P: 'precision',
  RR: 'mrr',
  Success: 'hit_rate',
}

/** MTEB's key of a measure with a cutoff: `ndcg_at_10` of `nDCG@10`; every other notation is its own key. */
export function mtebMeasureKey(notation: string): string {
  const [, family = '', cutoff] = /^(\w+)@(\d+)$/.exec(notation) ?? []
  return Object.hasOwn(families, family) ? `${families[family]}_at_${cutoff}` : notation
}

/**
 * A task's name of a data set's: words joined, a known one by its title. `XQuADR` of `xquad-r`, `XQuADRSentenceContext` of
 * `xquad-r (sentence+context)`, `MyQuestions` of `my questions`.
 *
 * @throws {RangeError} a name without letters or digits of ASCII, of which paths are made
 */
export function mtebTaskName(dataset: string): string {
  const card = datasetCard(dataset)
  const words = card ? card.title + dataset.slice(card.name.length) : dataset
  const name = (words.match(/[A-Za-z0-9]+/g) ?? []).map((word) => word[0]!.toUpperCase() + word.slice(1)).join('')
  if (name !== '') return name
  throw new RangeError(
    `mtebTaskName: the name must have letters or digits of ASCII; got ${JSON.stringify(dataset)}. Give the option task.`,
  )
}
