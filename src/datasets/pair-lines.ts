import type { Language } from '../retrieval.ts'
import { AnswerGroups } from './answer-groups.ts'
import { type PairFormat, type PairRow, pairRows } from './pair-lines-rows.ts'
import { type Pair, type TrainingPair, type TrainingPairs, trainingPairs } from './training-pairs.ts'
import { shown } from './verification.ts'

export interface PairLinesOptions extends PairFormat {
  /** Of every line of a single file that has no column of languages. */
  readonly language?: Language
  /** @default 'pairs' */
  readonly name?: string
  /** The files' version as their publisher names it. @default 'local' */
  readonly revision?: string
}

/**
 * Training pairs out of JSON lines, Parquet or a TSV without quotes, as mMARCO's triples are: a line or row has
 * an anchor and a positive, and may have negatives, a concept, a language and a group.
 *
 * Lines of one concept are translations of each other. Without a concept each line is its own, told by its number, so that
 * files of several languages are parallel line by line. A concept has one pair in each language; where the same pair comes
 * again, as in triples, its negatives are added. Concepts that share a group, or an anchor or positive in some language,
 * form one group: they are never each other's negatives.
 *
 * @param files one file, or that of each language, as `{ en: 'en.tsv', de: 'de.tsv.gz' }`; held in memory
 * @throws {RangeError | TypeError | SyntaxError} a concept has two different pairs in a language, a language is not told, or
 *   a line is not as it must be: names file and line
 */
export async function pairLines(
  files: string | Readonly<Record<Language, string>>,
  { language, name = 'pairs', revision = 'local', ...format }: PairLinesOptions = {},
): Promise<TrainingPairs> {
  const gathered = new GatheredPairs()
  const sources: readonly (readonly [Language | undefined, string])[] =
    typeof files === 'string' ? [[language, files]] : Object.entries(files)
  for (const [ofFile, file] of sources) {
    for await (const row of pairRows(file, format)) gathered.add(row, languageOf(row, ofFile))
  }
  return gathered.pairs({ name, revision })
}

function languageOf({ language, place }: PairRow, ofFile: Language | undefined): Language {
  if (language !== undefined && ofFile !== undefined && language !== ofFile) {
    throw new RangeError(
      `pairLines: ${place}: the line must be in the language of its file, "${ofFile}"; got "${language}".`,
    )
  }
  const found = language ?? ofFile
  if (found !== undefined) return found
  throw new RangeError(`pairLines: ${place}: a line must tell its language; got none. Say it once: language: 'en'.`)
}

interface Gathering {
  readonly translations: Record<Language, Pair>
  readonly place: string
}

/** Pairs while their lines are read. */
class GatheredPairs {
  readonly #concepts = new Map<string, Gathering>()
  readonly #languages = new Set<Language>()
  readonly #groups = new AnswerGroups()

  add(row: PairRow, language: Language): void {
    const { anchor, positive, place } = row
    const concept = row.concept ?? String(row.line)
    const known = this.#concepts.get(concept) ?? { translations: {}, place }
    this.#concepts.set(concept, known)
    this.#languages.add(language)
    const before = known.translations[language]
    if (before && (before.anchor !== anchor || before.positive !== positive)) {
      const remedy = 'Give each pair a concept of its own, and what they share as their group.'
      throw new RangeError(
        `pairLines: ${place}: a concept must have one pair in ${language}; got another for ${shown(concept)}. ${remedy}`,
      )
    }
    const negatives = [...new Set([...(before?.negatives ?? []), ...row.negatives])]
    known.translations[language] = { anchor, positive, ...(negatives.length > 0 && { negatives }) }
    this.#groups.join(concept, `anchor ${language}`, anchor)
    this.#groups.join(concept, `positive ${language}`, positive)
    if (row.group !== undefined) this.#groups.join(concept, 'group', row.group)
  }

  pairs(source: Pick<TrainingPairs, 'name' | 'revision'>): TrainingPairs {
    const places = Array.from(this.#concepts.values(), ({ place }) => place)
    const pairs = Array.from(
      this.#concepts,
      ([concept, { translations }]): TrainingPair => ({ concept, translations, group: this.#groups.of(concept) }),
    )
    return trainingPairs({ ...source, languages: [...this.#languages], pairs }, (index) => places[index]!)
  }
}
