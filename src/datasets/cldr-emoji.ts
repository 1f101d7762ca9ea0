import type { Document, Language, Query } from '../retrieval.ts'
import { type AnnotationPackage, annotationPackage, readAnnotations } from './cldr-annotations.ts'
import { splitConcepts } from './concept-split.ts'
import { type Dataset, dataset } from './dataset.ts'
import { emojiPairs } from './emoji-pairs.ts'
import { type TrainingPair, type TrainingPairs, trainingPairs } from './training-pairs.ts'
import { verifiedLanguages } from './verification.ts'

export interface CldrEmojiOptions {
  /** As CLDR spells them: 'en', 'zh-Hant'. An emoji must be annotated in all of them. Default: the eleven of XQuAD-R. */
  readonly languages?: readonly Language[]
  /** Decides which concepts are trained on and which evaluate. Default 1. */
  readonly seed?: number
}

/** Three parts of one source. No concept is in two of them. */
export interface CldrEmoji {
  readonly training: TrainingPairs
  /** For choosing hyper-parameters. */
  readonly dev: Dataset
  readonly evaluation: Dataset
}

const defaultLanguages: readonly Language[] = ['ar', 'de', 'el', 'en', 'es', 'hi', 'ru', 'th', 'tr', 'vi', 'zh']

/**
 * Emoji as human localisers named them: the query is an emoji's short name, its document the search keywords,
 * its concept the emoji. In every language the same emoji, so each query has one relevant document a language.
 *
 * Read from the installed npm package cldr-annotations-full (Unicode-3.0), nothing is downloaded. About 560 concepts
 * are trained on, 90 are for dev and 280 for evaluation in the default languages; more languages leave fewer.
 *
 * @throws {RangeError} a language that the package lacks, that is listed twice, or that leaves too few emoji; a bad seed
 * @throws {Error} the package is not installed
 * @see https://cldr.unicode.org/translation/characters/short-names-and-keywords
 */
export async function cldrEmoji({ languages = defaultLanguages, seed = 1 }: CldrEmojiOptions = {}): Promise<CldrEmoji> {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`cldrEmoji: the seed must be an integer; got ${seed}.`)
  verifiedLanguages('cldrEmoji', languages)
  const source = await annotationPackage()
  for (const language of languages) verifyAvailable(language, source.languages)
  const key = JSON.stringify([source.folder, source.version, languages, seed])
  const made = cache()
  let emoji = made.get(key)
  if (emoji === undefined) {
    emoji = makeCldrEmoji(source, [...languages], seed)
    made.set(key, emoji)
    emoji.catch(() => made.delete(key))
  }
  return emoji
}

/** On globalThis, since a test runner may load this module anew for every file of one process. */
function cache(): Map<string, Promise<CldrEmoji>> {
  const holder = globalThis as { [cacheKey]?: Map<string, Promise<CldrEmoji>> }
  holder[cacheKey] ??= new Map()
  return holder[cacheKey]
}

const cacheKey: unique symbol = Symbol.for('vitest-retrieval/cldr-emoji')

async function makeCldrEmoji(
  source: AnnotationPackage,
  languages: readonly Language[],
  seed: number,
): Promise<CldrEmoji> {
  const annotations = new Map(
    await Promise.all(languages.map(async (language) => [language, await readAnnotations(source, language)] as const)),
  )
  const { pairs } = emojiPairs(annotations)
  if (pairs.length < 10) {
    const [poorest, characters] = [...annotations].reduce((a, b) => (b[1].size < a[1].size ? b : a))
    throw new RangeError(
      `cldrEmoji: at least 10 emoji must be described in every language; got ${pairs.length}. ` +
        `"${poorest}" describes the fewest characters (${characters.size}): leave it out.`,
    )
  }
  const split = splitConcepts(
    pairs.map(({ concept }) => concept),
    seed,
  )
  const common = { name: 'cldr-emoji', revision: source.version, languages }
  const byConcept = new Map(pairs.map((pair) => [pair.concept, pair]))
  const part = (concepts: readonly string[]): TrainingPair[] => concepts.map((concept) => byConcept.get(concept)!)
  return Object.freeze({
    training: trainingPairs({ ...common, pairs: part(split.training) }),
    dev: parallelDataset({ ...common, name: 'cldr-emoji-dev' }, part(split.dev)),
    evaluation: parallelDataset(common, part(split.evaluation)),
  })
}

/** Every anchor as a query, every positive as a document, relevant to the queries of its concept in all languages. */
function parallelDataset(
  { name, revision, languages }: Pick<Dataset, 'name' | 'revision' | 'languages'>,
  pairs: readonly TrainingPair[],
): Dataset {
  const queries: Query[] = []
  const documents: Document[] = []
  const qrels = new Map<string, Map<string, number>>()
  const idOf = (language: Language, concept: string): string => `${language}:${concept.replace('emoji:', '')}`
  for (const language of languages) {
    for (const { concept, translations } of pairs) {
      const id = idOf(language, concept)
      const { anchor, positive } = translations[language]!
      queries.push({ id, language, text: anchor, concept })
      documents.push({ id, language, text: positive, concept })
      qrels.set(id, new Map(languages.map((each) => [idOf(each, concept), 1])))
    }
  }
  return dataset({ name, revision, languages, queries, documents, qrels })
}

function verifyAvailable(language: Language, available: readonly Language[]): void {
  if (available.includes(language)) return
  throw new RangeError(
    `cldrEmoji: a language must be one that cldr-annotations-full has; got "${language}". It has ${available.join(', ')}.`,
  )
}
