import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

const unpack = promisify(gunzip)

/**
 * A text file as one string, unpacked where its content begins like gzip; a byte-order mark is left out.
 *
 * @throws {Error} the file cannot be read or unpacked
 * @throws {TypeError} its bytes are not UTF-8
 */
export async function wholeText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new Error(`${file}: the file must be readable. Check the path.`, { cause })
  })
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b
  const content = packed ? await unpack(bytes).catch((cause: unknown) => refuseGzip(file, cause)) : bytes
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch (cause) {
    throw new TypeError(`${file}: the file must be UTF-8; got other bytes. Convert it or fetch it again.`, { cause })
  }
}

function refuseGzip(file: string, cause: unknown): never {
  throw new Error(`${file}: the gzip data must be whole; they break off or are damaged. Fetch or pack it again.`, {
    cause,
  })
}
