import type { ModelFolder } from '../encoders/folder/model-folder.ts'
import { addedTokens } from './added-tokens.ts'
import { contentTokenizer } from './content.ts'
import { partOf, shown } from './definition.ts'
import { type LanguageToken, languageTokens } from './language-tokens.ts'
import { template } from './template.ts'
import type { TokenizeOptions, Tokenizer, Tokens } from './tokenizer.ts'

export interface PretrainedTokenizerOptions {
  /**
   * For M2M100, whose texts begin with the token of a language: the text's own, one for all texts, or none at all.
   *
   * @default 'source', and the tokenizer's `src_lang` for a text without a language
   */
  readonly languageToken?: LanguageToken
  /**
   * Whether special tokens, the language's too, are pooled.
   *
   * @default true
   */
  readonly poolSpecial?: boolean
  /**
   * Most tokens of a text, special ones included.
   *
   * @default the folder's, which is also the most
   */
  readonly maxLength?: number
}

/** What of a model folder its tokenizer needs. */
export interface TokenizerFolder extends Pick<ModelFolder, 'name' | 'path' | 'tokenizer' | 'maxLength' | 'pooling'> {
  /** Only `m2m100` has tokens of languages. Ids are below `vocabulary`. */
  readonly architecture: { readonly family: string; readonly vocabulary: number }
}

/**
 * The tokenizer of a pretrained encoder, from its tokenizer.json: the ids that Hugging Face's `tokenizers` gives. A lone
 * surrogate, which that library does not take, counts as U+FFFD.
 *
 * Prompt and text are tokenised as one, and cut behind, special tokens kept. A prompt that is not pooled has as many
 * tokens as it has alone, those before it included, as sentence-transformers counts. Where neither text nor pooled
 * special tokens are left, the special tokens behind the prompt are pooled after all, at least the last token: so it is
 * with an empty text under `poolSpecial: false`.
 *
 * @throws {RangeError} a kind of normaliser, pre-tokenizer, model or post-processor that is not supported; an id beyond
 * the encoder's vocabulary; no room for a token in `maxLength`; an unknown language
 * @throws {TypeError} a tokenizer.json that is none
 */
export function pretrainedTokenizer(folder: TokenizerFolder, options: PretrainedTokenizerOptions = {}): Tokenizer {
  const { poolSpecial = true, languageToken: option } = options
  const json = verifiedJson(folder)
  const content = contentTokenizer(json)
  const { before, after } = template(partOf(json, 'post_processor'))
  const owner = { name: folder.name, family: folder.architecture.family, config: folder.tokenizer.config }
  const language = languageTokens(owner, { added: addedTokens(json['added_tokens']), before, option })
  const special = language.count + after.length
  const vocabulary = verifiedVocabulary(folder, [content.greatestId, ...before, ...after])
  const maxLength = verifiedLength(folder, options.maxLength, special)
  const lengths = new Map<string, number>()
  let truncated = 0

  /** Tokens of a prompt alone, without the closing one. */
  function promptLength(prompt: string): number {
    const known = lengths.get(prompt)
    if (known !== undefined) return known
    const whole = special + content.ids(prompt, maxLength).length
    const length = after.length > 0 ? whole - 1 : whole
    lengths.set(prompt, length)
    return length
  }

  return {
    vocabulary,
    maxLength,
    get truncated() {
      return truncated
    },
    tokenize(text: string, { prompt = '', language: code }: TokenizeOptions = {}): Tokens {
      const room = maxLength - special
      const head = language.ids(code)
      const body = content.ids(prompt + text, room + 1)
      if (body.length > room) truncated++
      const ids = Int32Array.from([...head, ...body.slice(0, room), ...after])
      verifyNotEmpty(ids, folder)
      const skipped = prompt === '' || folder.pooling.includePrompt ? 0 : promptLength(prompt)
      return {
        ids,
        ...pooled(ids.length, skipped, poolSpecial ? undefined : { head: head.length, tail: after.length }),
      }
    },
  }
}

/** Tokens from `skipped` on; without special ones where they are given and a token is left. */
function pooled(
  length: number,
  skipped: number,
  special: { readonly head: number; readonly tail: number } | undefined,
): { first: number; end: number } {
  const first = Math.max(skipped, special?.head ?? 0)
  const end = length - (special?.tail ?? 0)
  return first < end ? { first, end } : { first: Math.min(skipped, length - 1), end: length }
}

function verifiedJson(folder: TokenizerFolder): Record<string, unknown> {
  const { json } = folder.tokenizer
  if (typeof json === 'object' && json !== null) return json as Record<string, unknown>
  throw new TypeError(
    `pretrainedTokenizer: tokenizer.json of ${folder.name} must be an object; got ${shown(json)}. Fetch it again.`,
  )
}

function verifiedVocabulary(folder: TokenizerFolder, ids: readonly number[]): number {
  const greatest = Math.max(...ids)
  if (greatest < folder.architecture.vocabulary) return greatest + 1
  throw new RangeError(
    `pretrainedTokenizer: ids of the tokenizer must be below the encoder's vocabulary, ` +
      `${folder.architecture.vocabulary}; got ${greatest} in ${folder.path}. Take both from one revision.`,
  )
}

function verifiedLength(folder: TokenizerFolder, length: number = folder.maxLength, special: number): number {
  if (length <= folder.maxLength && length > special && (Number.isSafeInteger(length) || length === Infinity))
    return length
  throw new RangeError(
    `pretrainedTokenizer: maxLength must be an integer above the ${special} special tokens and up to ` +
      `${folder.maxLength}, the most that ${folder.name} takes; got ${length}.`,
  )
}

function verifyNotEmpty(ids: Int32Array, folder: TokenizerFolder): void {
  if (ids.length > 0) return
  throw new RangeError(
    `pretrainedTokenizer: a text must have a token, for the tokenizer of ${folder.name} puts none around it; ` +
      'got an empty text. Leave it out.',
  )
}
