import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { getLocation } from 'jsonc-parser'
import { type ByteRange, blockHashes, firstDifference } from '../integrity/first-difference.ts'
import { xquadRBlocks } from '../integrity/xquad-r-blocks.ts'
import type { Language } from '../retrieval.ts'
import type { DatasetFlags, DatasetName } from './dataset-option.ts'
import { folderOf, openDataset } from './open-dataset.ts'

/** Commits of github.com/google-research-datasets/lareqa whose files are known to the byte. */
const published = { 'xquad-r': '9bc8c7f', 'mlqa-r': '354d67d' } as const

/** Whether it is known of a data set what its published files hold. */
export function isPublished(dataset: DatasetName): dataset is keyof typeof published {
  return Object.hasOwn(published, dataset)
}

/**
 * Says which file of a data set's folder is not the published one, to the byte, and of XQuAD-R where it first differs.
 *
 * @param languages whose files, one of which differs
 * @throws {RangeError} always, but for data sets that are not known
 */
export async function verifyPublished(flags: DatasetFlags, languages: readonly Language[]): Promise<void> {
  const folder = folderOf(flags)
  if (!isPublished(flags.dataset) || folder === undefined) return
  for (const language of languages) {
    const { revision } = await openDataset({ ...flags, languages: language })
    if (revision !== 'local') continue
    const file = join(folder, `${language}.json`)
    const found = flags.dataset === 'xquad-r' ? differenceOf(await readFile(file), language) : 'another'
    throw new RangeError(
      `${file}: the file must be the published one (${published[flags.dataset]}), byte for byte; got ${found}. Fetch it again, or verify a version of your own with --local.`,
    )
  }
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
