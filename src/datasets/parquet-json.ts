import type { Json } from '../retrieval.ts'

/**
 * A cell of a Parquet table as JSON has it: absence is null, integers of 64 bits are numbers where a number holds them and
 * else their digits, times are texts (ISO 8601).
 *
 * @param place names the cell in errors
 * @throws {TypeError} raw bytes and whatever else JSON has not
 */
export function parquetJson(cell: unknown, place: string): Json {
  if (cell === undefined || cell === null) return null
  if (typeof cell === 'string' || typeof cell === 'boolean' || typeof cell === 'number') return cell
  if (typeof cell === 'bigint') return Number.isSafeInteger(Number(cell)) ? Number(cell) : String(cell)
  if (cell instanceof Date && !Number.isNaN(cell.getTime())) return cell.toISOString()
  if (Array.isArray(cell)) return cell.map((item, index) => parquetJson(item, `${place}[${index}]`))
  if (isStruct(cell)) {
    return Object.fromEntries(Object.entries(cell).map(([key, value]) => [key, parquetJson(value, `${place}.${key}`)]))
  }
  const kind = Object.prototype.toString.call(cell).slice(8, -1)
  throw new TypeError(
    `parquetRows: ${place}: a value must be a text, a number, a truth value, a list or a struct of them; got ${kind}. Leave the column out.`,
  )
}

function isStruct(cell: unknown): cell is Readonly<Record<string, unknown>> {
  return typeof cell === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(cell))
}
