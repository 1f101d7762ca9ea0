import { realpath, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type ConfigFile, optionalConfig, requiredConfig } from './config-file.ts'
import type { EncoderFolder } from './exported-folder.ts'
import { folderHash } from './folder-hash.ts'
import type { Dense, ModelFolder } from './model-folder.ts'
import { type Modules, readModules } from './modules.ts'
import { denseTensors, readDense } from './read-dense.ts'
import { readMaxLength } from './read-max-length.ts'
import { readPooling } from './read-pooling.ts'
import { readPrompts } from './read-prompts.ts'
import { readTokenizer, tokenizerFiles } from './read-tokenizer.ts'
import { readSentenceConfig, sentenceConfigs } from './sentence-config.ts'

/** A model folder before anything is known of its architecture. */
export interface OpenedFolder {
  /** Links followed. */
  readonly folder: string
  readonly modules: Modules
  /** config.json of the transformer. */
  readonly config: ConfigFile
}

/** @throws {RangeError} the folder or its config.json is missing, or it has modules that are not known */
export async function openFolder(path: string): Promise<OpenedFolder> {
  const folder = await existingFolder(path)
  const modules = await readModules(folder)
  const config = await requiredConfig(join(modules.transformer, 'config.json'), 'which describes the transformer')
  return { folder, modules, config }
}

/** What the parts around a transformer must know of it. */
export interface TransformerFacts {
  readonly family: EncoderFolder['architecture']['family']
  /** Length of a token's state. */
  readonly hidden: number
  /** Most tokens that it has positions for. Infinity for any number. */
  readonly places: number
  /** Files with its weights. */
  readonly files: readonly string[]
}

/** All of a model folder but its transformer. */
export async function readAround(
  { folder, modules }: OpenedFolder,
  { family, hidden, places, files }: TransformerFacts,
): Promise<Omit<ModelFolder, 'architecture' | 'weights'>> {
  const { transformer } = modules
  const sentences = await readSentenceConfig(transformer)
  const tokenizer = await readTokenizer(transformer, { family, sentences })
  const pooling = await readPooling(modules.pooling, hidden)
  let hash: Promise<string> | undefined
  return {
    path: folder,
    name: basename(folder),
    pooling,
    dense: await readDenses(modules.dense, hidden * pooling.modes.length),
    prompts: readPrompts(await optionalConfig(join(folder, 'config_sentence_transformers.json'))),
    maxLength: readMaxLength(places, { sentences, tokenizer: tokenizer.config }),
    tokenizer: { json: tokenizer.json, config: tokenizer.config?.value ?? {} },
    hash: () => (hash ??= filesAround(folder, modules).then((around) => folderHash(folder, [...around, ...files]))),
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

/** The files that decide vectors besides the transformer's weights. */
async function filesAround(folder: string, { transformer, pooling, ...modules }: Modules): Promise<readonly string[]> {
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
  ]
}
