import { readFile } from 'node:fs/promises'
import { writeAtomically } from '../gate/write-atomically.ts'
import { parseJson } from '../json.ts'

/** What of an index's files counts. */
export interface IndexManifest {
  readonly schema: 1
  readonly dimensions: number
  /** Rows of `vectors.f32`, of `dimensions` 32-bit floats each. */
  readonly documents: number
  /** Bytes of `documents.jsonl`, which has a line a row: `["id","language"]`. */
  readonly bytes: number
}

/**
 * The manifest; a new one where there is none.
 *
 * @throws {RangeError} other dimensions
 * @throws {SyntaxError} what is no manifest
 */
export async function readManifest(path: string, dimensions: number): Promise<IndexManifest> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    return undefined
  })
  if (text === undefined) return newManifest(path, dimensions)
  const found = parseJson(text, path)
  if (!isManifest(found)) {
    throw new SyntaxError(
      `${path}: an index's manifest must hold schema 1, dimensions, documents and bytes; got ${text.slice(0, 80)}.`,
    )
  }
  if (found.dimensions === dimensions) return found
  throw new RangeError(`exactIndex: ${path} holds vectors of ${found.dimensions} dimensions; got ${dimensions}.`)
}

function newManifest(path: string, dimensions: number): IndexManifest {
  const manifest: IndexManifest = { schema: 1, dimensions, documents: 0, bytes: 0 }
  writeAtomically(path, `${JSON.stringify(manifest)}\n`)
  return manifest
}

function isManifest(value: unknown): value is IndexManifest {
  if (typeof value !== 'object' || value === null) return false
  const { schema, dimensions, documents, bytes } = value as Partial<Record<keyof IndexManifest, unknown>>
  return (
    schema === 1 && [dimensions, documents, bytes].every((each) => Number.isSafeInteger(each) && (each as number) >= 0)
  )
}
