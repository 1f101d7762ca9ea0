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
export function finding<Found>(
  { check, language, what, among, so }: About,
  found: readonly Found[],
  show: (one: Found) => string,
): Finding {
  const [count, all] = [found.length, among].map((figure) => figure!.toLocaleString('en-US'))
  const message = `${language}: ${what}: ${count} of ${all}${so === undefined ? '' : ` (${so})`}`
  return { check, language, count: found.length, message, examples: found.slice(0, mostExamples).map(show) }
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
