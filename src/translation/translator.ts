import type { Observer } from '../progress.ts'
import type { Json, Language } from '../retrieval.ts'

/** The languages that a text is translated from and to. */
export interface Direction {
  readonly from: Language
  readonly to: Language
}

/** What a translator is told besides the texts. */
export interface TranslatorOptions extends Direction, Observer {
  /** Told of a text, by its place, whose translation ended at the model's limit, if the translator can tell. */
  readonly onTruncated?: (index: number) => void
}

/** Texts of one language → texts of another. */
export interface Translator {
  /** Short: `m2m100_418M`. */
  readonly name: string
  /** Everything that decides what it writes: the model and its revision or hash, and settings. Part of the hash of what it translated. */
  readonly configuration: Json
  /** How many texts it likes to be given at a time; translations are kept after each such group. @default 16 */
  readonly batch?: number
  /**
   * @returns one translation a text, in the order of the texts
   * @throws {RangeError} a language that it does not know
   */
  translate(texts: readonly string[], options: TranslatorOptions): Promise<readonly string[]>
  /** Gives back what it holds. */
  close?(): Promise<void>
}
