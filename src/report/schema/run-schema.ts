import type {
  CardRecord,
  InspectionRecord,
  OutlyingPairsRecord,
  RankDistanceRecord,
  RunRecord,
  ScoreRecord,
} from '../../experiment/record.ts'
import type { Counts } from '../../integrity/counts.ts'
import type { Finding } from '../../integrity/finding.ts'
import type { OutlyingPair } from '../../integrity/outlying-pairs.ts'
import { direction, setting, side } from './comparison-schema.ts'
import {
  anything,
  constant,
  list,
  number,
  object,
  oneOf,
  optional,
  orNull,
  record,
  type Schema,
  text,
  truth,
} from './schema.ts'
import { card, training } from './training-schema.ts'

const score = object<ScoreRecord>('score', 'One measure in one setting; values are means over seeds.', {
  measure: text,
  setting,
  direction,
  value: number,
  perSeed: list(number),
  perLanguage: record(number),
  perPair: optional(record(record(number))),
  bound: optional(side),
})

const counts = object<Counts>('counts', 'What there is of one language.', {
  queries: number,
  documents: number,
  judgements: number,
})

const finding = object<Finding>('finding', "Something suspicious about a data set's texts.", {
  check: oneOf('relevance', 'duplicates', 'encoding', 'script', 'copies', 'alignment'),
  language: text,
  count: number,
  message: text,
  examples: list(text),
})

const inspection = object<InspectionRecord>('inspection', 'What was found in a data set before it was evaluated.', {
  perLanguage: record(counts),
  errors: list(finding),
  warnings: list(finding),
})

const dataset = object<RunRecord['dataset']>('dataset', 'What was evaluated on.', {
  name: text,
  revision: text,
  hash: text,
  languages: list(text),
  queries: number,
  documents: number,
  card: optional<CardRecord>(card),
  inspection: optional(inspection),
})

const outlyingPair = object<OutlyingPair>('outlyingPair', 'A language pair far below its siblings.', {
  query: text,
  document: text,
  value: number,
  expected: number,
  z: number,
})

const outlyingPairs = object<OutlyingPairsRecord>('outlyingPairs', 'Language pairs far below their siblings.', {
  measure: text,
  pairs: list(outlyingPair),
})

const rankDistance = object<RankDistanceRecord>('rankDistance', 'What rank distance can be on the pool.', {
  floor: number,
  random: number,
  quantiles: list(number),
})

const languageShares = object<NonNullable<RunRecord['languageShares']>>(
  'languageShares',
  'In which languages the first results stand, where every language competes in one pool.',
  { cutoff: number, found: record(record(number)) },
)

type Refused = NonNullable<RunRecord['environment']['refused']>[number]

const environment = object<RunRecord['environment']>('runEnvironment', 'Where a run was computed.', {
  package: text,
  node: text,
  platform: text,
  kernel: text,
  refused: optional(
    list(object<Refused>('refused', 'An engine that could not be used.', { engine: text, reason: text })),
  ),
})

/** One run of one case. */
export const run: Schema<RunRecord> = object<RunRecord>('run', 'One run of one case.', {
  schema: constant(1),
  key: text,
  name: text,
  label: text,
  control: truth,
  encoder: object<RunRecord['encoder']>('encoder', 'What encodes texts.', { name: text, configuration: anything() }),
  dataset,
  training: orNull(training),
  seeds: list(number),
  scores: list(score),
  rankDistance: orNull(rankDistance),
  languageShares: optional(languageShares),
  outlyingPairs: optional(outlyingPairs),
  configuration: anything(),
  configurationHash: text,
  digest: text,
  seconds: object<RunRecord['seconds']>('seconds', 'Wall time.', { encode: number, evaluate: number }),
  warnings: optional(list(text)),
  environment,
})
