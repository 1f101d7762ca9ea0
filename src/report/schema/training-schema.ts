import type { CardRecord, TrainingRecord } from '../../experiment/record.ts'
import type { LanguagesSeen } from '../../leakage/languages-seen.ts'
import type { OverlapExample, SharedConcepts } from '../../leakage/overlap.ts'
import type { OverlapTotals, SeenTotals } from '../../leakage/overlap-totals.ts'
import type { TrainingText } from '../../leakage/training-texts.ts'
import type { LossPoint } from '../../training/loss-curve.ts'
import type { ValidationPoint } from '../../training/validation.ts'
import { setting } from './comparison-schema.ts'
import { list, number, object, oneOf, optional, orNull, type Schema, text, truth } from './schema.ts'

export const card: Schema<CardRecord> = object<CardRecord>('card', 'Under which terms data may be used.', {
  title: text,
  source: text,
  licence: orNull(text),
  nonCommercial: orNull(truth),
  terms: text,
  citation: text,
  parallel: text,
})

const pairs = object<TrainingRecord['pairs']>('pairs', 'What was trained on.', {
  name: text,
  revision: text,
  hash: text,
  concepts: number,
  card: optional(card),
})

const trainingText = object<TrainingText>('trainingText', 'A text of a training pair.', {
  concept: text,
  language: text,
  role: oneOf('anchor', 'positive', 'negative'),
  text,
})

const example = object<OverlapExample>('overlapExample', 'A text that training has seen.', {
  id: text,
  text,
  kind: oneOf('exact', 'near'),
  similarity: number,
  training: trainingText,
})

const seen = object<SeenTotals>('seenTotals', 'How many texts training has seen.', {
  texts: number,
  exact: number,
  near: number,
  examples: list(example),
})

const concepts = object<SharedConcepts>('sharedConcepts', 'Concepts that training and evaluation share.', {
  evaluated: number,
  shared: number,
  examples: list(text),
})

const overlap = object<OverlapTotals>('overlap', 'What training has seen of the evaluation.', {
  zeroShot: truth,
  sameData: truth,
  threshold: orNull(number),
  queries: seen,
  documents: orNull(seen),
  concepts,
})

const languages = object<LanguagesSeen>('languagesSeen', "Which of the evaluation's languages training has.", {
  seen: list(text),
  unseen: list(text),
})

const lossPoint = object<LossPoint>('lossPoint', 'Mean loss up to a step.', { step: number, loss: number })
const validationPoint = object<ValidationPoint>('validationPoint', 'A validation after a step.', {
  step: number,
  value: number,
})

const validation = object<NonNullable<TrainingRecord['validation']>>(
  'validation',
  'How the encoder was chosen on development data.',
  { measure: text, setting, curves: list(list(validationPoint)), chosen: list(number) },
)

export const training: Schema<TrainingRecord> = object<TrainingRecord>('training', 'How an encoder was trained.', {
  sampler: text,
  samplerLabel: text,
  pairs,
  overlap: optional(overlap),
  languages: optional(languages),
  steps: number,
  batchSize: number,
  curves: list(list(lossPoint)),
  seconds: list(number),
  kernel: text,
  validation: optional(validation),
})
