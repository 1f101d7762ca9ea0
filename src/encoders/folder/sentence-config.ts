import { join } from 'node:path'
import { type ConfigFile, optionalConfig } from './config-file.ts'

/** What sentence-transformers calls its Transformer module's own settings, newest name first. */
export const sentenceConfigs: readonly string[] = [
  'sentence_bert_config.json',
  'sentence_roberta_config.json',
  'sentence_xlm-roberta_config.json',
]

/**
 * The settings of a Transformer module; undefined where there are none.
 *
 * @throws {RangeError} it does something else than turn tokens into vectors
 */
export async function readSentenceConfig(folder: string): Promise<ConfigFile | undefined> {
  for (const name of sentenceConfigs) {
    const found = await optionalConfig(join(folder, name))
    if (found !== undefined) return verified(found)
  }
  return undefined
}

function verified(config: ConfigFile): ConfigFile {
  if (config.text('transformer_task', 'feature-extraction') === 'feature-extraction') return config
  throw config.refused('transformer_task', '"feature-extraction"', 'Take an encoder.')
}
