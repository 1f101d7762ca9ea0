import { type Pair, type TrainingPair, type TrainingPairs, trainingPairs } from '../../datasets/training-pairs.ts'
import type { Encoder } from '../../encoders/encoder.ts'
import type { Observer } from '../../progress.ts'
import type { Language, Text } from '../../retrieval.ts'
import type { Chosen, Limit } from './choose-negatives.ts'
import { minePool } from './mine-pool.ts'
import { completeRules, type MiningRules } from './mining-rules.ts'
import { pools } from './questions.ts'

export interface MiningOptions extends MiningRules, Observer {
  /** Says which texts lie near an anchor. */
  readonly encoder: Encoder
  /** Hard negatives that they have are replaced. */
  readonly pairs: TrainingPairs
  /** Further candidates beside the pairs' own positives; those in other languages are not looked at. Never texts that are evaluated on. @default none */
  readonly corpus?: readonly Text[]
  /** What becomes of a pair, in one language, with fewer than `numNegatives`: left out, as `train` refuses it; or kept with those it has. @default 'drop' */
  readonly incomplete?: 'drop' | 'keep'
  /** For samplingStrategy 'random'. @default 1 */
  readonly seed?: number
}

/** Training pairs with hard negatives, and what was passed over to find them. */
export interface Mined {
  readonly pairs: TrainingPairs
  /** Different questions, each in one language, that negatives were looked for. */
  readonly questions: number
  /** Candidates that each rule left out. */
  readonly skipped: Readonly<Record<Limit, number>>
  /** Pairs with fewer than `numNegatives`, in the order of pairs. */
  readonly incomplete: readonly IncompletePair[]
}

export interface IncompletePair {
  readonly concept: string
  readonly language: Language
  readonly negatives: number
}

/**
 * Finds hard negatives: texts in the anchor's language that the encoder puts near the anchor, found by exact search
 * among the positives of other pairs. None is a right answer of the anchor, whichever pair it was asked in, nor of that
 * pair's group, nor the anchor's own text. The same options give the same negatives, in whatever order pairs come.
 *
 * Right answers are taken out first, then come `rangeMax`, the margins and scores, `rangeMin`, and the choice of
 * `numNegatives`, which stand best first.
 *
 * @throws {RangeError} a rule is out of range; or no pair of a language has enough negatives
 * @see Moreira et al. 2024, §3, arXiv:2407.15831, on margins
 */
export async function mineHardNegatives(options: MiningOptions): Promise<Mined> {
  const { encoder, pairs, corpus = [], incomplete = 'drop', seed = 1, signal, onProgress } = options
  const observer = { ...(signal && { signal }), ...(onProgress && { onProgress }) }
  const rules = completeRules(options)
  const found = new Map<Language, Map<string, Chosen>>()
  for (const pool of pools(pairs, corpus)) {
    found.set(pool.language, await minePool(pool, { encoder, rules, seed, observer }))
  }
  const negativesOf = (language: Language, anchor: string): readonly string[] =>
    found
      .get(language)!
      .get(anchor)!
      .negatives.map(({ text }) => text)
  const enough = incomplete === 'drop' ? rules.numNegatives : 0
  const all = [...found.values()].flatMap((chosen) => [...chosen.values()])
  return {
    pairs: trainingPairs({ ...pairs, pairs: withNegatives(pairs, negativesOf, enough) }),
    questions: all.length,
    skipped: counts(all.flatMap(({ skipped }) => skipped)),
    incomplete: incompletePairs(pairs, negativesOf, rules.numNegatives),
  }
}

type NegativesOf = (language: Language, anchor: string) => readonly string[]

/** The pairs that have enough negatives, with these. */
function withNegatives(pairs: TrainingPairs, negativesOf: NegativesOf, enough: number): TrainingPair[] {
  const mined = pairs.pairs.map((pair): TrainingPair => {
    const translations: Record<Language, Pair> = {}
    for (const [language, { anchor, positive }] of Object.entries(pair.translations)) {
      const negatives = negativesOf(language, anchor)
      if (negatives.length >= enough) translations[language] = { anchor, positive, negatives }
    }
    return { ...pair, translations }
  })
  const kept = mined.filter(({ translations }) => Object.keys(translations).length > 0)
  verifyKept(pairs, kept)
  return kept
}

function incompletePairs({ pairs }: TrainingPairs, negativesOf: NegativesOf, wanted: number): IncompletePair[] {
  return pairs.flatMap(({ concept, translations }) =>
    Object.entries(translations).flatMap(([language, { anchor }]) => {
      const negatives = negativesOf(language, anchor).length
      return negatives < wanted ? [{ concept, language, negatives }] : []
    }),
  )
}

function counts(skipped: readonly Limit[]): Record<Limit, number> {
  const count = { absoluteMargin: 0, relativeMargin: 0, maxScore: 0, minScore: 0 }
  for (const limit of skipped) count[limit]++
  return count
}

function verifyKept({ name, languages }: TrainingPairs, kept: readonly TrainingPair[]): void {
  const empty = languages.find((language) => kept.every(({ translations }) => !translations[language]))
  if (empty === undefined) return
  throw new RangeError(
    `mineHardNegatives: ${name}: every language must have a pair with enough negatives; got none in ${empty}. Raise rangeMax, lower numNegatives or the margins, or give a corpus.`,
  )
}
