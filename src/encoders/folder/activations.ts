import type { Architecture } from './architecture.ts'
import type { ConfigFile } from './config-file.ts'
import type { Dense } from './model-folder.ts'
import { notBuilt } from './not-built.ts'

/** Hugging Face's names. Its tanh approximations of GELU differ in code, not in what they compute. */
const feedForward: Readonly<Record<string, Architecture['activation']>> = {
  gelu: 'gelu',
  gelu_python: 'gelu',
  gelu_new: 'gelu-tanh',
  gelu_fast: 'gelu-tanh',
  gelu_pytorch_tanh: 'gelu-tanh',
  gelu_python_tanh: 'gelu-tanh',
  relu: 'relu',
}

/** Classes of torch.nn, which sentence-transformers names in full: `torch.nn.modules.activation.Tanh`. */
const afterDense: Readonly<Record<string, Dense['activation']>> = {
  Identity: 'identity',
  Tanh: 'tanh',
  ReLU: 'relu',
  GELU: 'gelu',
  Sigmoid: 'sigmoid',
}

export function feedForwardActivation(config: ConfigFile, key: string, otherwise: string): Architecture['activation'] {
  const found = lookUp(feedForward, config.text(key, otherwise))
  if (found === undefined) throw notBuilt(config, key, `one of ${Object.keys(feedForward).join(', ')}`)
  return found
}

/** A Dense module's activation, which is tanh where its configuration names none. */
export function denseActivation(config: ConfigFile): Dense['activation'] {
  const name = config.text('activation_function', 'torch.nn.modules.activation.Tanh')
  const found = lookUp(afterDense, /^torch\.nn\.(?:modules\.\w+\.)?(\w+)$/.exec(name)?.[1] ?? '')
  if (found !== undefined) return found
  const rule = `one of torch.nn's ${Object.keys(afterDense).join(', ')}`
  throw config.refused('activation_function', rule, 'Take another model.')
}

function lookUp<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}
