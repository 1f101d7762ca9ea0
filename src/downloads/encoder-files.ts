import { tokenizerFiles } from '../encoders/folder/read-tokenizer.ts'
import { sentenceConfigs } from '../encoders/folder/sentence-config.ts'
import { DownloadError } from './download-error.ts'

const names = new Set([
  ...tokenizerFiles,
  ...sentenceConfigs,
  'config.json',
  'generation_config.json',
  'modules.json',
  'config_sentence_transformers.json',
  'special_tokens_map.json',
  'model.safetensors.index.json',
  // Says that the weights are none of their own.
  'adapter_config.json',
])

/**
 * Whether an encoder needs a file of its repository: configuration, tokenizer and weights, at the top and in the folders of
 * its modules (`1_Pooling`). Weights are those in safetensors, or where there are none those of the export
 * `onnx/model.onnx`. Of other frameworks, other precisions and other exports nothing is taken.
 */
export function encoderFiles(path: string, all: readonly string[]): boolean {
  return all.some(isTransformer) ? isAround(path) || isSafetensors(path) : exportedEncoderFiles(path, all)
}

/** `encoderFiles` of an architecture that is not built here, which its export computes. */
export function exportedEncoderFiles(path: string, all: readonly string[]): boolean {
  const folder = all.includes('onnx/model.onnx') ? 'onnx/' : ''
  const isExport = path.startsWith(folder) && isExportName(path.slice(folder.length))
  // Modules after the transformer have weights of their own.
  return isAround(path) || isExport || (isSafetensors(path) && path.includes('/'))
}

function isAround(path: string): boolean {
  const name = inReach(path)
  return name !== undefined && names.has(name)
}

function isSafetensors(path: string): boolean {
  const name = inReach(path)
  return name !== undefined && /^model(-\d+-of-\d+)?\.safetensors$/.test(name)
}

/** The transformer's weights, rather than those of a module after it. */
function isTransformer(path: string): boolean {
  return isSafetensors(path) && !/^[1-9]\d*_/.test(path)
}

/** A graph, and the values that are too large for its file. */
function isExportName(name: string): boolean {
  return /^model\.onnx(?:[._]data(?:_\d+)?)?$/.test(name)
}

/** The name of a file at the top or in the folder of a module. */
function inReach(path: string): string | undefined {
  const [name, folder, ...above] = path.split('/').reverse()
  return above.length > 0 || (folder !== undefined && !/^\d+_/.test(folder)) ? undefined : name
}

/** @throws {DownloadError} no weights that could be read are among the files of a repository */
export function requireWeights(paths: readonly string[], reference: string): void {
  if (paths.some((path) => isTransformer(path) || isExport(path))) return
  throw new DownloadError(
    `hubFolder: ${reference}: the weights must be in model.safetensors or onnx/model.onnx; got ${shownWeights(paths)}. Take a revision that has them (the hub's own conversions are at refs/pr/N, see the Community page), or convert it once in Python and give the folder.`,
  )
}

/** Whether a path is of a file of ONNX that `pretrained` finds in a folder. */
export function isExport(path: string): boolean {
  return path === 'onnx/model.onnx' || path === 'model.onnx'
}

function shownWeights(paths: readonly string[]): string {
  const weights = paths.filter((path) => /\.(safetensors|bin|h5|msgpack|onnx|ot|gguf)$/.test(path)).slice(0, 4)
  return weights.join(', ') || 'none'
}
