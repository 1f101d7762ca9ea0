import { beirCard } from './beir.ts'
import type { DatasetCard } from './card.ts'
import { cldrEmojiCard } from './cldr-emoji.ts'
import { miraclCard } from './miracl.ts'
import { mlqaRCard } from './mlqa-r.ts'
import { xquadRCard } from './xquad-r.ts'

/** Every data set and format that a loader reads, with its licence. */
export const datasetCards: readonly DatasetCard[] = [cldrEmojiCard, xquadRCard, mlqaRCard, miraclCard, beirCard]

/**
 * The card of a data set, by its name or that of a part or form of it: `xquad-r`, `xquad-r (sentence+context)`,
 * `cldr-emoji-dev`. Undefined for a data set of the user's own.
 */
export function datasetCard(name: string): DatasetCard | undefined {
  return datasetCards.find((card) => card.kind === 'data set' && (name === card.name || isPart(name, card.name)))
}

function isPart(name: string, whole: string): boolean {
  return name.startsWith(whole) && /^[ -]/.test(name.slice(whole.length))
}
