import { fileSha256, gitBlobHash } from './file-hash.ts'

/** What a file must be. */
export interface ExpectedContent {
  /** sha-256 of its bytes in hexadecimal. */
  readonly sha256?: string
  /** Its length in bytes. */
  readonly size?: number
  /** The name that git gives its content, in hexadecimal: what the hub tells of small files. */
  readonly gitBlob?: string
}

/** A file as it is. */
export interface FoundContent {
  readonly path: string
  readonly size: number
  readonly sha256: string
}

/** @returns what is wrong, as `sha-256 must be …; got …`; undefined where all is as it must be */
export async function fault(found: FoundContent, expected: ExpectedContent): Promise<string | undefined> {
  const { size, sha256, gitBlob } = expected
  if (size !== undefined && found.size !== size) return `it must have ${size} bytes; got ${found.size}`
  if (sha256 !== undefined && found.sha256 !== sha256) return `its sha-256 must be ${sha256}; got ${found.sha256}`
  if (gitBlob === undefined) return undefined
  const blob = await gitBlobHash(found.path)
  return blob === gitBlob ? undefined : `its git hash must be ${gitBlob}; got ${blob}`
}

/** Whether a hash of the whole is known beforehand. */
export function hashKnown({ sha256, gitBlob }: ExpectedContent): boolean {
  return sha256 !== undefined || gitBlob !== undefined
}

/** What a file of so many bytes is, which takes reading it. */
export async function contentOf(path: string, size: number): Promise<FoundContent> {
  return { path, size, sha256: await fileSha256(path) }
}

/** @throws {RangeError} a hash that is none, or a size that is no number of bytes */
export function requireExpectable({ sha256, gitBlob, size }: ExpectedContent): void {
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256)) throw unexpectable('sha256', '64', sha256)
  if (gitBlob !== undefined && !/^[0-9a-f]{40}$/.test(gitBlob)) throw unexpectable('gitBlob', '40', gitBlob)
  if (size === undefined || (Number.isSafeInteger(size) && size >= 0)) return
  throw new RangeError(`fetchFile: size must be a number of bytes; got ${size}.`)
}

function unexpectable(name: string, digits: string, got: string): RangeError {
  return new RangeError(
    `fetchFile: ${name} must be ${digits} hexadecimal digits in lower case; got ${JSON.stringify(got)}.`,
  )
}
