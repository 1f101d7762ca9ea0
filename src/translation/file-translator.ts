import { basename } from 'node:path'
import { isBlank, shown } from '../datasets/verification.ts'
import { sha256 } from '../hash.ts'
import type { Language } from '../retrieval.ts'
import { translationLines } from './translation-file.ts'
import type { Translator, TranslatorOptions } from './translator.ts'

export interface FileTranslatorOptions {
  /** Short: what tables and records show, as `human`. @default the file's name */
  readonly name?: string
}

interface Known {
  readonly translation: string
  readonly place: string
}

/**
 * A translator that knows what a file says, made by people or by any other tool: JSON lines or a TSV of `source`,
 * `language` (of the translation) and `translation`, as `exportTexts()` writes it. Sentences whose translation is blank are
 * still to be translated. Its configuration is the hash of what the file says.
 *
 * @param file gzipped or not; held in memory
 * @throws {RangeError} a sentence has two translations in a language; from translate: sentences that the file has not, with
 *   their count
 * @throws {SyntaxError | TypeError} a line is not as it must be: names file and line
 */
export async function fileTranslator(
  file: string,
  { name = basename(file) }: FileTranslatorOptions = {},
): Promise<Translator> {
  const languages = await readTranslations(file)
  return {
    name,
    configuration: { translations: hashOf(languages) },
    // All at once, so that all that is missing can be told.
    batch: Number.MAX_SAFE_INTEGER,
    translate: async (texts, options) => looked(texts, options, { file, known: languages.get(options.to) }),
  }
}

type ByLanguage = ReadonlyMap<Language, ReadonlyMap<string, Known>>

async function readTranslations(file: string): Promise<ByLanguage> {
  const languages = new Map<Language, Map<string, Known>>()
  for await (const { source, language, translation, place } of translationLines('fileTranslator', file)) {
    const known = languages.get(language) ?? new Map<string, Known>()
    languages.set(language, known)
    if (isBlank(translation)) continue
    const key = plain(source)
    const before = known.get(key)
    if (before && before.translation !== translation) {
      throw new RangeError(
        `fileTranslator: ${place}: a sentence must have one translation in ${language}; got another than at ${before.place} for ${shown(source)}. Take one out.`,
      )
    }
    known.set(key, { translation, place })
  }
  return languages
}

/** White space as `translate()` leaves it in a sentence. */
function plain(text: string): string {
  return text.replace(/\p{White_Space}+/gu, ' ').trim()
}

/** Whatever the order of the lines. */
function hashOf(languages: ByLanguage): string {
  const lines = [...languages].flatMap(([language, known]) =>
    Array.from(known, ([source, { translation }]) => JSON.stringify([language, source, translation])),
  )
  return sha256(...lines.sort())
}

function looked(
  texts: readonly string[],
  { from, to }: TranslatorOptions,
  { file, known }: { readonly file: string; readonly known: ReadonlyMap<string, Known> | undefined },
): string[] {
  const missing = texts.filter((text) => known?.get(plain(text)) === undefined)
  if (missing.length > 0) {
    throw new RangeError(
      `fileTranslator: ${file} must have every sentence in ${to}; got ${missing.length} of ${texts.length} without a translation, the first ${shown(missing[0])}. Write those from ${from} with exportTexts(), and have them translated.`,
    )
  }
  return texts.map((text) => known!.get(plain(text))!.translation)
}
