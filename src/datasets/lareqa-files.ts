import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExpectedContent } from '../downloads/expected-content.ts'
import type { Language } from '../retrieval.ts'
import { type LareqaParagraph, readLareqa } from './lareqa.ts'
import { fetchedLareqa, type LareqaFetchOptions } from './lareqa-fetch.ts'
import { verifiedLanguages } from './verification.ts'

/** One of the data sets in LAReQA's format, as it was published: a file `en.json` a language. */
export interface LareqaEdition {
  /** Who reads, as errors name it: `xquadR`. */
  readonly reader: string
  /** Its folder in the repository: `xquad-r`. */
  readonly name: string
  readonly revision: string
  /** Where to fetch the folder, as a sentence. */
  readonly remedy: string
  /** Each language's file. */
  readonly published: Readonly<Record<Language, Required<Pick<ExpectedContent, 'sha256' | 'size'>>>>
}

export interface LareqaReading extends LareqaFetchOptions {
  readonly languages: readonly Language[]
}

/** The files that were read. */
export interface LareqaFiles {
  /** The edition's own when every file is the published one to the byte, else `local`. */
  readonly revision: string
  readonly files: readonly LanguageFile[]
}

export interface LanguageFile {
  readonly language: Language
  readonly file: string
  readonly paragraphs: readonly LareqaParagraph[]
  /** Whether the file is the published one, byte for byte. */
  readonly original: boolean
}

/**
 * Reads the files of some languages.
 *
 * @param folder where they lie; undefined where they are to be fetched
 * @throws {RangeError | TypeError | SyntaxError} a language, file or entry is not as it must be: names file and place
 * @throws {DownloadError} a file could not be fetched
 */
export async function readLareqaFiles(
  edition: LareqaEdition,
  folder: string | undefined,
  { languages, ...options }: LareqaReading,
): Promise<LareqaFiles> {
  verifiedLanguages(edition.reader, languages)
  for (const language of languages) requirePublished(edition, language)
  const place = folder ?? (await fetchedLareqa(edition, languages, options))
  const files = await Promise.all(languages.map((language) => readLanguage(edition, place, language)))
  return { revision: files.every(({ original }) => original) ? edition.revision : 'local', files }
}

function requirePublished({ reader, published }: LareqaEdition, language: Language): void {
  if (Object.hasOwn(published, language)) return
  const known = Object.keys(published).join(', ')
  throw new RangeError(`${reader}: a language must be one of ${known}; got "${language}".`)
}

async function readLanguage(
  { reader, published, remedy }: LareqaEdition,
  folder: string,
  language: Language,
): Promise<LanguageFile> {
  const file = join(folder, `${language}.json`)
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new Error(`${reader}: ${file} must be readable. ${remedy}`, { cause })
  })
  const original = createHash('sha256').update(bytes).digest('hex') === published[language]!.sha256
  return { language, file, paragraphs: readLareqa(decoded(reader, bytes, file), file), original }
}

function decoded(reader: string, bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new TypeError(`${reader}: ${file}: the file must be UTF-8; got other bytes. Fetch it again.`, { cause })
  }
}
