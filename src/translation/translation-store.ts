import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withLock } from '../downloads/file-lock.ts'
import { canonicalJson, sha256 } from '../hash.ts'
import type { Direction, Translator } from './translator.ts'

/** What a translator made of a sentence. */
export interface Translation {
  readonly translation: string
  /** It ended at the model's limit. */
  readonly truncated?: true
}

/** Sentence → translation. */
export type Translations = ReadonlyMap<string, Translation>

/** Translations of one translator in one direction, by this process and others. */
export interface TranslationStore {
  /** What is known. */
  read(): Promise<Map<string, Translation>>
  /** Keeps more, on disk when it returns. Only while held. */
  append(made: Translations): Promise<void>
  /** Runs a task while no other process and no other call translates in this direction. */
  hold<T>(
    task: (held: AbortSignal) => Promise<T>,
    options: { readonly signal?: AbortSignal; readonly onWait: () => void },
  ): Promise<T>
}

/**
 * Keeps translations in a file of JSON lines for each translator, configuration and direction, whose hash is its name. Lines
 * are added and never changed. One that a killed process left unfinished, and any that is damaged, counts for nothing.
 */
export function translationStore(
  folder: string,
  { name, configuration }: Pick<Translator, 'name' | 'configuration'>,
  { from, to }: Direction,
): TranslationStore {
  const key = canonicalJson({ translator: name, configuration, from, to })
  const own = join(folder, 'translations')
  const file = join(own, `${sha256(key)}.jsonl`)
  return {
    read: async () => new Map(linesOf(await bytesOf(file)).flatMap((line) => entryOf(line))),
    async append(made) {
      await mkdir(own, { recursive: true })
      const handle = await open(file, 'a+')
      try {
        await appendTo(handle, made, key)
      } finally {
        await handle.close()
      }
    },
    hold: (task, options) => withLock(`${file}.lock`, task, options),
  }
}

async function appendTo(handle: FileHandle, made: Translations, key: string): Promise<void> {
  const { size } = await handle.stat()
  const last = Buffer.alloc(1)
  if (size > 0) await handle.read(last, 0, 1, size - 1)
  // The first line is for a person who looks into the file. An unfinished line is ended, so that it stays the only one damaged.
  const before = size === 0 ? `${key}\n` : last[0] === 10 ? '' : '\n'
  const lines = Array.from(made, ([source, translation]) => `${JSON.stringify({ source, ...translation })}\n`)
  await handle.appendFile(before + lines.join(''))
  await handle.datasync()
}

async function bytesOf(file: string): Promise<Buffer> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0)
    throw error
  })
}

/** One at a time: a file may hold more than a string can. */
function linesOf(bytes: Buffer): string[] {
  const lines: string[] = []
  for (let at = 0, end = bytes.indexOf(10); end >= 0; at = end + 1, end = bytes.indexOf(10, at)) {
    lines.push(bytes.toString('utf8', at, end))
  }
  return lines
}

function entryOf(line: string): [string, Translation][] {
  try {
    const { source, translation, truncated } = JSON.parse(line) as Record<string, unknown>
    if (typeof source !== 'string' || typeof translation !== 'string') return []
    return [[source, { translation, ...(truncated === true && { truncated }) }]]
  } catch {
    return []
  }
}
