import type { TrainingPairs } from '../datasets/training-pairs.ts'
import type { Language } from '../retrieval.ts'

/** Where training has a text. */
export type TrainingRole = 'anchor' | 'positive' | 'negative'

export const trainingRoles: readonly TrainingRole[] = ['anchor', 'positive', 'negative']

/** A text of a training pair, with what finds it again. */
export interface TrainingText {
  readonly concept: string
  readonly language: Language
  readonly role: TrainingRole
  readonly text: string
}

/** Every text of one role, in the order of the pairs and of their languages. */
export function* trainingTexts({ pairs }: TrainingPairs, role: TrainingRole): Iterable<TrainingText> {
  for (const { concept, translations } of pairs) {
    for (const [language, { anchor, positive, negatives = [] }] of Object.entries(translations)) {
      const texts = { anchor: [anchor], positive: [positive], negative: negatives }[role]
      for (const text of texts) yield { concept, language, role, text }
    }
  }
}
