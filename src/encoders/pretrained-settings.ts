import { canonicalJson } from '../hash.ts'
import type { Json, Role } from '../retrieval.ts'
import type { LanguageToken } from '../tokenizers/language-tokens.ts'
import type { EncoderFolder } from './folder/exported-folder.ts'
import type { Pooling, PoolingMode } from './folder/model-folder.ts'
import type { Precision } from './pretrained-runtime.ts'

/** To be raised when a change here changes vectors by more than rounding: vectors kept from before are then not used. */
const arithmetic = 1

/** How a folder's vectors are made where its user may decide. */
export interface VectorOptions {
  /** Put before a text by its role. @default the folder's, or none; '' for none */
  readonly prompts?: { readonly query?: string; readonly document?: string }
  /** How token vectors become one; several stand side by side. @default the folder's */
  readonly pooling?: PoolingMode | readonly PoolingMode[]
  /** For M2M100, whose texts begin with the token of a language: the text's own, one for all texts, or none. @default 'source' */
  readonly languageToken?: LanguageToken
  /** Whether special tokens are pooled. @default true */
  readonly poolSpecial?: boolean
  /** `int8` is quicker, and its scores are not those of the model: a warning says how far its vectors are off. @default 'float32' */
  readonly precision?: Precision
}

/** Everything that decides a vector besides its text. */
export interface VectorSettings {
  readonly prompts: { readonly query: string; readonly document: string }
  readonly pooling: Pooling
  readonly languageToken: LanguageToken | null
  readonly poolSpecial: boolean
  readonly precision: Precision
}

/** What is asked for, else what the folder says. */
export function vectorSettings(model: EncoderFolder, options: VectorOptions): VectorSettings {
  const { languageToken, poolSpecial = true, precision = 'float32' } = options
  if (precision !== 'float32' && precision !== 'int8') {
    throw new RangeError(`pretrained: precision must be 'float32' or 'int8'; got '${precision}'.`)
  }
  if (precision === 'int8' && 'exported' in model) {
    throw new RangeError(
      `pretrained: precision must be 'float32' for ${model.name}, whose file of ONNX is run as it is; got 'int8'. Leave it out.`,
    )
  }
  return {
    prompts: { ...model.prompts, ...options.prompts },
    pooling: pooling(model, options.pooling),
    languageToken: languageToken ?? (model.architecture.family === 'm2m100' ? 'source' : null),
    poolSpecial,
    precision,
  }
}

/** The length of a vector. */
export function dimensionsOf({ architecture, dense }: EncoderFolder, { pooling }: VectorSettings): number {
  return dense.at(-1)?.outputs ?? pooling.modes.length * architecture.hidden
}

/** What decides the vectors, as a record shows it. The folder is there by its content. */
export function vectorConfiguration(
  settings: VectorSettings,
  facts: { readonly model: string; readonly hash: string; readonly maxLength: number; readonly dimensions: number },
): { readonly [key: string]: Json } {
  return { ...facts, ...plain(settings), prompts: settings.prompts }
}

/** What decides the vectors of a role. Not the folder's name: a copy has the same vectors. */
export function vectorKey(
  settings: VectorSettings,
  { role, ...facts }: { readonly role: Role; readonly hash: string; readonly maxLength: number },
): string {
  return canonicalJson({ arithmetic, ...facts, ...plain(settings), prompt: settings.prompts[role] })
}

function plain({ pooling: { modes, includePrompt }, ...settings }: VectorSettings) {
  const { languageToken, poolSpecial, precision } = settings
  return {
    pooling: [...modes],
    includePrompt,
    languageToken: typeof languageToken === 'string' ? languageToken : languageToken && { ...languageToken },
    poolSpecial,
    precision,
  }
}

function pooling({ name, ...model }: EncoderFolder, asked: VectorOptions['pooling']): Pooling {
  if (asked === undefined) return model.pooling
  const modes = typeof asked === 'string' ? [asked] : asked
  if (modes.length === 0) {
    throw new RangeError(`pretrained: pooling must be one or more modes; got none. Leave it out for those of ${name}.`)
  }
  const { hidden } = model.architecture
  const inputs = model.dense[0]?.inputs ?? modes.length * hidden
  if (modes.length * hidden === inputs) return { ...model.pooling, modes }
  throw new RangeError(
    `pretrained: pooling must give the ${inputs} numbers that the Dense module of ${name} takes, ${hidden} a mode; ` +
      `got ${modes.length} modes. Leave it out for those of ${name}.`,
  )
}
