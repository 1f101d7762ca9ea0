import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Json } from '../../retrieval.ts'
import { type M2M100Files, m2m100Definition } from '../../tokenizers/m2m100-definition.ts'
import { type ConfigFile, configFile, jsonFile, missingFile, optionalConfig } from './config-file.ts'
import type { EncoderFolder } from './exported-folder.ts'

/** What M2M100 is published with in place of tokenizer.json. */
const m2m100Files = { model: 'sentencepiece.bpe.model', vocab: 'vocab.json' }

/** Every file that a tokenizer may be read from. */
export const tokenizerFiles: readonly string[] = [
  'tokenizer.json',
  'tokenizer_config.json',
  ...Object.values(m2m100Files),
]

/**
 * tokenizer.json and tokenizer_config.json; of an M2M100 without tokenizer.json, what its own files make of it.
 *
 * @param sentences sentence_bert_config.json: where its `do_lower_case` is true, texts are lower-cased before anything
 * else, as sentence-transformers does, unless the tokenizer's own normaliser is or holds `Lowercase`
 * @throws {RangeError} there is no tokenizer.json
 */
export async function readTokenizer(
  folder: string,
  {
    family,
    sentences,
  }: { readonly family: EncoderFolder['architecture']['family']; readonly sentences: ConfigFile | undefined },
): Promise<{ readonly json: Json; readonly config: ConfigFile | undefined }> {
  const file = join(folder, 'tokenizer.json')
  const json = (await jsonFile(file)) ?? (family === 'm2m100' ? await m2m100Tokenizer(folder) : undefined)
  if (json === undefined) throw missingFile(file, 'which holds the tokenizer', howToMake(folder))
  const tokenizer = configFile(json, file)
  return {
    json: sentences?.flag('do_lower_case', false) ? lowerCased(tokenizer, json) : json,
    config: await optionalConfig(join(folder, 'tokenizer_config.json')),
  }
}

async function m2m100Tokenizer(folder: string): Promise<Json | undefined> {
  const vocab = await jsonFile(join(folder, m2m100Files.vocab))
  const model = await readFile(join(folder, m2m100Files.model)).catch(() => undefined)
  if (vocab === undefined || model === undefined) return undefined
  return m2m100Definition({ model, vocab: vocab as M2M100Files['vocab'] })
}

function howToMake(folder: string): string {
  return `Other layouts (vocab.txt; sentencepiece.bpe.model but M2M100's) are not read: make it once in Python with AutoTokenizer.from_pretrained("${folder}").save_pretrained("${folder}") of transformers.`
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
