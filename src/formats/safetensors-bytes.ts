import { type FileHandle, open } from 'node:fs/promises'

/** What reads from a file that is open: all bytes of `into`, from byte `from` of the file. */
export type ReadBytes = (into: Uint8Array, from: number) => Promise<void>

/** Opens a file for as long as `use` takes. */
export async function withFile<T>(file: string, use: (read: ReadBytes, size: number) => Promise<T>): Promise<T> {
  const handle = await open(file)
  try {
    return await use((into, from) => fill(handle, into, { file, from }), (await handle.stat()).size)
  } finally {
    await handle.close()
  }
}

/** An error about a file of this format, with the remedy that nearly all of them have. */
export function malformed(file: string, rule: string, got: string, cause?: unknown): SyntaxError {
  return new SyntaxError(`openSafetensors: ${file}: ${rule}; got ${got}. Fetch or write the file again.`, { cause })
}

/** One call of the system reads at most 2 GiB. */
async function fill(
  handle: FileHandle,
  into: Uint8Array,
  { file, from }: { file: string; from: number },
): Promise<void> {
  for (let done = 0; done < into.length; ) {
    const length = Math.min(into.length - done, 2 ** 30)
    const { bytesRead } = await handle.read(into, done, length, from + done)
    if (bytesRead === 0)
      throw malformed(file, `the file must reach byte ${from + into.length}`, `its end at ${from + done}`)
    done += bytesRead
  }
}
