import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import { bytesHash, canonicalJson } from '../hash.ts'
import type { Json } from '../retrieval.ts'
import type { QueryColumn, QueryScores } from './query-scores.ts'

/** Per-query scores ready to be written. */
export interface PackedScores {
  /** sha-256 of what is inside, before compression: the same on every version of the compressor. */
  readonly hash: string
  /** Of the query ids, as in `QueryScores`. */
  readonly queries: string
  readonly bytes: Uint8Array
}

/**
 * One line of JSON that says what follows, then the codes: for each column and seed the low bytes of all queries, then
 * the high bytes, which compress better apart. Brotli around all of it.
 */
export function packScores(scores: QueryScores): PackedScores {
  const { queries, columns } = scores
  const header = {
    schema: 1,
    queries,
    count: columns[0]?.codes[0]?.length ?? 0,
    columns: columns.map(({ codes, ...column }) => ({ ...column, seeds: codes.length })),
  }
  const planes = columns.flatMap(({ codes }) => codes.flatMap((row) => [plane(row, 0), plane(row, 8)]))
  const content = Buffer.concat([Buffer.from(`${canonicalJson(header as unknown as Json)}\n`), ...planes])
  return { hash: bytesHash(content), queries, bytes: compressed(content) }
}

function plane(codes: Uint16Array, shift: number): Uint8Array {
  return Uint8Array.from(codes, (code) => (code >> shift) & 0xff)
}

function compressed(content: Buffer): Uint8Array {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length }
  return brotliCompressSync(content, { params })
}

/**
 * Reads what `packScores` wrote.
 *
 * @param hash that its content must have
 * @throws {RangeError} the bytes are damaged, of other content, or of a newer schema
 */
export function unpackScores(bytes: Uint8Array, hash: string): QueryScores {
  const content = decompressed(bytes)
  const found = bytesHash(content)
  if (found !== hash) throw damaged(`its content must have the hash ${hash.slice(0, 16)}; got ${found.slice(0, 16)}`)
  const end = content.indexOf('\n')
  const { schema, queries, count, columns } = JSON.parse(content.toString('utf8', 0, end)) as Header
  if (schema !== 1) throw damaged(`its schema must be 1; got ${schema}`)
  let at = end + 1
  return {
    queries,
    columns: columns.map(({ seeds, ...column }) => {
      const codes = Array.from({ length: seeds }, () => {
        const row = Uint16Array.from({ length: count }, (_, i) => content[at + i]! | (content[at + count + i]! << 8))
        at += 2 * count
        return row
      })
      return { ...column, codes }
    }),
  }
}

interface Header {
  readonly schema: number
  readonly queries: string
  /** Queries. */
  readonly count: number
  readonly columns: readonly (Omit<QueryColumn, 'codes'> & { readonly seeds: number })[]
}

function decompressed(bytes: Uint8Array): Buffer {
  try {
    // A limit, so that damaged bytes cannot unfold into all of memory.
    return brotliDecompressSync(bytes, { maxOutputLength: 2 ** 30 })
  } catch (error) {
    throw damaged(`it cannot be decompressed (${(error as Error).message})`)
  }
}

function damaged(what: string): RangeError {
  return new RangeError(`unpackScores: ${what}. Restore the file from version control, or run \`npx vitest bench -u\`.`)
}
