import { readFileSync } from 'node:fs'
import { withLock } from '../downloads/file-lock.ts'
import type { HistoryEntry } from './history-entry.ts'
import { historyFault } from './history-fault.ts'
import { writeAtomically } from './write-atomically.ts'

/**
 * Reads a file of past runs, one JSON line a case and run, oldest first as far as nobody merged lines.
 *
 * A last line that was cut off, by a machine that stopped or a copy that did, is left out; any other line that is no entry
 * is for a person to look at.
 *
 * @param place the file's name for messages
 * @returns null where there is no such file
 * @throws {SyntaxError} a line is not an entry, or of a newer schema; names file and line
 */
export function readHistory(file: string, place: string = file): HistoryEntry[] | null {
  const text = textOf(file)
  return text === null ? null : parsed(text, place).entries
}

/**
 * Adds lines to a file of past runs, which it makes where there is none. Readers find all of the lines or none, and lines
 * that two processes add at once are all kept. What was cut off of the last line is taken away.
 *
 * @throws {SyntaxError} as `readHistory`; the file is then left as it is
 */
export async function appendHistory(
  file: string,
  entries: readonly HistoryEntry[],
  place: string = file,
): Promise<void> {
  if (entries.length === 0) return
  await withLock(`${file}.lock`, async (held) => {
    const { whole } = parsed(textOf(file) ?? '', place)
    held.throwIfAborted()
    writeAtomically(file, `${whole}${entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')}`)
  })
}

interface Parsed {
  readonly entries: HistoryEntry[]
  /** The text without what was cut off; ends with a line, or is empty. */
  readonly whole: string
}

function parsed(text: string, place: string): Parsed {
  const lines = text.split('\n')
  // Empty where the last line was ended.
  const last = lines.pop() as string
  const entries = lines.flatMap((line, i) => (line.trim() === '' ? [] : [entryOf(line, `${place}:${i + 1}`)]))
  const ended = text.slice(0, text.length - last.length)
  if (last.trim() === '' || !isJson(last)) return { entries, whole: ended }
  return { entries: [...entries, entryOf(last, `${place}:${lines.length + 1}`)], whole: `${text}\n` }
}

function entryOf(line: string, place: string): HistoryEntry {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw refused(place, 'is not JSON')
  }
  const fault = historyFault(value)
  if (fault !== null) throw refused(place, fault)
  return value as HistoryEntry
}

function refused(place: string, what: string): SyntaxError {
  const remedy = 'Take the line out, or restore the file from version control'
  return new SyntaxError(`readHistory: ${place}: the line ${what}. ${remedy}. The file was left as it is.`)
}

/** A part of an object is never JSON: a line that was cut off is told from one that only lacks its end. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
