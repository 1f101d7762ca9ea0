import { realpath, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { optionalConfig, requiredConfig } from './config-file.ts'
import { folderHash } from './folder-hash.ts'
import { folderWeights } from './folder-weights.ts'
import type { Dense, ModelFolder } from './model-folder.ts'
import { type Modules, readModules } from './modules.ts'
import { readArchitecture } from './read-architecture.ts'
import { denseTensors, readDense } from './read-dense.ts'
import { readMaxLength } from './read-max-length.ts'
import { readPooling } from './read-pooling.ts'
import { readPrompts } from './read-prompts.ts'
import { readTokenizer, tokenizerFiles } from './read-tokenizer.ts'
import { readSentenceConfig, sentenceConfigs } from './sentence-config.ts'
import { type StoredTensors, storedTensors } from './stored-tensors.ts'

/**
 * Reads a pretrained encoder from its folder, Hugging Face's or sentence-transformers' layout, and checks that its files
 * fit each other. Of the weights only the headers are read.
 *
 * @throws {RangeError} a file is missing, unknown or contradicts another; the message names both
 * @throws {SyntaxError} a file is damaged
 */
export async function readModelFolder(path: string): Promise<ModelFolder> {
  const folder = await existingFolder(path)
  const modules = await readModules(folder)
  const { transformer } = modules
  const config = await requiredConfig(join(transformer, 'config.json'), 'which describes the transformer')
  const architecture = readArchitecture(config)
  const stored = await storedTensors(transformer, convertTransformer(transformer))
  const sentences = await readSentenceConfig(transformer)
  const tokenizer = await readTokenizer(transformer, { family: architecture.family, sentences })
  const pooling = await readPooling(modules.pooling, architecture.hidden)
  let hash: Promise<string> | undefined
  return {
    path: folder,
    name: basename(folder),
    architecture,
    weights: folderWeights(architecture, stored, config),
    pooling,
    dense: await readDenses(modules.dense, architecture.hidden * pooling.modes.length),
    prompts: readPrompts(await optionalConfig(join(folder, 'config_sentence_transformers.json'))),
    maxLength: readMaxLength(architecture.positions, { sentences, tokenizer: tokenizer.config }),
    tokenizer: { json: tokenizer.json, config: tokenizer.config?.value ?? {} },
    hash: () => (hash ??= filesThatDecide(folder, modules, stored).then((files) => folderHash(folder, files))),
  }
}

async function existingFolder(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) return realpath(path)
  throw new RangeError(
    `readModelFolder: the path must be of a folder; got ${JSON.stringify(path)}, ${found ? 'a file' : 'where nothing is'}. Give the folder that holds config.json.`,
  )
}

async function readDenses(folders: readonly string[], inputs: number): Promise<readonly Dense[]> {
  const read: Dense[] = []
  for (const folder of folders) read.push(await readDense(folder, read.at(-1)?.outputs ?? inputs))
  return read
}

function convertTransformer(folder: string): string {
  const path = JSON.stringify(folder)
  return `AutoModel.from_pretrained(${path}).save_pretrained(${path}) of transformers`
}

async function filesThatDecide(folder: string, modules: Modules, stored: StoredTensors): Promise<readonly string[]> {
  const { transformer, pooling } = modules
  const inTransformer = ['config.json', ...sentenceConfigs, ...tokenizerFiles]
  const dense = await Promise.all(
    modules.dense.map(async (module) => [join(module, 'config.json'), ...(await denseTensors(module)).files]),
  )
  return [
    join(folder, 'modules.json'),
    join(folder, 'config_sentence_transformers.json'),
    ...inTransformer.map((name) => join(transformer, name)),
    ...(pooling === undefined ? [] : [join(pooling, 'config.json')]),
    ...dense.flat(),
    ...stored.files,
  ]
}
