import type { Architecture } from './architecture.ts'
import { bertArchitecture } from './bert-architecture.ts'
import type { ConfigFile } from './config-file.ts'
import { m2m100Architecture } from './m2m100-architecture.ts'
import { notBuilt } from './not-built.ts'

/** By config.json's `model_type`. */
const architectures: Readonly<Record<string, (config: ConfigFile) => Architecture>> = {
  bert: (config) => bertArchitecture(config, 'bert'),
  'xlm-roberta': (config) => bertArchitecture(config, 'xlm-roberta'),
  roberta: (config) => bertArchitecture(config, 'xlm-roberta'),
  m2m_100: m2m100Architecture,
}

/**
 * What config.json describes.
 *
 * @throws {NotBuilt} an architecture or a part of one that is not known
 * @throws {RangeError} sizes that do not fit each other
 */
export function readArchitecture(config: ConfigFile): Architecture {
  const type = config.text('model_type')
  const architecture = Object.hasOwn(architectures, type) ? architectures[type] : undefined
  if (architecture === undefined) {
    throw notBuilt(config, 'model_type', `one of ${Object.keys(architectures).join(', ')}`)
  }
  if (config.get('quantization_config') !== undefined) {
    throw config.refused('quantization_config', 'absent', 'Take the weights that are not quantised.')
  }
  if (config.get('auto_map') !== undefined) {
    throw notBuilt(config, 'auto_map', 'absent: code in the folder is not run')
  }
  return fitting(architecture(config), config)
}

function fitting(architecture: Architecture, config: ConfigFile): Architecture {
  const { hidden, heads, padding, vocabulary, positions, family } = architecture
  const [headsKey, hiddenKey] =
    family === 'm2m100' ? ['encoder_attention_heads', 'd_model'] : ['num_attention_heads', 'hidden_size']
  if (hidden % heads !== 0) throw config.refused(headsKey, `a divisor of ${hiddenKey}, which is ${hidden}`)
  if (family === 'm2m100' && hidden < 4) throw config.refused(hiddenKey, 'at least 4, for the sinusoids')
  if (padding >= vocabulary) throw config.refused('pad_token_id', `below vocab_size, which is ${vocabulary}`)
  if (positions.rows <= positions.first) {
    throw config.refused('max_position_embeddings', `above ${positions.first}, the position of the first token`)
  }
  return architecture
}
