import type { EncoderSource } from '../encoders/encoder.ts'
import { endpoint } from '../encoders/endpoint/endpoint.ts'
import type { PoolingMode } from '../encoders/folder/model-folder.ts'
import { pretrained } from '../encoders/pretrained.ts'
import type { LanguageToken } from '../tokenizers/language-tokens.ts'

/** An encoder as a command line names it. */
export interface EncoderFlags {
  /** A folder, or the URL of an endpoint; several servers of one model between commas. */
  readonly encoder: string
  /** The model's name at an endpoint. */
  readonly model?: string
  /** The environment variable with an endpoint's key. */
  readonly apiKeyVariable?: string
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
  return /^https?:\/\//i.test(flags.encoder) ? endpointOf(flags) : folderEncoder(flags)
}

/** Errors do not show the URL, which may hold a password. */
function endpointOf({
  encoder: url,
  model,
  prompts,
  cache,
  apiKeyVariable,
  ...folderOnly
}: EncoderFlags): EncoderSource {
  if (model === undefined) throw new RangeError("--model must name the endpoint's model; got none.")
  for (const [key, flag] of ofFolders) {
    if (folderOnly[key] !== undefined)
      throw new RangeError(`${flag} must be left out for an endpoint; got ${folderOnly[key]}.`)
  }
  const key = apiKeyVariable === undefined ? {} : { apiKeyVariable }
  const servers = { url: url.includes(',') ? url.split(',') : url }
  return endpoint({ ...servers, model, prompts, ...key, ...(cache !== undefined && { cache }) })
}

const ofFolders = [
  ['pooling', '--pooling'],
  ['languageToken', '--language-token'],
  ['maxLength', '--max-length'],
] as const

function folderEncoder({
  encoder,
  apiKeyVariable,
  model,
  prompts,
  pooling,
  languageToken,
  maxLength,
  cache,
}: EncoderFlags): EncoderSource {
  if (model !== undefined) throw new RangeError(`--model must be left out for a folder; got "${model}".`)
  if (apiKeyVariable !== undefined) throw new RangeError('--api-key-variable must be left out for a folder; got one.')
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
