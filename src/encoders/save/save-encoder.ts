import { realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Encoder } from '../encoder.ts'
import type { Dense } from '../folder/model-folder.ts'
import { cardFacts } from './card-facts.ts'
import { headModule } from './head-module.ts'
import { type ModelCard, modelCard } from './model-card.ts'
import { newFolder } from './new-folder.ts'
import { type SavableStatic, type SavableTransformer, savableOf } from './savable.ts'
import { denseModule, type Module, writeModules } from './sentence-transformers.ts'
import { staticModule } from './static-module.ts'
import { promptsOf, transformerModules } from './transformer-modules.ts'

export interface SaveEncoderOptions {
  /** What README.md says of the encoder besides what it is. */
  readonly card?: ModelCard
  /**
   * For a static encoder, whose hashing no tokenizer of Hugging Face's can do: texts with all the words that it will meet,
   * a data set's for example. For these the saved encoder is exact.
   */
  readonly texts?: Iterable<string>
  /**
   * What a saved static encoder does with a word of none of the `texts`: it refuses the text, or takes it as if the word
   * were not there.
   *
   * @default 'refuse'
   */
  readonly unknownWords?: 'refuse' | 'skip'
}

/**
 * Saves an encoder as a folder of sentence-transformers (version 5 or later, for M2M100 6): `SentenceTransformer(folder)` gives the same
 * vectors, and so does `pretrained(folder)` where it is a transformer. The folder appears whole or not at all. It must be
 * new or empty, or one that this function wrote, which is replaced.
 *
 * @param encoder of `train()`, or of `runExperiment()`, or of a source's `create`
 * @returns the folder's path, links followed
 * @throws {RangeError} an encoder of another make; a two-layer projection; options of a pretrained encoder that
 * sentence-transformers lacks; a static encoder without `texts`; a folder with other files
 */
export async function saveEncoder(encoder: Encoder, folder: string, options: SaveEncoderOptions = {}): Promise<string> {
  const { base, heads } = partsOf(encoder)
  const modules = [...(await modulesOf(base, options)), ...heads.map(denseModule), { type: 'Normalize' } as const]
  const prompts = base.kind === 'transformer' ? promptsOf(base) : { query: '', document: '' }
  const { card, unknownWords = 'refuse' } = options
  const names = modules.map(({ type }) => type)
  const readme = modelCard(
    cardFacts(base, { dimensions: encoder.dimensions, modules: names, prompts, unknownWords }),
    card,
  )
  if (base.kind === 'transformer') await requireElsewhere(folder, base.folder.path)
  return newFolder(folder, async (target) => {
    await writeModules(target, modules, prompts)
    await writeFile(join(target, 'README.md'), readme)
  })
}

/** Its files may be mapped into memory, and are read where parameters were not trained. */
async function requireElsewhere(folder: string, own: string): Promise<void> {
  const place = await realpath(folder).catch(() => undefined)
  if (place !== own) return
  throw new RangeError(
    `saveEncoder: the folder must be another than the encoder's own; got ${JSON.stringify(folder)}. Choose another.`,
  )
}

/** An encoder, and the heads on it in the order in which they are applied. */
function partsOf(encoder: Encoder): { base: SavableStatic | SavableTransformer; heads: readonly Dense[] } {
  const savable = savableOf(encoder)
  if (savable.kind !== 'projection') return { base: savable, heads: [] }
  const { base, heads } = partsOf(savable.frozen)
  const { shape, table } = savable
  return { base, heads: table ? [...heads, headModule(shape, table, encoder.dimensions)] : heads }
}

async function modulesOf(
  base: SavableStatic | SavableTransformer,
  { texts, unknownWords = 'refuse' }: SaveEncoderOptions,
): Promise<Module[]> {
  if (base.kind === 'transformer') return transformerModules(base)
  if (texts) return [staticModule(base, { texts, unknownWords })]
  throw new RangeError(
    "saveEncoder: a static encoder must be saved for texts, as no tokenizer of Hugging Face's can hash n-grams; got none. Give texts with all the words that it will meet.",
  )
}
