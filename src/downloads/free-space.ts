import { statfs } from 'node:fs/promises'
import { DownloadError } from './download-error.ts'

/**
 * Finds out before hours of downloading whether a file can end well.
 *
 * @param needed bytes yet to come; undefined where no one knows
 * @throws {DownloadError} the disk has less
 */
export async function requireSpace(folder: string, needed: number | undefined): Promise<void> {
  if (needed === undefined) return
  const { blocks, bavail, bsize } = await statfs(folder)
  // File systems that count nothing say that they have no blocks at all.
  if (blocks === 0 || bavail * bsize >= needed) return
  throw new DownloadError(
    `fetchFile: ${folder}: the disk must have room for ${megabytes(needed)}; got ${megabytes(bavail * bsize)}. Free some, or name another folder in VITEST_RETRIEVAL_CACHE.`,
  )
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6).toLocaleString('en-US')} MB`
}
