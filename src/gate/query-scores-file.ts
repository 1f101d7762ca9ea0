import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Baseline } from './baseline.ts'
import type { QueryScores } from './query-scores.ts'
import { type PackedScores, unpackScores } from './query-scores-bytes.ts'
import { writeAtomically } from './write-atomically.ts'

/** Per-query scores of a baseline entry, or why they cannot be had. */
export type KeptScores =
  | { readonly scores: QueryScores; readonly fault: null }
  | { readonly scores: null; readonly fault: string }

/** The folder beside a baseline that holds its entries' per-query scores: `benchmarks/baseline` of `benchmarks/baseline.json`. */
export function scoresFolder(baseline: string): string {
  return baseline.replace(/\.json$/, '') + (baseline.endsWith('.json') ? '' : '.scores')
}

/** What a file of this content is called. @param hash sha-256 of the content */
export function scoresFile(hash: string): string {
  return `${hash.slice(0, 16)}.bin`
}

/**
 * The per-query scores that an entry names. A missing or damaged file is no error: means can be compared without.
 *
 * @param hash  null where the entry has none
 * @param place the folder for messages, usually relative to the project
 */
export function readScores(folder: string, hash: string | null, place: string = folder): KeptScores {
  if (hash === null) return { scores: null, fault: 'the baseline holds no per-query scores of this case' }
  const file = scoresFile(hash)
  try {
    return { scores: unpackScores(readFileSync(join(folder, file)), hash), fault: null }
  } catch (error) {
    const gone = (error as NodeJS.ErrnoException).code === 'ENOENT'
    const why = gone ? 'is missing' : `cannot be used: ${(error as Error).message}`
    return { scores: null, fault: `${join(place, file)} ${why}` }
  }
}

/** Writes per-query scores under their hash, unless they lie there already and are whole. */
export function writeScores(folder: string, { hash, bytes }: PackedScores): void {
  if (readScores(folder, hash).scores === null) writeAtomically(join(folder, scoresFile(hash)), bytes)
}

/** Removes the files of a folder that no entry names. Files of other names are left alone. */
export function removeUnnamedScores(folder: string, { cases }: Baseline): void {
  if (!existsSync(folder)) return
  const named = new Set(Object.values(cases).flatMap(({ queryScores }) => (queryScores ? scoresFile(queryScores) : [])))
  for (const name of readdirSync(folder)) {
    if (/^[0-9a-f]{16}\.bin$/.test(name) && !named.has(name)) rmSync(join(folder, name))
  }
  if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true })
}
