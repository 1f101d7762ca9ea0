import type { EncoderSource } from '../encoders/encoder.ts'
import type { Observer, Progress } from '../progress.ts'
import type { Role } from '../retrieval.ts'
import { type EmbeddingsFile, embeddingsFile } from './embeddings-file.ts'
import { countTexts, readTexts } from './encode-texts-file.ts'
import { type EncoderFlags, type OpenEncoder, openEncoder } from './encoder-option.ts'
import type { Output } from './output.ts'

export interface EncodeCommandOptions {
  readonly encoder: EncoderFlags
  /** @default folders and endpoints */
  readonly open?: OpenEncoder
  /** A file of lines of JSON. */
  readonly texts: string
  readonly role: Role
  /** The safetensors file to write. */
  readonly out: string
  readonly onProgress?: (run: string, progress: Progress) => void
}

/** What `vitest-retrieval encode` does and prints. */
export async function encodeCommand({
  encoder,
  open = openEncoder,
  ...options
}: EncodeCommandOptions): Promise<Output> {
  const source = open(encoder)
  const total = await countTexts(options.texts)
  const file = await embeddingsFile(options.out, total)
  try {
    const columns = await encodeInto(file, source, { ...options, total })
    await file.finish()
    const text = `${options.out}: ${total.toLocaleString('en-US')} vectors of ${columns} numbers\n`
    return { text, warnings: source.warnings ?? [], failed: false }
  } catch (error) {
    await file.abandon()
    throw error
  } finally {
    await disposed(source)
  }
}

/** @returns the length of a vector */
async function encodeInto(
  file: EmbeddingsFile,
  source: EncoderSource,
  { texts, role, total, onProgress }: Omit<EncodeCommandOptions, 'encoder' | 'open'> & { readonly total: number },
): Promise<number> {
  // Encoders that are trained here are none that a command line can name: no seed matters.
  const encoder = await source.create(1)
  let before = 0
  let length = 0
  const observer: Observer = {
    ...(onProgress && {
      onProgress: (progress) => onProgress(texts, { ...progress, done: before + progress.done, total }),
    }),
  }
  for await (const block of readTexts(texts)) {
    const { data, columns } = await encoder.encode(block, { role, ...observer })
    await file.append(data, columns)
    before += block.length
    length = columns
  }
  return length
}

/** Gives back what the encoder holds, so that the process can end. */
export async function disposed(source: EncoderSource & Partial<AsyncDisposable>): Promise<void> {
  await source[Symbol.asyncDispose]?.()
}
