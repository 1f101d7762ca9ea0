import { onnxDataFiles } from '../onnx/onnx-file-data.ts'
import type { ConfigFile } from './config-file.ts'
import type { ExportedFolder } from './exported-folder.ts'
import { type OpenedFolder, readAround } from './opened-folder.ts'
import { paddingId } from './padding-id.ts'

/** What models call the length of a token's state; most of them as the first. */
const hiddenKeys = ['hidden_size', 'd_model', 'dim', 'n_embd'] as const
/** What models call the number of positions. */
const placesKeys = ['max_position_embeddings', 'n_positions'] as const

/**
 * A folder whose architecture a file of ONNX computes. Of the file nothing is read but where its values lie: ONNX
 * Runtime judges the rest when it opens it.
 *
 * @throws {RangeError} no file says how long states are, how long texts may be or what padding is; weights are missing
 */
export async function exportedFolder(opened: OpenedFolder, file: string): Promise<ExportedFolder> {
  const { config } = opened
  const family = 'exported'
  const hidden = config.count(keyThere(config, hiddenKeys))
  const data = onnxDataFiles(file)
  const places = countIfThere(config, keyThere(config, placesKeys))
  const around = await readAround(opened, { family, hidden, places, files: [file, ...data] })
  requireLimit(around.maxLength, config)
  const padding = paddingId(config, around.tokenizer)
  const vocabulary = countIfThere(config, 'vocab_size')
  return {
    ...around,
    architecture: { family, type: config.text('model_type'), hidden, vocabulary, padding },
    exported: { file, data },
  }
}

/** The first key that the file has, else the first of all. */
function keyThere(config: ConfigFile, keys: readonly [string, ...string[]]): string {
  return keys.find((key) => config.get(key) !== undefined) ?? keys[0]
}

function countIfThere(config: ConfigFile, key: string): number {
  return config.get(key) === undefined ? Infinity : config.count(key)
}

function requireLimit(maxLength: number, config: ConfigFile): void {
  if (Number.isSafeInteger(maxLength)) return
  const rule = 'the number of positions, as no other file says how long a text may be'
  throw config.refused(placesKeys[0], rule, 'Write max_seq_length into sentence_bert_config.json.')
}
