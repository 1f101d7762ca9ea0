import { modelName, modelPlace } from '../downloads/model-place.ts'
import type { Json } from '../retrieval.ts'
import { pretrainedTokenizer } from '../tokenizers/pretrained.ts'
import type { Tokenizer, Tokens } from '../tokenizers/tokenizer.ts'
import { detokenizer } from './decoding/detokenizer.ts'
import type { Generation } from './decoding/generation.ts'
import { writeTexts } from './decoding/write-texts.ts'
import { openM2M100, readM2M100Folder } from './m2m100-folder.ts'
import { asked, type GenerationOptions, m2m100Generation } from './m2m100-generation.ts'
import { m2m100Languages } from './m2m100-languages.ts'
import type { Translator, TranslatorOptions } from './translator.ts'

export interface M2M100Options extends GenerationOptions {
  /** Threads of a product. @default as many as Node.js counts cores for this process */
  readonly threads?: number
  /**
   * Most tokens read at a time, padding included: sentences × longest. What is remembered of the sentences under way
   * takes memory that grows with it, with the beams and with what is written.
   *
   * @default 512
   */
  readonly tokenBudget?: number
  /** @default the folder's name, or the hub's name of the model */
  readonly name?: string
}

/** Enough sentences to sort by length. */
const batch = 64

/**
 * Translates with M2M100 or NLLB on the CPU, in ONNX Runtime: each sentence as transformers' `generate` does, greedily or
 * by beams. The weights stay in model.safetensors; a folder without is one that optimum exported, `onnx/encoder_model.onnx`
 * and its decoder. A sentence's translation does not depend on those beside it, but for rounding. `onTruncated` is told of a text that was cut to the model's positions, or whose translation was at `maxLength`.
 *
 * @param folder path, or `org/name@revision` on Hugging Face's hub
 * @throws {RangeError} a file is missing, contradicts another or is of another model; an option is out of its range
 * @throws {Error} the package onnxruntime-node is absent, or does not load here
 */
export async function m2m100Translator(folder: string, options: M2M100Options = {}): Promise<Translator> {
  const { name = modelName(folder), threads } = options
  const tokenBudget = asked({ tokenBudget: options.tokenBudget ?? 512 }, 1)
  const place = await modelPlace(folder)
  const read = await readM2M100Folder(place.path)
  const generation = m2m100Generation(read.settings, options)
  const definition = read.tokenizer.json as Readonly<Record<string, unknown>>
  const languages = m2m100Languages(definition, name)
  const tokenizer = pretrainedTokenizer(read)
  const text = detokenizer(definition)
  const model = { model: place.name ?? read.name, hash: await read.hash() }
  const decoder = await openM2M100(read, {
    positions: generation.maxLength,
    ...(threads !== undefined && { threads }),
  })
  let closed: Promise<void> | undefined
  return {
    name,
    batch,
    configuration: configuration(generation, model),
    async translate(texts, { from, to, onTruncated, ...observer }) {
      if (closed) throw new Error(`m2m100Translator: ${name} must be open; got it closed. Make another.`)
      languages.id(from)
      const first = languages.id(to)
      const { tokens, cut } = tokenized(texts, { tokenizer, from })
      const written = await writeTexts(tokens, { decoder, generation, first, tokenBudget, ...observer })
      written.forEach((ids, index) => {
        if (cut.has(index) || !generation.ends.includes(ids.at(-1)!)) onTruncated?.(index)
      })
      return written.map(text)
    },
    close: () => (closed ??= decoder.dispose()),
  }
}

function configuration(generation: Generation, model: { readonly model: string; readonly hash: string }): Json {
  const { start, ends, ...settings } = generation
  return { kind: 'm2m100', ...model, ...settings, start, ends }
}

/** @returns also the places of those that were too long */
function tokenized(
  texts: readonly string[],
  { tokenizer, from }: { readonly tokenizer: Tokenizer; readonly from: TranslatorOptions['from'] },
): { readonly tokens: readonly Tokens[]; readonly cut: ReadonlySet<number> } {
  const cut = new Set<number>()
  const tokens = texts.map((text, index) => {
    const before = tokenizer.truncated
    const found = tokenizer.tokenize(text, { language: from })
    if (tokenizer.truncated > before) cut.add(index)
    return found
  })
  return { tokens, cut }
}
