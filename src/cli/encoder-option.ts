import type { EncoderSource } from '../encoders/encoder.ts'
import type { PoolingMode } from '../encoders/folder/model-folder.ts'
import { pretrained } from '../encoders/pretrained.ts'
import type { LanguageToken } from '../tokenizers/language-tokens.ts'

/** An encoder as a command line names it. */
export interface EncoderFlags {
  /** A folder, or the URL of an endpoint. */
  readonly encoder: string
  /** The model's name at an endpoint. */
  readonly model?: string
  readonly prompts: { readonly query?: string; readonly document?: string }
  /** One mode, or several between commas. */
  readonly pooling?: string
  /** `source`, `none` or a language. */
  readonly languageToken?: string
  readonly maxLength?: number
  /** A folder; false for none. */
  readonly cache?: boolean | string
}

/** Makes what `--encoder` names. Tests have encoders of their own. */
export type OpenEncoder = (flags: EncoderFlags) => EncoderSource

const poolingModes: readonly PoolingMode[] = ['cls', 'mean', 'max', 'mean-sqrt-length', 'weighted-mean', 'last-token']

/** @throws {RangeError} an option that the other kind of encoder has; a pooling that does not exist */
export const openEncoder: OpenEncoder = (flags) => {
  if (/^https?:\/\//i.test(flags.encoder)) {
    throw new RangeError(`--encoder must be a folder; got ${flags.encoder}.`)
  }
  return folderEncoder(flags)
}

function folderEncoder({
  encoder,
  model,
  prompts,
  pooling,
  languageToken,
  maxLength,
  cache,
}: EncoderFlags): EncoderSource {
  if (model !== undefined) throw new RangeError(`--model must be left out for a folder; got "${model}".`)
  return pretrained(encoder, {
    prompts,
    ...(cache !== undefined && { cache }),
    ...(pooling !== undefined && { pooling: pooling.split(',').map(poolingMode) }),
    ...(languageToken !== undefined && { languageToken: tokenOf(languageToken) }),
    ...(maxLength !== undefined && { maxLength }),
  })
}

function poolingMode(name: string): PoolingMode {
  const mode = poolingModes.find((one) => one === name)
  if (mode) return mode
  throw new RangeError(`--pooling must be one or more of ${poolingModes.join(', ')}; got "${name}".`)
}

function tokenOf(given: string): LanguageToken {
  return given === 'source' || given === 'none' ? given : { language: given }
}
