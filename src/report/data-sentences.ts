import type { InspectionRecord, OutlyingPairsRecord, TrainingRecord } from '../experiment/record.ts'
import type { OutlyingPair } from '../integrity/outlying-pairs.ts'
import type { OverlapTotals, SeenTotals } from '../leakage/overlap-totals.ts'
import { formatValue, unitOf } from './number-format.ts'
import { counted, listInSentence } from './plain-text.ts'

/** What inspection found, a sentence each: what was let pass, then what concerns most texts. */
export function inspectionSentences({ errors, warnings }: InspectionRecord): string[] {
  const most = warnings.toSorted((a, b) => b.count - a.count)
  return [...errors.map(({ message }) => `let pass, ${message}`), ...most.map(({ message }) => message)]
}

/**
 * Whether a result is zero-shot as far as its training pairs go, what of the evaluation was seen, and the languages that
 * were not. Null for records that do not know.
 */
export function trainedSentence({ overlap, languages }: TrainingRecord): string | null {
  if (!overlap) return null
  const { zeroShot, sameData, concepts, threshold } = overlap
  const shared = `${concepts.shared.toLocaleString('en-US')} of ${counted(concepts.evaluated, 'concept id')} stand in training too`
  const parts = [
    ...(sameData ? ['another part of the same data'] : []),
    seenSentence(overlap),
    ...(threshold === null ? ['near-duplicates were not looked for'] : []),
    ...(concepts.shared > 0 ? [shared] : []),
    ...(languages && languages.unseen.length > 0 ? [`no pairs in ${listInSentence(languages.unseen)}`] : []),
  ]
  return `${zeroShot ? 'zero-shot as far as the pairs go' : 'not zero-shot'}: ${parts.join('; ')}`
}

/** `3 of 3,069 queries were seen in training (2 exact, 1 near), none of 3,069 documents`. */
function seenSentence({ queries, documents }: OverlapTotals): string {
  const seen = queries.exact + queries.near
  const verb = `${seen > 1 ? 'were' : 'was'} seen in training`
  const asked = `${shareOf(queries)} of ${counted(queries.texts, 'query', 'queries')} ${verb}${kindsOf(queries)}`
  if (!documents) return `${asked}; its documents were not looked for`
  return `${asked}, ${shareOf(documents)} of ${counted(documents.texts, 'document')}${kindsOf(documents)}`
}

function shareOf({ exact, near }: SeenTotals): string {
  return exact + near === 0 ? 'none' : (exact + near).toLocaleString('en-US')
}

function kindsOf({ exact, near }: SeenTotals): string {
  if (exact + near === 0) return ''
  if (exact === 0) return ' (near)'
  return near === 0 ? ' (exact)' : ` (${exact.toLocaleString('en-US')} exact, ${near.toLocaleString('en-US')} near)`
}

/** `ar→de: AP .030 where .410 is expected from its siblings: a damaged subset?` */
export function outlyingSentence(
  { query, document, value, expected }: OutlyingPair,
  measure: OutlyingPairsRecord['measure'],
): string {
  const [is, should] = [value, expected].map((each) => formatValue(each, unitOf(measure, [])))
  return `${query}→${document}: ${measure} ${is} where ${should} is expected from its siblings: a damaged subset?`
}
