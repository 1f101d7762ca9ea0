import { join } from 'node:path'
import type { Json } from '../../retrieval.ts'
import { type ConfigFile, configFile, jsonFile, shortly } from './config-file.ts'

/** Where the parts of a sentence-transformers model lie. */
export interface Modules {
  /** Folder of the transformer: the model's own, or `0_Transformer` in older ones. */
  readonly transformer: string
  /** Folder of the pooling; undefined where the model has no modules. */
  readonly pooling: string | undefined
  /** Folders of Dense modules in their order. */
  readonly dense: readonly string[]
}

interface Module {
  readonly kind: Kind
  readonly folder: string
}

const kinds = ['Transformer', 'Pooling', 'Dense', 'Normalize'] as const
type Kind = (typeof kinds)[number]

/**
 * The modules of modules.json, which must stand in the order Transformer, Pooling, Dense, Normalize, the last two as
 * often as one likes or not at all. A folder without modules.json is a bare transformer.
 *
 * @throws {RangeError} a module of another type, or in another order
 */
export async function readModules(folder: string): Promise<Modules> {
  const file = join(folder, 'modules.json')
  const value = await jsonFile(file)
  if (value === undefined) return { transformer: folder, pooling: undefined, dense: [] }
  if (!Array.isArray(value)) throw refused(file, 'the file must hold a list of modules', value)
  const modules = value.map((entry: Json, index) => readModule(configFile(entry, `${file}: module ${index}`), folder))
  const order = modules.map(({ kind }) => kind).join(', ')
  if (!/^Transformer, Pooling(, Dense)*(, Normalize)*$/.test(order)) {
    throw refused(file, 'modules must be Transformer, Pooling, then any Dense, then Normalize or not', order)
  }
  return {
    transformer: modules[0]!.folder,
    pooling: modules[1]!.folder,
    dense: modules.filter(({ kind }) => kind === 'Dense').map((module) => module.folder),
  }
}

/** Releases name one class in several ways: `sentence_transformers.models.Pooling`, `….modules.pooling.Pooling`. */
function readModule(entry: ConfigFile, folder: string): Module {
  const type = entry.text('type')
  const kind = kinds.find((name) => type.startsWith('sentence_transformers.') && type.endsWith(`.${name}`))
  if (kind === undefined) {
    throw entry.refused('type', `sentence_transformers' ${kinds.join(', ')}`, 'Take a model of these modules.')
  }
  const path = entry.text('path', '')
  if (/^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)/.test(path)) throw entry.refused('path', 'inside the model folder')
  return { kind, folder: join(folder, path) }
}

function refused(file: string, rule: string, got: Json): RangeError {
  return new RangeError(`readModelFolder: ${file}: ${rule}; got ${shortly(got)}. Take a model of such modules.`)
}
