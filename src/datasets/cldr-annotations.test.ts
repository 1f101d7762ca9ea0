import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { annotationPackage, readAnnotations } from './cldr-annotations.ts'

let project: string
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'annotations-'))
})
afterAll(() => rm(project, { recursive: true }))

/** Writes a package of the given locale files into the project's node_modules. */
async function install(locales: Record<string, string>, manifest = '{"version": "1.2.3"}'): Promise<void> {
  const folder = join(project, 'node_modules', 'cldr-annotations-full')
  await rm(folder, { recursive: true, force: true })
  for (const [locale, text] of Object.entries(locales)) {
    await mkdir(join(folder, 'annotations', locale), { recursive: true })
    await writeFile(join(folder, 'annotations', locale, 'annotations.json'), text)
  }
  await writeFile(join(folder, 'package.json'), manifest)
}

describe('annotationPackage', () => {
  test('says what to install when the package is nowhere', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'empty-'))
    await expect(annotationPackage([empty])).rejects.toThrow('npm install -D cldr-annotations-full@48.2.0')
    await rm(empty, { recursive: true })
  })
  test('takes the first root that has it, and lists its languages sorted and without the root locale', async () => {
    await install({ zh: '{}', und: '{}', ar: '{}' })
    const found = await annotationPackage([project, import.meta.dirname])
    expect(found).toMatchObject({ version: '1.2.3', languages: ['ar', 'zh'] })
  })
  test('falls back on a later root', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'empty-'))
    await install({ en: '{}' })
    expect((await annotationPackage([empty, project])).languages).toEqual(['en'])
    await rm(empty, { recursive: true })
  })
})

describe('readAnnotations', () => {
  const read = async (text: string): Promise<unknown> => {
    await install({ en: text })
    return readAnnotations(await annotationPackage([project]), 'en')
  }
  const wrap = (characters: object): string => JSON.stringify({ annotations: { annotations: characters } })
  test('returns names and keywords, without characters that lack either', async () => {
    const characters = {
      '🥧': { tts: ['pie'], default: ['apple'] },
      '🍕': { tts: ['pizza'] },
      '🍇': { default: ['fruit'] },
    }
    expect(await read(wrap(characters))).toEqual(new Map([['🥧', { name: 'pie', keywords: ['apple'] }]]))
  })
  test('is empty for a locale that inherits everything', async () => {
    expect(await read('{"annotations": {"identity": {"language": "en"}}}')).toEqual(new Map())
  })
  test('names file and place of what is malformed', async () => {
    await expect(read('{"annotations":\n {')).rejects.toThrow(/en.annotations\.json:2:3: the text must be JSON/)
    await expect(read('[]')).rejects.toThrow(/en.annotations\.json: \$: the value must be an object/)
    await expect(read(wrap({ '🥧': { tts: 'pie', default: [] } }))).rejects.toThrow(
      '$.annotations.annotations.🥧.tts: the value must be an array',
    )
    await expect(read(wrap({ '🥧': { tts: ['pie'], default: [1] } }))).rejects.toThrow(
      '🥧.default[0]: the value must be a string; got 1',
    )
  })
})
