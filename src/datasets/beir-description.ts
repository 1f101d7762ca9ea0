import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseJson } from '../json.ts'
import { version } from '../version.ts'
import type { Dataset, Ignored } from './dataset.ts'
import { type JsonPlace, jsonPlace } from './json-place.ts'
import { optionalKey } from './jsonl.ts'

/** What the files of BEIR's format cannot say of a data set. */
export type BeirDescription = Pick<Dataset, 'name' | 'revision' | 'hash' | 'languages' | 'ignored'>

/** By this file a folder is known as one that this package wrote. */
export const descriptionFile = 'vitest_retrieval.json'

/** The description that `writeBeir` left in a folder; undefined where it did not write the folder. */
export async function readDescription(folder: string): Promise<BeirDescription | undefined> {
  const file = join(folder, descriptionFile)
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const described = jsonPlace(parseJson(text, file), file).key('dataset')
  const ignored = optionalKey(described, 'ignored')
  return {
    name: described.key('name').string(),
    revision: described.key('revision').string(),
    hash: described.key('hash').string(),
    languages: described
      .key('languages')
      .items()
      .map((language) => language.string()),
    ...(ignored && { ignored: ignoredOf(ignored) }),
  }
}

/** A query's id, followed by those of the documents that it ignores. */
function ignoredOf(rows: JsonPlace): Ignored {
  return new Map(
    rows.items().map((row): [string, ReadonlySet<string>] => {
      const [query = '', ...documents] = row.items().map((id) => id.string())
      return [query, new Set(documents)]
    }),
  )
}

export function descriptionText({ name, revision, hash, languages, ignored }: BeirDescription): string {
  const rows = ignored && Array.from(ignored, ([query, documents]) => [query, ...documents])
  const dataset = { name, revision, hash, languages, ...(rows && { ignored: rows }) }
  return `${JSON.stringify({ package: 'vitest-retrieval', version, dataset }, null, 2)}\n`
}
