import { type JsonLine, jsonLines } from './jsonl.ts'
import { parquetRows } from './parquet-rows.ts'

/**
 * The rows of a table, one at a time: of a Parquet file by its name, else of JSON lines, gzipped or not.
 *
 * @param columns which of a Parquet file's columns are read
 * @throws as `parquetRows` and `jsonLines`
 */
export function tableRows(file: string, columns: readonly string[]): AsyncGenerator<JsonLine, void> {
  return isParquet(file) ? parquetRows(file, { columns }) : jsonLines(file)
}

function isParquet(file: string): boolean {
  return /\.parquet$/i.test(file)
}
