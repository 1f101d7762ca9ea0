import { isUtf8 } from 'node:buffer'
import { decimal } from './decimal.ts'
import { commentMark, endOfField, newline, startOfField } from './fields.ts'
import { idText } from './id-text.ts'

/**
 * Walks through the results of a TREC run, `QUERY Q0 DOCUMENT RANK SCORE TAG …`, without a string or an object for any.
 * Rank, tag, `Q0` and further fields are not looked at. After `next()` returned true the numbers are places in `bytes`.
 */
export interface RunLines {
  readonly bytes: Buffer
  /** 1-based. */
  readonly number: number
  /** Where the line begins, and where the next one does. */
  readonly lineFrom: number
  readonly lineTo: number
  readonly queryFrom: number
  readonly queryTo: number
  readonly documentFrom: number
  readonly documentTo: number
  /** Finite. */
  readonly score: number
  /** Lines passed that begin with `#`: comments, as in trec_eval 10.0. */
  readonly comments: number
  /** Goes on with the next piece of whole lines. */
  open(lines: Buffer): void
  /**
   * Moves to the next result; false at the end of the piece.
   *
   * @throws {SyntaxError} `file:line: …`: fewer than six fields, a score that is no finite decimal number, an id that is not UTF-8
   */
  next(): boolean
}

export function runLines(file: string): RunLines {
  // Called for every byte or field: where a bundler or Vitest makes imports into property reads, that costs fourfold.
  const [fieldStart, fieldEnd, numberAt, lineFeed, hash] = [startOfField, endOfField, decimal, newline, commentMark]
  let valid = true
  let at = 0
  const cursor = {
    bytes: Buffer.alloc(0) as Buffer,
    number: 0,
    lineFrom: 0,
    lineTo: 0,
    queryFrom: 0,
    queryTo: 0,
    documentFrom: 0,
    documentTo: 0,
    score: 0,
    comments: 0,
    open(lines: Buffer): void {
      cursor.bytes = lines
      valid = isUtf8(lines)
      at = 0
    },
    next(): boolean {
      const { bytes } = cursor
      while (at < bytes.length) {
        cursor.number++
        const start = at
        const queryFrom = fieldStart(bytes, start)
        if (bytes[queryFrom] === lineFeed || bytes[start] === hash) {
          if (bytes[start] === hash) cursor.comments++
          at = bytes.indexOf(lineFeed, start) + 1
          continue
        }
        const queryTo = fieldEnd(bytes, queryFrom)
        const iteration = fieldStart(bytes, queryTo)
        const documentFrom = fieldStart(bytes, fieldEnd(bytes, iteration))
        const documentTo = fieldEnd(bytes, documentFrom)
        const rank = fieldStart(bytes, documentTo)
        const scoreFrom = fieldStart(bytes, fieldEnd(bytes, rank))
        const scoreTo = fieldEnd(bytes, scoreFrom)
        let end = fieldStart(bytes, scoreTo)
        if (bytes[end] === lineFeed) throw tooFewFields(file, cursor.number, bytes.subarray(start, end))
        while (bytes[end] !== lineFeed) end++
        at = end + 1
        cursor.lineFrom = start
        cursor.lineTo = at
        cursor.queryFrom = queryFrom
        cursor.queryTo = queryTo
        cursor.documentFrom = documentFrom
        cursor.documentTo = documentTo
        cursor.score = numberAt(bytes, scoreFrom, scoreTo)
        if (!Number.isFinite(cursor.score)) throw noScore(file, cursor.number, bytes.subarray(scoreFrom, scoreTo))
        if (!valid) refuseDamagedIds(file, cursor)
        return true
      }
      return false
    },
  }
  return cursor
}

function tooFewFields(file: string, line: number, bytes: Buffer): SyntaxError {
  const text = bytes.toString().trim()
  const count = text === '' ? 0 : text.split(/[ \t\v\f\r]+/).length
  return new SyntaxError(
    `${file}:${line}: a run must have at least six fields, QUERY Q0 DOCUMENT RANK SCORE TAG; got ${count}: ${JSON.stringify(text.slice(0, 80))}. Repair the line, or take it out.`,
  )
}

function noScore(file: string, line: number, bytes: Buffer): SyntaxError {
  return new SyntaxError(
    `${file}:${line}: the score must be a finite decimal number, like 12.5 or 1e-3; got ${JSON.stringify(bytes.toString().slice(0, 80))}. Repair the line, or take it out.`,
  )
}

function refuseDamagedIds(file: string, { bytes, number, ...at }: Omit<RunLines, 'open' | 'next'>): void {
  idText(bytes.subarray(at.queryFrom, at.queryTo), `${file}:${number}`)
  idText(bytes.subarray(at.documentFrom, at.documentTo), `${file}:${number}`)
}
