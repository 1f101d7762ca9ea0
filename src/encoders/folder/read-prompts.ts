import type { ConfigFile } from './config-file.ts'
import type { ModelFolder } from './model-folder.ts'

/**
 * The prompts of config_sentence_transformers.json. For documents the first of `document`, `passage` and `corpus` that
 * is there; a role without a prompt of its own gets the one that `default_prompt_name` names.
 */
export function readPrompts(config: ConfigFile | undefined): ModelFolder['prompts'] {
  if (config === undefined) return { query: '', document: '' }
  const prompts = namedPrompts(config)
  const name = config.text('default_prompt_name', '')
  if (name !== '' && !prompts.has(name)) {
    throw config.refused('default_prompt_name', `one of the prompts: ${[...prompts.keys()].join(', ') || 'none'}`)
  }
  const firstOf = (...names: readonly string[]): string =>
    prompts.get(names.find((one) => prompts.has(one)) ?? name) ?? ''
  return { query: firstOf('query'), document: firstOf('document', 'passage', 'corpus') }
}

function namedPrompts(config: ConfigFile): ReadonlyMap<string, string> {
  const value = config.get('prompts') ?? {}
  const entries = typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : undefined
  const texts = entries?.map(([name, text]) => [name, text ?? ''] as const)
  const fits = (entry: readonly [string, unknown]): entry is [string, string] => typeof entry[1] === 'string'
  if (!texts?.every(fits)) throw config.refused('prompts', 'an object of strings')
  return new Map(texts)
}
