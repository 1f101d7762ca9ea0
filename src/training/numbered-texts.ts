import type { TrainingPair, TrainingPairs } from '../datasets/training-pairs.ts'
import type { Language, Role, Text } from '../retrieval.ts'

/** Every text of some training pairs by number; a positive's number is one more than its anchor's. */
export interface NumberedTexts {
  readonly texts: readonly (Text & { readonly role: Role })[]
  /** Number of the anchor; undefined where the pair has no such language. */
  anchor(pair: number, language: Language): number | undefined
  /** The number of a pair's group, or of a group of its own: pairs of one group are never each other's negatives. */
  group(pair: number): number
  /** Numbers of the hard negatives that stand beside an anchor; none where no hard negatives were asked for. */
  negatives(anchor: number): readonly number[]
  /** The groups that a hard negative is a right answer of. */
  answered(negative: number): readonly number[]
}

/**
 * Numbers the texts of all pairs in all languages that they have; hard negatives too where some are asked for.
 *
 * @throws {RangeError} a pair has fewer hard negatives than asked for: the message says which
 */
export function numberedTexts(trainingPairs: TrainingPairs, hardNegatives = 0): NumberedTexts {
  const { pairs } = trainingPairs
  const texts: (Text & { role: Role })[] = []
  const numbers = pairs.map(({ translations }) => {
    const ofPair = new Map<Language, number>()
    for (const [language, { anchor, positive }] of Object.entries(translations)) {
      ofPair.set(language, texts.length)
      texts.push({ text: anchor, language, role: 'query' }, { text: positive, language, role: 'document' })
    }
    return ofPair
  })
  const groups = groupNumbers(pairs)
  const negatives = new Map<number, readonly number[]>()
  if (hardNegatives > 0) {
    verifyEnough(trainingPairs, hardNegatives)
    const numberOf = numbering(texts)
    pairs.forEach(({ translations }, pair) => {
      for (const [language, { negatives: given = [] }] of Object.entries(translations)) {
        negatives.set(
          numbers[pair]!.get(language)!,
          given.map((text) => numberOf({ text, language })),
        )
      }
    })
  }
  const answers = hardNegatives > 0 ? groupsAnswered(pairs, groups) : new Map<string, readonly number[]>()
  return {
    texts,
    anchor: (pair, language) => numbers[pair]?.get(language),
    group: (pair) => groups[pair]!,
    negatives: (anchor) => negatives.get(anchor) ?? [],
    answered: (negative) => answers.get(texts[negative]!.text) ?? [],
  }
}

/** The number of the first pair of each pair's group. */
function groupNumbers(pairs: readonly TrainingPair[]): Int32Array {
  const first = new Map<string, number>()
  return Int32Array.from(pairs, ({ group }, pair) => {
    if (group === undefined) return pair
    const number = first.get(group) ?? pair
    first.set(group, number)
    return number
  })
}

/** The groups that each positive's text answers, in any language. */
function groupsAnswered(pairs: readonly TrainingPair[], groups: Int32Array): Map<string, number[]> {
  const answered = new Map<string, number[]>()
  pairs.forEach(({ translations }, pair) => {
    for (const { positive } of Object.values(translations)) {
      const known = answered.get(positive) ?? []
      if (!known.includes(groups[pair]!)) known.push(groups[pair]!)
      answered.set(positive, known)
    }
  })
  return answered
}

/** Gives each different document one number, and appends it to `texts` where it is not there. */
function numbering(texts: (Text & { role: Role })[]): (text: Text) => number {
  const key = ({ language, text }: Text): string => JSON.stringify([language, text])
  const known = new Map<string, number>()
  texts.forEach((text, number) => {
    if (text.role === 'document') known.set(key(text), number)
  })
  return (text) => {
    const number = known.get(key(text)) ?? texts.push({ ...text, role: 'document' }) - 1
    known.set(key(text), number)
    return number
  }
}

function verifyEnough({ name, pairs }: TrainingPairs, hardNegatives: number): void {
  for (const { concept, translations } of pairs) {
    for (const [language, { negatives = [] }] of Object.entries(translations)) {
      if (negatives.length >= hardNegatives) continue
      throw new RangeError(
        `train: ${name}: every pair must have ${hardNegatives} hard negatives; got ${negatives.length} for "${concept}" in ${language}. Lower hardNegatives, mine them with mineHardNegatives, or leave the pair out.`,
      )
    }
  }
}
