import { readFileSync } from 'node:fs'
import { jsonFault } from '../json.ts'
import { type Baseline, type BaselineEntry, entryFault, migratedEntry } from './baseline.ts'
import { writeAtomically } from './write-atomically.ts'

/**
 * Reads a baseline and verifies it. It is never repaired: what cannot be read must be looked at by a person.
 *
 * @param file  where it is
 * @param place the file's name for messages, usually relative to the project
 * @returns null where there is no such file
 * @throws {SyntaxError} the file is not JSON, not a baseline, or of a newer schema; names file and line
 */
export function readBaseline(file: string, place: string = file): Baseline | null {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  return parseBaseline(text, place)
}

/** What an older version wrote is read as if this one had: `migrated` says so. @throws {SyntaxError} as `readBaseline` */
export function parseBaseline(text: string, place: string): Baseline {
  const conflict = /^(?:<{7}|={7}|>{7})/m.exec(text)
  if (conflict) throw corrupt(place, lineAt(text, conflict.index), 'holds a merge conflict', 'Resolve it')
  const value = parsed(text, place)
  const { schema, cases } = (value ?? {}) as { schema?: unknown; cases?: unknown }
  if (typeof schema === 'number' && schema > 2) {
    throw corrupt(
      place,
      lineOf(text, 'schema'),
      `has schema ${schema}; this version reads schema 1 and 2`,
      'Update vitest-retrieval',
    )
  }
  if ((schema !== 1 && schema !== 2) || typeof cases !== 'object' || cases === null || Array.isArray(cases)) {
    throw corrupt(place, 1, 'is not a baseline: "schema" must be 2 and "cases" an object')
  }
  const entries = Object.entries(cases).map(([key, found]): [string, BaselineEntry] => {
    const entry = schema === 1 && isEntry(found) ? migratedEntry(found) : found
    const fault = entryFault(entry)
    if (fault) throw corrupt(place, lineOf(text, key), `"${key}": ${fault}`)
    return [key, entry as BaselineEntry]
  })
  return { schema: 2, ...(schema === 1 && { migrated: 1 }), cases: Object.fromEntries(entries) }
}

/** Whether there is something to migrate; what is wrong with it is said by `entryFault`. */
function isEntry(value: unknown): value is BaselineEntry {
  return typeof value === 'object' && value !== null && typeof (value as BaselineEntry).environment === 'object'
}

/** Writes a baseline: keys sorted, one measure a line. A reader sees the old file or the new one, never a part. */
export function writeBaseline(file: string, baseline: Baseline): void {
  writeAtomically(file, formatBaseline(baseline))
}

/** The text of a baseline, in a layout that formatters (Biome, Prettier at 120 columns) leave as it is. */
export function formatBaseline({ schema, cases }: Baseline): string {
  return `${print({ schema, cases }, 0, 'root')}\n`
}

/** Down to an entry's scores every object takes a line a key, so that a change in one number is a change of one line. */
function print(
  value: unknown,
  column: number,
  place: 'root' | 'cases' | 'entry' | 'scores' | 'inner',
  lead = 0,
): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const line = onOneLine(value)
  if (place === 'inner' && column + lead + line.length < 120) return line
  const list = Array.isArray(value)
  const inner = column + 2
  const items = list
    ? value.map((item) => print(item, inner, 'inner'))
    : sortedEntries(value, place === 'root').map(([key, item]) => {
        const name = `${JSON.stringify(key)}: `
        return name + print(item, inner, within(place, key), name.length)
      })
  if (items.length === 0) return list ? '[]' : '{}'
  const [open, close] = list ? '[]' : '{}'
  return `${open}\n${items.map((item) => ' '.repeat(inner) + item).join(',\n')}\n${' '.repeat(column)}${close}`
}

function within(place: string, key: string): 'cases' | 'entry' | 'scores' | 'inner' {
  if (place === 'root') return 'cases'
  if (place === 'cases') return 'entry'
  return place === 'entry' && key === 'scores' ? 'scores' : 'inner'
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const items = sortedEntries(value).map(([key, item]) => `${JSON.stringify(key)}: ${onOneLine(item)}`)
  return items.length === 0 ? '{}' : `{ ${items.join(', ')} }`
}

/** By code units, so that the order is the same on every machine. The schema stands first in its file. */
function sortedEntries(value: object, schemaFirst = false): [string, unknown][] {
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return schemaFirst ? entries.reverse() : entries
}

function parsed(text: string, place: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const { line, found } = jsonFault(text)
    throw corrupt(place, line, `is not JSON (${found})`)
  }
}

function corrupt(
  place: string,
  line: number,
  what: string,
  remedy = 'Restore it from version control, or delete it and run `npx vitest bench -u`',
): SyntaxError {
  return new SyntaxError(`readBaseline: ${place}:${line} ${what}. ${remedy}. The file was left as it is.`)
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}

function lineOf(text: string, key: string): number {
  return lineAt(text, Math.max(0, text.indexOf(`${JSON.stringify(key)}:`)))
}
