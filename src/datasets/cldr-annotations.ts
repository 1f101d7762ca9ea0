import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parseJson } from '../json.ts'
import type { Language } from '../retrieval.ts'
import { jsonPlace } from './json-place.ts'

const packageName = 'cldr-annotations-full'
const packageVersion = '48.2.0'

/** The installed npm package that holds CLDR's names and keywords of characters. */
export interface AnnotationPackage {
  readonly folder: string
  readonly version: string
  /** Locales as CLDR spells them, sorted. */
  readonly languages: readonly Language[]
}

/** What a language calls one character: its short name (CLDR's "tts") and search keywords, as published. */
export interface Annotation {
  readonly name: string
  readonly keywords: readonly string[]
}

/**
 * The package as the user's project resolves it, else as this package does.
 *
 * @param roots folders whose `node_modules` are looked through in turn, upwards
 * @throws {Error} it is not installed
 */
export async function annotationPackage(
  roots: readonly string[] = [process.cwd(), import.meta.dirname],
): Promise<AnnotationPackage> {
  const manifest = roots.map(resolvedManifest).find((path) => path !== undefined)
  if (manifest === undefined) {
    throw new Error(
      `cldrEmoji: the npm package ${packageName} must be installed; got no trace of it from ${roots.join(' or ')}. ` +
        `Run: npm install -D ${packageName}@${packageVersion}`,
    )
  }
  const version = jsonPlace(parseJson(await readFile(manifest, 'utf8'), manifest), manifest)
    .key('version')
    .string()
  const folder = join(dirname(manifest), 'annotations')
  const languages = readdirSync(folder, { withFileTypes: true })
    // "und" is the root locale: symbols and no language.
    .filter((entry) => entry.isDirectory() && entry.name !== 'und')
    .map(({ name }) => name)
  return { folder, version, languages: languages.sort() }
}

function resolvedManifest(root: string): string | undefined {
  try {
    return createRequire(join(root, 'resolve-from-here.js')).resolve(`${packageName}/package.json`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}

/**
 * Character → annotation in one language; characters that lack a name or keywords there are left out.
 *
 * Only what the locale's own file says: CLDR lets `en-GB` inherit from `en-001`, this does not.
 */
export async function readAnnotations(
  from: AnnotationPackage,
  language: Language,
): Promise<ReadonlyMap<string, Annotation>> {
  const file = join(from.folder, language, 'annotations.json')
  const root = jsonPlace(parseJson(await readFile(file, 'utf8'), file), file).key('annotations')
  const annotations = new Map<string, Annotation>()
  // A locale that inherits everything has no "annotations" inside "annotations".
  if (!Object.hasOwn(root.value as object, 'annotations')) return annotations
  const characters = root.key('annotations')
  for (const character of Object.keys(characters.value as object)) {
    const entry = characters.key(character)
    const { tts, default: keywords } = entry.value as { readonly tts?: unknown; readonly default?: unknown }
    if (tts === undefined || keywords === undefined) continue
    const name = entry.key('tts').items()[0]?.string()
    if (name === undefined) continue
    annotations.set(character, {
      name,
      keywords: entry
        .key('default')
        .items()
        .map((keyword) => keyword.string()),
    })
  }
  return annotations
}
