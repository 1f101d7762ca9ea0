import { join } from 'node:path'
import type { Json } from '../../retrieval.ts'
import { type ConfigFile, configFile, jsonFile, missingFile, optionalConfig } from './config-file.ts'

/**
 * tokenizer.json and tokenizer_config.json.
 *
 * @param sentences sentence_bert_config.json: where its `do_lower_case` is true, texts are lower-cased before anything
 * else, as sentence-transformers does, unless the tokenizer's own normaliser is or holds `Lowercase`
 * @throws {RangeError} there is no tokenizer.json
 */
export async function readTokenizer(
  folder: string,
  sentences: ConfigFile | undefined,
): Promise<{ readonly json: Json; readonly config: ConfigFile | undefined }> {
  const file = join(folder, 'tokenizer.json')
  const json = await jsonFile(file)
  if (json === undefined) throw missingFile(file, 'which holds the tokenizer', howToMake(folder))
  const tokenizer = configFile(json, file)
  return {
    json: sentences?.flag('do_lower_case', false) ? lowerCased(tokenizer, json) : json,
    config: await optionalConfig(join(folder, 'tokenizer_config.json')),
  }
}

function howToMake(folder: string): string {
  return `Other layouts (sentencepiece.bpe.model, vocab.txt) are not read: make it once in Python with AutoTokenizer.from_pretrained("${folder}").save_pretrained("${folder}") of transformers.`
}

function lowerCased(tokenizer: ConfigFile, json: Json): Json {
  const own = tokenizer.get('normalizer')
  const steps = own === undefined ? [] : stepsOf(own)
  if (steps.some((step) => typeOf(step) === 'Lowercase')) return json
  return { ...(json as object), normalizer: { type: 'Sequence', normalizers: [{ type: 'Lowercase' }, ...steps] } }
}

function stepsOf(normalizer: Json): readonly Json[] {
  const { type, normalizers } = normalizer as { type?: Json; normalizers?: Json }
  return type === 'Sequence' && Array.isArray(normalizers) ? normalizers : [normalizer]
}

function typeOf(step: Json): Json | undefined {
  return (step as { type?: Json } | null)?.type
}
