import { readFile } from 'node:fs/promises'
import { getLocation } from 'jsonc-parser'
import type { LanguageFile } from '../datasets/lareqa-files.ts'
import { type ByteRange, blockHashes, firstDifference } from '../integrity/first-difference.ts'
import { xquadRBlocks } from '../integrity/xquad-r-blocks.ts'

/**
 * Refuses files of XQuAD-R that are not the published ones, to the byte, and says where the first of them differs.
 *
 * @throws {RangeError} one is not
 */
export async function verifyPublished(files: readonly LanguageFile[]): Promise<void> {
  const other = files.find(({ original }) => !original)
  if (other === undefined) return
  const found = differenceOf(await readFile(other.file), other.language)
  throw new RangeError(
    `${other.file}: the file must be the published one (9bc8c7f), byte for byte; got ${found}. Fetch it again, or verify a version of your own with --local.`,
  )
}

function differenceOf(bytes: Uint8Array, language: string): string {
  const own = blockHashes(bytes)
  const swapped = Object.keys(xquadRBlocks).find((other) => other !== language && xquadRBlocks[other] === own)
  if (swapped !== undefined) return `the published ${swapped}.json`
  const range = firstDifference(bytes, xquadRBlocks[language]!)
  return range === undefined ? 'another' : `a difference in ${placeOf(bytes, range)}`
}

/** `bytes 131,072 to 147,455, from $.data[3].paragraphs[2] on` */
function placeOf(bytes: Uint8Array, { from, to }: ByteRange): string {
  if (from === to) return `its end: it stops at byte ${figure(from)}`
  const text = new TextDecoder()
  const [before, all] = [text.decode(bytes.subarray(0, from)), text.decode(bytes)]
  const path = getLocation(all, before.length).path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
  return `bytes ${figure(from)} to ${figure(to - 1)}, from $${path.join('')} on`
}

function figure(count: number): string {
  return count.toLocaleString('en-US')
}
