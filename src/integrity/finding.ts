import type { Dataset } from '../datasets/dataset.ts'
import type { Language } from '../retrieval.ts'

/** What the checks look at. A `Dataset`, or what is to become one. */
export type Inspected = Pick<Dataset, 'languages' | 'queries' | 'documents' | 'qrels'>

/** Something found in the texts or judgements of one language. */
export interface Finding {
  readonly check: 'relevance' | 'duplicates' | 'encoding' | 'script' | 'copies' | 'alignment'
  readonly language: Language
  /** How many entries it concerns. */
  readonly count: number
  /** `el: queries in another script: 3 of 1,190` */
  readonly message: string
  /** The first few, with their ids. */
  readonly examples: readonly string[]
}

/** The sides of a data set whose texts are looked at, and how messages call them. */
export const sides = ['queries', 'documents'] as const
export type Side = (typeof sides)[number]

/** What is looked at on either side. */
export type Entry = Inspected[Side][number]

/** Letters from which on a text is hardly a name, a title or a formula, which translations leave as they are. */
export const sentenceLetters = 40

const mostExamples = 3

/** A check that is shown a data set's texts one after another, and keeps of them what it has to tell. */
export interface TextCheck {
  add(entry: Entry, side: Side): void
  findings(): Findings
}

/** What makes figures of a data set meaningless, and what makes them mean less. */
export interface Findings {
  readonly errors: readonly Finding[]
  readonly warnings: readonly Finding[]
}

/** How many were found, and the first few. */
export interface Tally {
  count: number
  readonly examples: string[]
}

export function tally(): Tally {
  return { count: 0, examples: [] }
}

/** Counts one more; it is written down only where it will be shown. */
export function noted(into: Tally, example: () => string): void {
  into.count++
  if (into.examples.length < mostExamples) into.examples.push(example())
}

export interface About {
  readonly check: Finding['check']
  readonly language: Language
  /** What was found, in the plural, and among how many. */
  readonly what: string
  readonly among: number
  /** What it leads to. */
  readonly so?: string
}

/** @param found what it concerns; the first three are shown */
export function finding<Found>(about: About, found: readonly Found[], show: (one: Found) => string): Finding {
  return talliedFinding(about, { count: found.length, examples: found.slice(0, mostExamples).map(show) })
}

export function talliedFinding({ check, language, what, among, so }: About, { count, examples }: Tally): Finding {
  const [some, all] = [count, among].map((figure) => figure.toLocaleString('en-US'))
  const message = `${language}: ${what}: ${some} of ${all}${so === undefined ? '' : ` (${so})`}`
  return { check, language, count, message, examples }
}

/** Something for each language on each side. */
export function bySideAndLanguage<Kept>(
  languages: readonly Language[],
  make: () => Kept,
): Readonly<Record<Side, ReadonlyMap<Language, Kept>>> {
  const side = (): ReadonlyMap<Language, Kept> => new Map(languages.map((language) => [language, make()]))
  return { queries: side(), documents: side() }
}

/** Those of one language, on one side. */
export function entriesOf(dataset: Inspected, side: Side, language: Language): Entry[] {
  const entries: readonly Entry[] = dataset[side]
  return entries.filter((entry) => entry.language === language)
}

/** An entry as examples show it. */
export function quoted({ id, text }: Entry): string {
  return `${id} ${excerpt(text)}`
}

/** A text as examples show it: on one line, cut when it is long. */
export function excerpt(text: string, most = 60): string {
  const line = [...text.replace(/\s+/gu, ' ')]
  return `“${line.length > most ? `${line.slice(0, most - 1).join('')}…` : line.join('')}”`
}
