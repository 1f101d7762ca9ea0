import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ModelFolder } from '../encoders/folder/model-folder.ts'
import { type OpenedFolder, readAround } from '../encoders/folder/opened-folder.ts'
import { readArchitecture } from '../encoders/folder/read-architecture.ts'
import { onnxDataFiles } from '../encoders/onnx/onnx-file-data.ts'
import type { ExportedEncoderDecoder } from './decoding/exported-decoder.ts'
import { m2m100Decoder } from './m2m100-decoder.ts'

/** Where optimum and those who follow it put the files. */
interface ExportedFiles {
  readonly encoder: string
  readonly decoder: string
  readonly withPast?: string
}

/**
 * The files of an exported model in a folder, or in its `onnx`: the merged decoder where there is one. Undefined where there
 * are none.
 */
export function exportedFiles(folder: string): ExportedFiles | undefined {
  const place = [join(folder, 'onnx'), folder].find((one) => existsSync(join(one, 'encoder_model.onnx')))
  if (place === undefined) return undefined
  const there = (name: string): string | undefined => (existsSync(join(place, name)) ? join(place, name) : undefined)
  const encoder = join(place, 'encoder_model.onnx')
  const merged = there('decoder_model_merged.onnx')
  if (merged !== undefined) return { encoder, decoder: merged }
  const decoder = there('decoder_model.onnx')
  if (decoder === undefined) {
    throw new RangeError(
      `m2m100Translator: ${place}: decoder_model_merged.onnx or decoder_model.onnx must be beside encoder_model.onnx; got neither. Fetch it too.`,
    )
  }
  const withPast = there('decoder_with_past_model.onnx')
  return { encoder, decoder, ...(withPast !== undefined && { withPast }) }
}

/** A folder whose encoder and decoder files of ONNX compute. */
export async function readExportedM2M100(
  opened: OpenedFolder,
  files: ExportedFiles,
): Promise<Omit<ModelFolder, 'weights'> & { readonly exported: ExportedEncoderDecoder }> {
  const architecture = readArchitecture(opened.config)
  const { heads } = m2m100Decoder(opened.config, architecture)
  const { family, hidden, padding, vocabulary, positions } = architecture
  const length = positions.rows - positions.first
  const all = Object.values(files).flatMap((file: string) => [file, ...onnxDataFiles(file)])
  return {
    ...(await readAround(opened, { family, hidden, places: length, files: all })),
    architecture,
    exported: { ...files, limits: { padding, vocabulary, length }, heads: { count: heads, width: hidden / heads } },
  }
}
