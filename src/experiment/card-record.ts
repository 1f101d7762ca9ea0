import { datasetCard } from '../datasets/cards/cards.ts'
import type { CardRecord } from './record.ts'

/** What a record says of the licence and source of known data; undefined of a user's own. */
export function cardRecord(name: string): CardRecord | undefined {
  const card = datasetCard(name)
  if (!card) return undefined
  const { title, source, licence, nonCommercial, terms, citation, parallel } = card
  return { title, source, licence, nonCommercial, terms, citation, parallel }
}
