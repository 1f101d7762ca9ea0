import type { InspectionRecord, OutlyingPairsRecord, TrainingRecord } from '../experiment/record.ts'
import type { OutlyingPair } from '../integrity/outlying-pairs.ts'
import type { SeenTotals } from '../leakage/overlap-totals.ts'
import { formatValue, unitOf } from './number-format.ts'
import { counted, listInSentence } from './plain-text.ts'

/** What inspection found, a sentence each; what was let pass comes first. */
export function inspectionSentences({ errors, warnings }: InspectionRecord): string[] {
  return [...errors.map(({ message }) => `let pass, ${message}`), ...warnings.map(({ message }) => message)]
}

/**
 * Whether a result is zero-shot as far as its training pairs go, what of the evaluation was seen, and the languages that
 * were not. Null for records that do not know.
 */
export function trainedSentence({ overlap, languages }: TrainingRecord): string | null {
  if (!overlap) return null
  const { zeroShot, sameData, queries, documents, concepts } = overlap
  const shared = `${concepts.shared.toLocaleString('en-US')} of ${counted(concepts.evaluated, 'concept id')} stand in training too`
  const parts = [
    ...(sameData ? ['the pairs are another part of the same data'] : []),
    `${seenOf(queries, 'query', 'queries')} seen in training, ${seenOf(documents, 'document')}`,
    ...(concepts.shared > 0 ? [shared] : []),
    ...(languages && languages.unseen.length > 0 ? [`no pairs in ${listInSentence(languages.unseen)}`] : []),
  ]
  return `${zeroShot ? 'zero-shot as far as the pairs go' : 'not zero-shot'}: ${parts.join('; ')}`
}

/** `3 of 3,069 queries were (2 exact, 1 near)`, told as `none of 3,069 queries` where none was. */
function seenOf({ texts, exact, near }: SeenTotals, singular: string, plural?: string): string {
  const all = counted(texts, singular, plural)
  if (exact + near === 0) return `none of ${all}`
  const kinds = [
    ...(exact > 0 ? [`${exact.toLocaleString('en-US')} exact`] : []),
    ...(near > 0 ? [`${near.toLocaleString('en-US')} near`] : []),
  ]
  return `${(exact + near).toLocaleString('en-US')} of ${all} (${kinds.join(', ')})`
}

/** `ar→de: AP .030 where .410 is expected from its siblings: a damaged subset?` */
export function outlyingSentence(
  { query, document, value, expected }: OutlyingPair,
  measure: OutlyingPairsRecord['measure'],
): string {
  const [is, should] = [value, expected].map((each) => formatValue(each, unitOf(measure, [])))
  return `${query}→${document}: ${measure} ${is} where ${should} is expected from its siblings: a damaged subset?`
}
