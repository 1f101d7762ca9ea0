import type { ConfigFile } from './config-file.ts'
import type { ModelFolder } from './model-folder.ts'

/**
 * Id of the padding token: `pad_token_id` of config.json, else of the token that tokenizer_config.json calls `pad_token`.
 *
 * @throws {RangeError} neither is there
 */
export function paddingId(config: ConfigFile, tokenizer: ModelFolder['tokenizer']): number {
  if (config.get('pad_token_id') !== undefined) return config.count('pad_token_id', { least: 0 })
  const named = namedPadding(tokenizer)
  if (named !== undefined) return named
  const rule = 'the id of the padding token, as tokenizer_config.json has no pad_token that tokenizer.json knows'
  throw config.refused('pad_token_id', rule, 'Write it into the file: it fills batches, and is masked.')
}

interface AddedToken {
  readonly id?: number
  readonly content?: string
}

function namedPadding({ json, config }: ModelFolder['tokenizer']): number | undefined {
  const token = config['pad_token'] as AddedToken | string | null | undefined
  const content = typeof token === 'object' ? token?.content : token
  const added = (json as { added_tokens?: readonly AddedToken[] }).added_tokens
  return Array.isArray(added) && content !== undefined ? added.find((one) => one?.content === content)?.id : undefined
}
