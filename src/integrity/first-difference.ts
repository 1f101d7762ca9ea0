import { createHash } from 'node:crypto'

const blockBytes = 16_384
/** Hexadecimal digits of a block's hash: one damaged block in 65,536 is missed. */
const digits = 4

/** The beginnings of the sha-256 of each 16 KiB of a file, in hexadecimal, four digits a block. */
export function blockHashes(bytes: Uint8Array): string {
  const hashes: string[] = []
  for (let from = 0; from < bytes.length; from += blockBytes) {
    const block = bytes.subarray(from, from + blockBytes)
    hashes.push(createHash('sha256').update(block).digest('hex').slice(0, digits))
  }
  return hashes.join('')
}

/** Bytes of a file, [from, to). */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

/**
 * The first block in which a file differs from one of which only the block hashes are known; where a byte was lost or
 * put in, all later blocks differ too. Undefined where every block agrees.
 */
export function firstDifference(bytes: Uint8Array, expected: string): ByteRange | undefined {
  const found = blockHashes(bytes)
  for (let at = 0; at < Math.max(found.length, expected.length); at += digits) {
    if (found.slice(at, at + digits) === expected.slice(at, at + digits)) continue
    const from = Math.min((at / digits) * blockBytes, bytes.length)
    return { from, to: Math.min(from + blockBytes, bytes.length) }
  }
  return undefined
}
