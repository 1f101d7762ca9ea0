import { stripVTControlCharacters } from 'node:util'
import { plainText } from '../src/report/plain-text.ts'

/** Errors of test runners are coloured for terminals. */
export function shown(text: string): string {
  return plainText(stripVTControlCharacters(text))
}

/** Text on one line that cannot end a cell, open a tag, start a link or be taken for emphasis. */
export function markdownText(text: string): string {
  return shown(text)
    .replace(/[\\|<>[\]*_`~&#!]/g, '\\$&')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\b(https?|ftp|www|mailto)([:.])/gi, '$1\\$2')
    .replaceAll('@', '&#64;')
}

/** Text as it may stand between tags. */
export function htmlText(text: string): string {
  return shown(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** The lines of a text, as they are; no blank line is left in, which would end the element for Markdown. */
export function preformatted(text: string): string {
  return `<pre>${htmlText(text).replace(/\n(?:\s*\n)+/g, '\n')}</pre>`
}

/** A part of a document that may be cut between its lines. */
export interface Block {
  readonly open: readonly string[]
  readonly lines: readonly string[]
  readonly close: readonly string[]
}

/**
 * Blocks with a blank line between them, cut between two lines where they would grow beyond a size, what is open closed.
 *
 * @param most bytes
 * @param rest the sentence that stands at a cut
 */
export function document(blocks: readonly Block[], most: number, rest: string): string {
  const bytes = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0)
  const out: string[] = []
  let room = most - bytes(['', rest, ''])
  for (const { open, lines, close } of blocks) {
    room -= bytes([...open, ...close, ''])
    if (room < 0) return [...out, rest, ''].join('\n')
    const fitting = linesWithin(lines, room, bytes)
    room -= bytes(fitting)
    out.push(...open, ...fitting, ...close, '')
    if (fitting.length < lines.length) return [...out, rest, ''].join('\n')
  }
  return out.join('\n')
}

function linesWithin(
  lines: readonly string[],
  room: number,
  bytes: (lines: readonly string[]) => number,
): readonly string[] {
  let used = 0
  const end = lines.findIndex((line) => {
    used += bytes([line])
    return used > room
  })
  return end < 0 ? lines : lines.slice(0, end)
}
