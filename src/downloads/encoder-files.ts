import { tokenizerFiles } from '../encoders/folder/read-tokenizer.ts'
import { sentenceConfigs } from '../encoders/folder/sentence-config.ts'
import { DownloadError } from './download-error.ts'

const names = new Set([
  ...tokenizerFiles,
  ...sentenceConfigs,
  'config.json',
  'modules.json',
  'config_sentence_transformers.json',
  'special_tokens_map.json',
  'model.safetensors.index.json',
  // Says that the weights are none of their own.
  'adapter_config.json',
])

/**
 * Whether an encoder needs a file of its repository: configuration, tokenizer and safetensors, at the top and in the
 * folders of its modules (`1_Pooling`). Weights of other frameworks, other precisions and exports stay where they are.
 */
export function encoderFiles(path: string): boolean {
  const [name = '', folder, ...above] = path.split('/').reverse()
  if (above.length > 0 || (folder !== undefined && !/^\d+_/.test(folder))) return false
  return names.has(name) || /^model(-\d+-of-\d+)?\.safetensors$/.test(name)
}

/** @throws {DownloadError} no weights that could be read are among the files of a repository */
export function requireWeights(paths: readonly string[], reference: string): void {
  if (paths.some((path) => encoderFiles(path) && path.endsWith('.safetensors'))) return
  const others = paths.filter((path) => /\.(safetensors|bin|h5|msgpack|onnx|ot|gguf)$/.test(path)).slice(0, 4)
  throw new DownloadError(
    `hubFolder: ${reference}: the weights must be in model.safetensors; got ${others.join(', ') || 'none'}. Take a revision that has them (the hub's own conversions are at refs/pr/N, see the Community page), or convert it once in Python and give the folder.`,
  )
}
