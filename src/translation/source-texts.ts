import type { Pair, TrainingPair, TrainingPairs } from '../datasets/training-pairs.ts'
import { verifiedLanguages } from '../datasets/verification.ts'
import { breather, type Observer } from '../progress.ts'
import type { Language } from '../retrieval.ts'
import { hasLetters, type Sentences, sentenceCutter } from './sentences.ts'

export interface SourceOptions {
  /** The language that is translated. @default 'en' */
  readonly from?: Language
  /** Whether hard negatives are translated too. @default true */
  readonly negatives?: boolean
}

/** What there is to translate. */
export interface SourceTexts {
  readonly from: Language
  /** In the order of their codes, so that the order in which they are named decides nothing. */
  readonly languages: readonly Language[]
  /** The pair that is translated into a language; undefined of concepts that lack it in `from`, or have it already. */
  pairOf(concept: TrainingPair, language: Language): Pair | undefined
  sentencesOf(text: string): Sentences
  /** The sentences with letters that a language needs, each once, in the order of the pairs. */
  needed(language: Language): Promise<ReadonlySet<string>>
}

/**
 * The sentences of pairs in one language, for others.
 *
 * @param caller begins error messages
 * @throws {RangeError} no pair is in `from`, a language is named twice or is `from`, or is no BCP 47 tag
 */
export function sourceTexts(
  caller: string,
  { pairs, languages: has }: TrainingPairs,
  languages: readonly Language[],
  { from = 'en', negatives = true, signal }: SourceOptions & Pick<Observer, 'signal'>,
): SourceTexts {
  const to = [...verifiedLanguages(caller, languages)].sort()
  for (const language of [from, ...to]) verifyTag(caller, language)
  if (to.includes(from)) throw new RangeError(`${caller}: languages must differ from "${from}"; got it too. Drop it.`)
  if (!has.includes(from)) {
    throw new RangeError(`${caller}: from must be one of ${has.join(', ')}; got "${from}". Name one of these.`)
  }
  const cut = sentenceCutter(from)
  const breathe = breather(signal)

  function pairOf({ translations }: TrainingPair, language: Language): Pair | undefined {
    const pair = translations[language] === undefined ? translations[from] : undefined
    return pair && (negatives ? pair : { anchor: pair.anchor, positive: pair.positive })
  }

  return {
    from,
    languages: to,
    pairOf,
    sentencesOf: cut,
    async needed(language) {
      const sentences = new Set<string>()
      for (const concept of pairs) {
        await breathe()
        for (const text of textsOf(pairOf(concept, language))) {
          for (const sentence of cut(text).flat()) if (hasLetters(sentence)) sentences.add(sentence)
        }
      }
      return sentences
    },
  }
}

function textsOf(pair: Pair | undefined): readonly string[] {
  return pair ? [pair.anchor, pair.positive, ...(pair.negatives ?? [])] : []
}

function verifyTag(caller: string, language: Language): void {
  try {
    new Intl.Locale(language)
  } catch (cause) {
    throw new RangeError(`${caller}: languages must be BCP 47 tags such as 'de' or 'zh-TW'; got "${language}".`, {
      cause,
    })
  }
}
