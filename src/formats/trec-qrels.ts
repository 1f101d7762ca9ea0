import type { Qrels } from '../retrieval.ts'
import { integer } from './decimal.ts'
import { requireField } from './field-text.ts'
import { commentMark, endOfField, newline, startOfField } from './fields.ts'
import { idText } from './id-text.ts'
import { wholeLines } from './whole-lines.ts'
import { writeLines } from './write-lines.ts'

/** Judgements of a query, while they are read. */
type Reading = Map<string, Map<string, number>>

/**
 * Reads TREC judgements, `QUERY 0 DOCUMENT GRADE` a line, gzipped or not. Queries keep the order in which the file first
 * names them. Fields end at ASCII white space alone; the second is ignored. Lines that begin with `#` are comments, as in
 * trec_eval 10.0 (older ones stop at them); blank lines are refused, as trec_eval does.
 *
 * @throws {SyntaxError} `file:line: …`: not four fields, a grade that is no integer, a document twice for a query, ids that
 *   are not UTF-8, a byte-order mark
 * @throws {Error} a file that is missing, unreadable or empty, or gzip data that break off
 */
export async function readQrels(file: string): Promise<Qrels> {
  const qrels: Reading = new Map()
  let number = 0
  for await (const piece of wholeLines(file)) {
    for (let at = 0; at < piece.length; ) {
      const end = piece.indexOf(newline, at) + 1
      number++
      if (piece[at] !== commentMark) readLine(piece.subarray(at, end), `${file}:${number}`, qrels)
      at = end
    }
  }
  if (qrels.size === 0)
    throw new SyntaxError(`${file}: qrels must hold at least one judgement; it has only comments. Write it again.`)
  return qrels
}

function readLine(line: Buffer, place: string, qrels: Reading): void {
  const fields = fieldsOf(line)
  if (fields.length !== 4) {
    const got = JSON.stringify(line.toString().trim().slice(0, 80))
    throw new SyntaxError(
      `${place}: qrels must have four fields, QUERY 0 DOCUMENT GRADE; got ${fields.length}: ${got}. Repair the line, or take it out.`,
    )
  }
  const [query, , document, digits] = fields as [Buffer, Buffer, Buffer, Buffer]
  const grade = integer(digits, 0, digits.length)
  if (!Number.isSafeInteger(grade)) {
    throw new SyntaxError(
      `${place}: the grade must be an integer, like 0, 1 or -1; got ${JSON.stringify(digits.toString().slice(0, 80))}. Repair the line.`,
    )
  }
  const grades = gradesOf(qrels, idText(query, place))
  const name = idText(document, place)
  if (grades.has(name)) {
    throw new SyntaxError(
      `${place}: a document must be judged once for a query; got ${JSON.stringify(name)} again for query ${JSON.stringify(query.toString())}. Take one of the lines out.`,
    )
  }
  grades.set(name, grade + 0)
}

function fieldsOf(line: Buffer): Buffer[] {
  const fields: Buffer[] = []
  for (let from = startOfField(line, 0); line[from] !== newline; ) {
    const to = endOfField(line, from)
    fields.push(line.subarray(from, to))
    from = startOfField(line, to)
  }
  return fields
}

function gradesOf(qrels: Reading, query: string): Map<string, number> {
  const grades = qrels.get(query) ?? new Map<string, number>()
  if (grades.size === 0) qrels.set(query, grades)
  return grades
}

/**
 * Writes TREC judgements, gzipped where the name ends in `.gz`; whoever reads the file meanwhile finds the old content or
 * the new, never a part.
 *
 * @throws {RangeError} an id that is empty, holds ASCII white space or is not well-formed Unicode, a query id that begins
 *   with `#`, a grade that is no integer, or a query without judgements, which the format cannot hold
 */
export async function writeQrels(file: string, qrels: Qrels): Promise<void> {
  if (qrels.size === 0) throw new RangeError('writeQrels: qrels must hold at least one query; got none.')
  await writeLines(file, qrelsText(qrels))
}

function* qrelsText(qrels: Qrels): Generator<string> {
  for (const [query, grades] of qrels) {
    requireField('writeQrels: a query id', query, { first: true })
    if (grades.size === 0)
      throw new RangeError(
        `writeQrels: every query must have a judgement; got none for ${JSON.stringify(query)}. Leave it out.`,
      )
    yield Array.from(grades, ([document, grade]) => qrelsLine(query, document, grade)).join('')
  }
}

function qrelsLine(query: string, document: string, grade: number): string {
  requireField('writeQrels: a document id', document)
  if (!Number.isSafeInteger(grade))
    throw new RangeError(
      `writeQrels: grades must be integers; got ${grade} for document ${JSON.stringify(document)} of query ${JSON.stringify(query)}.`,
    )
  return `${query} 0 ${document} ${grade}\n`
}
