import { canonicalJson } from '../hash.ts'
import type { Json, Language } from '../retrieval.ts'
import { contentHash, type Fact } from './content-hash.ts'
import { rightAnswers } from './right-answers.ts'
import {
  uniqueIds,
  verifiedLanguages,
  verifiedText,
  verifyLanguage,
  verifyLanguagesUsed,
  violationMessage,
} from './verification.ts'

/** A question and the passage that answers it, in one language. */
export interface Pair {
  readonly anchor: string
  readonly positive: string
  /** Hard negatives: texts in the same language that seem to answer the question and do not. */
  readonly negatives?: readonly string[]
}

/** One concept with its pair in each language that has it. Any anchor goes with any positive of the same concept. */
export interface TrainingPair {
  readonly concept: string
  readonly translations: Readonly<Record<Language, Pair>>
  /** Pairs of one group share an answer, so that none is ever a negative of another. @default a group of its own */
  readonly group?: string
}

/** What is trained on. Made only by `trainingPairs()`, which verifies it. */
export interface TrainingPairs {
  readonly name: string
  readonly revision: string
  /** sha-256 of everything that decides a batch: languages, concepts, texts; and of the provenance, where there is one. */
  readonly hash: string
  readonly languages: readonly Language[]
  readonly pairs: readonly TrainingPair[]
  /** What made texts that nobody wrote, in the order in which it was done: `translate()` tells of its translator. */
  readonly provenance?: readonly Json[]
}

/**
 * Verified training pairs: a frozen copy of what is given, with its content hash.
 *
 * Concepts are unique, each in at least one language; every announced language is used.
 * Hard negatives differ from each other and from every right answer of their pair's concept and group, in any language.
 * The translations of the copy stand in the order of `languages`, whatever order they came in.
 *
 * @param where names the place of a pair (counted from 0) in errors, as in `pairs.jsonl:14`; without it they say `pairs[13]`
 * @throws {RangeError} a rule is broken: the message says which, where, and what came
 * @throws {TypeError} a concept or text is not a string
 */
export function trainingPairs(
  source: Omit<TrainingPairs, 'hash'>,
  where: (index: number) => string = (index) => `pairs[${index}]`,
): TrainingPairs {
  const name = verifiedText('trainingPairs', source.name, { place: 'name', of: 'name' })
  const from = `trainingPairs: ${name}`
  const revision = verifiedText(from, source.revision, { place: 'revision', of: 'revision' })
  const languages = verifiedLanguages(from, source.languages)
  const verifyUnique = uniqueIds(from, 'concept')
  const pairs = source.pairs.map((pair, index) => {
    const place = where(index)
    verifiedText(from, pair.concept, { place, of: 'concept' })
    verifyUnique(pair.concept, place)
    return verifiedPair(from, pair, { place, languages })
  })
  verifyNegatives(from, pairs, where)
  verifyLanguagesUsed(from, languages, new Set(pairs.flatMap(({ translations }) => Object.keys(translations))))
  const hash = contentHash(facts({ languages, pairs, provenance: source.provenance ?? [] }))
  return Object.freeze({
    name,
    revision,
    hash,
    languages,
    pairs: Object.freeze(pairs),
    ...(source.provenance?.length && { provenance: Object.freeze([...source.provenance]) }),
  })
}

function verifiedPair(
  from: string,
  { concept, translations, group }: TrainingPair,
  { place, languages }: { readonly place: string; readonly languages: readonly Language[] },
): TrainingPair {
  const present = Object.keys(translations)
  if (present.length === 0) {
    const rule = 'a concept must have a pair in at least one language'
    throw new RangeError(violationMessage(from, { place, rule, got: concept, remedy: 'Add one, or leave it out.' }))
  }
  const known = new Set(languages)
  for (const language of present) verifyLanguage(from, language, { place, known })
  const copy: Record<Language, Pair> = {}
  for (const language of languages) {
    const pair = translations[language]
    if (pair === undefined) continue
    const named = (what: string) => ({ place, of: `${language} ${what} of "${concept}"` })
    const anchor = verifiedText(from, pair.anchor, named('anchor'))
    const positive = verifiedText(from, pair.positive, named('positive'))
    const negatives = (pair.negatives ?? []).map((text) => verifiedText(from, text, named('negative')))
    copy[language] = Object.freeze({
      anchor,
      positive,
      ...(negatives.length > 0 && { negatives: Object.freeze(negatives) }),
    })
  }
  if (group !== undefined) verifiedText(from, group, { place, of: `group of "${concept}"` })
  return Object.freeze({ concept, translations: Object.freeze(copy), ...(group !== undefined && { group }) })
}

function verifyNegatives(from: string, pairs: readonly TrainingPair[], where: (index: number) => string): void {
  const answers = rightAnswers(pairs)
  pairs.forEach((pair, index) => {
    for (const [language, { negatives }] of Object.entries(pair.translations)) {
      if (!negatives) continue
      const ofPair = answers(pair)
      const right = negatives.find((negative) => ofPair.has(negative))
      const repeated = negatives.find((negative, at) => negatives.indexOf(negative) < at)
      const refuse = (got: string, rule: string): never => {
        const violation = { place: where(index), rule: `${language} negatives of "${pair.concept}" ${rule}`, got }
        throw new RangeError(violationMessage(from, { ...violation, remedy: 'Leave it out.' }))
      }
      if (right !== undefined) refuse(right, 'must not be right answers')
      if (repeated !== undefined) refuse(repeated, 'must differ from each other')
    }
  })
}

function* facts({
  languages,
  pairs,
  provenance,
}: Required<Pick<TrainingPairs, 'languages' | 'pairs' | 'provenance'>>): Iterable<Fact> {
  yield ['languages', ...languages]
  for (const step of provenance) yield ['provenance', canonicalJson(step)]
  for (const { concept, translations, group } of pairs) {
    yield ['concept', concept]
    if (group !== undefined) yield ['group', group]
    for (const [language, { anchor, positive, negatives = [] }] of Object.entries(translations))
      yield ['pair', language, anchor, positive, ...negatives]
  }
}
