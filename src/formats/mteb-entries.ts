import type { ScoreRecord } from '../experiment/record.ts'
import type { Language, Setting } from '../retrieval.ts'
import { languageScript } from './language-script.ts'
import { mtebMeasureKey } from './mteb-names.ts'

/** Scores of one language, or of one pair: measure → value, beside what MTEB asks for. */
export interface MtebScores {
  readonly main_score: number
  readonly hf_subset: string
  /** `xxx-Scrp`, the query's first. */
  readonly languages: readonly string[]
  readonly [measure: string]: number | string | readonly string[]
}

export interface MtebEntriesOptions {
  readonly setting: Setting
  /** Notation of the measure that becomes `main_score`. */
  readonly main: string
  /** All languages of the data set. */
  readonly pool: readonly Language[]
  /** What languages are whose codes do not tell. */
  readonly codes: Readonly<Record<Language, string>>
}

/** The entries of a split, in the order of the data set's languages; those of which the main measure says nothing are left out. */
export function mtebEntries(
  scores: readonly ScoreRecord[],
  { setting, main, pool, codes }: MtebEntriesOptions,
): MtebScores[] {
  const scripts = new Map(pool.map((language) => [language, scriptOf(language, codes)]))
  const nameOf = subsetNames([...scripts.values()])
  const written = (languages: readonly Language[]): string[] => languages.map((language) => scripts.get(language)!)
  return subsetsOf(pool, setting).flatMap((subset) => {
    const values = valuesIn(scores, subset)
    const value = values.get(main)
    if (value === undefined) return []
    const others = setting === 'multilingual' ? pool.filter((language) => language !== subset[0]) : []
    return {
      ...Object.fromEntries(Array.from(values, ([measure, each]) => [mtebMeasureKey(measure), each])),
      ...(values.has('R@1') && { accuracy: values.get('R@1')! }),
      main_score: value,
      hf_subset: nameOf(written(subset)),
      languages: written([...subset, ...others]),
    }
  })
}

/** A query language alone, or before the language that is searched. */
type Subset = readonly [query: Language] | readonly [query: Language, documents: Language]

function subsetsOf(pool: readonly Language[], setting: Setting): readonly Subset[] {
  if (setting !== 'cross-lingual') return pool.map((language): Subset => [language])
  return pool.flatMap((query) =>
    pool.filter((documents) => documents !== query).map((documents): Subset => [query, documents]),
  )
}

/** Measure → value, to six decimals; JSON has neither NaN nor infinities. */
function valuesIn(scores: readonly ScoreRecord[], [query, documents]: Subset): ReadonlyMap<string, number> {
  const values = scores.map(({ measure, perLanguage, perPair }): [string, number | undefined] => [
    measure,
    documents === undefined ? perLanguage[query] : perPair?.[query]?.[documents],
  ])
  return new Map(
    values.flatMap(([measure, value]) =>
      value !== undefined && Number.isFinite(value) ? [[measure, Number(value.toFixed(6)) + 0] as const] : [],
    ),
  )
}

function scriptOf(language: Language, codes: Readonly<Record<Language, string>>): string {
  if (!Object.hasOwn(codes, language)) return languageScript(language)
  const given = codes[language]!
  if (/^[a-z]{3}-[A-Z][a-z]{3}$/.test(given)) return given
  throw new RangeError(
    `mtebResult: a language must be written like zho-Hant, ISO 639-3 and ISO 15924; got ${JSON.stringify(given)} for ${JSON.stringify(language)}.`,
  )
}

/** `deu`, `deu-eng`; with scripts, `zho_Hans-zho_Hant`, where letters alone would name two languages alike. */
function subsetNames(scripts: readonly string[]): (languages: readonly string[]) => string {
  const letters = new Set(scripts.map((script) => script.slice(0, 3)))
  const name = (script: string): string =>
    letters.size === scripts.length ? script.slice(0, 3) : script.replace('-', '_')
  return (languages) => languages.map(name).join('-')
}
