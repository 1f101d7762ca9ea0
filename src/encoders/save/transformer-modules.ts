import { constants, existsSync } from 'node:fs'
import { copyFile, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { jsonFile } from '../folder/config-file.ts'
import type { Dense } from '../folder/model-folder.ts'
import { readModules } from '../folder/modules.ts'
import { readSentenceConfig } from '../folder/sentence-config.ts'
import { writeJson } from './new-folder.ts'
import type { SavableTransformer } from './savable.ts'
import { denseModule, type Module, poolingModule } from './sentence-transformers.ts'
import { writeWeights } from './transformer-weights.ts'

/** Of a model's folder: its tokenizer in every layout, and what its licence asks to pass on. */
const carried =
  /^(tokenizer.*|special_tokens_map\.json|added_tokens\.json|vocab.*|merges\.txt|.*\.model|(LICEN[CS]E|NOTICE).*)$/i

/**
 * A pretrained encoder's modules with its trained values: Transformer, Pooling, and the Dense modules that it has.
 *
 * @throws {RangeError} it was asked for what sentence-transformers cannot do
 */
export async function transformerModules(savable: SavableTransformer): Promise<Module[]> {
  requireExpressible(savable)
  const { folder, settings } = savable
  const { transformer } = await readModules(folder.path)
  return [
    { type: 'Transformer', write: (target) => writeTransformer(savable, { from: transformer, to: target }) },
    poolingModule(settings?.pooling ?? folder.pooling, folder.architecture.hidden),
    ...trainedDense(savable).map(denseModule),
  ]
}

/** The prompts that the encoder puts before texts. */
export function promptsOf({ folder, settings }: SavableTransformer): { query: string; document: string } {
  return { ...folder.prompts, ...settings?.prompts }
}

function requireExpressible({ settings }: SavableTransformer): void {
  const { languageToken = 'source', poolSpecial = true, precision = 'float32' } = settings ?? {}
  const refuse = (option: string, value: string): RangeError =>
    new RangeError(
      `saveEncoder: ${option} must be left out to be saved for sentence-transformers, which cannot do it; got ${value}. Save an encoder without it.`,
    )
  if (languageToken !== 'source') throw refuse('languageToken', JSON.stringify(languageToken))
  if (!poolSpecial) throw refuse('poolSpecial', 'false')
  if (precision !== 'float32') throw refuse('precision', `'${precision}'`)
}

function trainedDense({ folder, trained }: SavableTransformer): Dense[] {
  return folder.dense.map((dense, index) => ({
    ...dense,
    weight: trained?.get(`dense.${index}.weight`) ?? dense.weight,
    bias: trained?.get(`dense.${index}.bias`) ?? dense.bias,
  }))
}

interface Way {
  readonly from: string
  readonly to: string
}

async function writeTransformer(savable: SavableTransformer, { from, to }: Way): Promise<void> {
  const { folder, settings } = savable
  await mkdir(to, { recursive: true })
  for (const name of await readdir(from)) {
    if (carried.test(name)) await copyFile(join(from, name), join(to, name), constants.COPYFILE_FICLONE)
  }
  const sentences = await readSentenceConfig(from)
  await writeJson(join(to, 'sentence_bert_config.json'), {
    max_seq_length: settings?.maxLength ?? folder.maxLength,
    do_lower_case: sentences?.flag('do_lower_case', false) ?? false,
  })
  await writeConfig(savable, { from, to })
  await writeWeights(savable, { from, to })
}

/** Half-precision weights are computed with in 32 bits, as here, where the configuration says so. */
async function writeConfig({ folder }: SavableTransformer, { from, to }: Way): Promise<void> {
  const { dtype, _name_or_path, ...config } = (await jsonFile(join(from, 'config.json'))) as Record<string, unknown>
  const encoderAlone = folder.architecture.family === 'm2m100'
  await writeJson(join(to, 'config.json'), {
    ...config,
    ...(encoderAlone && { architectures: ['M2M100Encoder'] }),
    torch_dtype: 'float32',
  })
  if (encoderAlone) await writeFastTokenizer(to)
}

/** M2M100's own tokenizer class wants SentencePiece's files; this one reads tokenizer.json, whose template has `src_lang`. */
async function writeFastTokenizer(to: string): Promise<void> {
  const file = join(to, 'tokenizer_config.json')
  const config = existsSync(file) ? ((await jsonFile(file)) as Record<string, unknown>) : {}
  await writeJson(file, { ...config, tokenizer_class: 'PreTrainedTokenizerFast' })
}
