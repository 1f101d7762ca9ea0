import { join } from 'node:path'
import { type ConfigFile, requiredConfig } from './config-file.ts'
import type { Pooling, PoolingMode } from './model-folder.ts'

/** The name of a mode, and the key of the older layout that turns it on. In the order in which the older layout joins them. */
const modes: readonly { readonly name: string; readonly key: string; readonly mode: PoolingMode }[] = [
  { name: 'cls', key: 'pooling_mode_cls_token', mode: 'cls' },
  { name: 'max', key: 'pooling_mode_max_tokens', mode: 'max' },
  { name: 'mean', key: 'pooling_mode_mean_tokens', mode: 'mean' },
  { name: 'mean_sqrt_len_tokens', key: 'pooling_mode_mean_sqrt_len_tokens', mode: 'mean-sqrt-length' },
  { name: 'weightedmean', key: 'pooling_mode_weightedmean_tokens', mode: 'weighted-mean' },
  { name: 'lasttoken', key: 'pooling_mode_lasttoken', mode: 'last-token' },
]

/**
 * How token vectors become one. A bare transformer's are averaged, as sentence-transformers does.
 *
 * @param folder the module's; undefined for a bare transformer
 * @param hidden length of a token's vector
 */
export async function readPooling(folder: string | undefined, hidden: number): Promise<Pooling> {
  if (folder === undefined) return { modes: ['mean'], includePrompt: true }
  const config = await requiredConfig(join(folder, 'config.json'), 'which names the pooling')
  for (const key of ['embedding_dimension', 'word_embedding_dimension']) {
    if (config.count(key, { otherwise: hidden }) !== hidden) {
      throw config.refused(key, `the transformer's hidden size, ${hidden}`, 'Take the files of one model.')
    }
  }
  return { modes: readModes(config), includePrompt: config.flag('include_prompt', true) }
}

/** `pooling_mode` decides where it is there. All switches off, or none there, mean the mean. */
function readModes(config: ConfigFile): readonly PoolingMode[] {
  const value = config.get('pooling_mode')
  if (value !== undefined) {
    const names = Array.isArray(value) ? value : [value]
    const found = names.map((name) => modes.find((mode) => mode.name === name)?.mode)
    if (found.length > 0 && found.every((mode) => mode !== undefined)) return found
    throw config.refused('pooling_mode', `one or a list of ${modes.map(({ name }) => name).join(', ')}`)
  }
  requireKnownSwitches(config)
  const on = modes.filter(({ key }) => config.flag(key, false)).map(({ mode }) => mode)
  return on.length > 0 ? on : ['mean']
}

function requireKnownSwitches(config: ConfigFile): void {
  const strange = Object.keys(config.value).find(
    (name) => name.startsWith('pooling_mode_') && !modes.some(({ key }) => key === name),
  )
  if (strange === undefined || config.get(strange) === false) return
  throw config.refused(strange, `off: known are ${modes.map(({ key }) => key).join(', ')}`)
}
