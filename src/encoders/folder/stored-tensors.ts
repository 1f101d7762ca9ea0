import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openSafetensors, type Safetensors, type SafetensorsPlace } from '../../formats/safetensors.ts'
import { type ConfigFile, missingFile, optionalConfig } from './config-file.ts'

/** The tensors of a folder under the names that its files give them. */
export interface StoredTensors {
  /** As errors name it: model.safetensors, or the index of its shards. */
  readonly file: string
  readonly places: ReadonlyMap<string, SafetensorsPlace>
  /** Every file that holds some of it, in a fixed order. */
  readonly files: readonly string[]
}

/**
 * The tensors of model.safetensors, or of the shards that model.safetensors.index.json names.
 *
 * @param convert the line of Python that writes them from pickled weights
 * @throws {RangeError} neither is there, or a shard or one of its tensors is missing
 * @throws {SyntaxError} a file is damaged
 */
export async function storedTensors(folder: string, convert: string): Promise<StoredTensors> {
  requireWhole(folder)
  const file = join(folder, 'model.safetensors')
  if (existsSync(file)) return { file, files: [file], places: (await openSafetensors(file)).places }
  const index = await optionalConfig(join(folder, 'model.safetensors.index.json'))
  if (index === undefined) throw missingFile(file, 'which holds the weights', remedy(folder, convert))
  return shards(folder, index)
}

function requireWhole(folder: string): void {
  const adapter = join(folder, 'adapter_config.json')
  if (!existsSync(adapter)) return
  throw new RangeError(
    `readModelFolder: ${adapter}: the weights must be whole; got an adapter. Merge it into its model once in Python, with peft's merge_and_unload().`,
  )
}

/** Weights that only unpickling could read, which runs whatever code is in them. */
function remedy(folder: string, convert: string): string {
  const pickled = ['pytorch_model.bin', 'pytorch_model.bin.index.json'].find((name) => existsSync(join(folder, name)))
  if (pickled === undefined) return 'Fetch it with the others.'
  return `${pickled} is not read, as it can run code: convert it once in Python, with ${convert}.`
}

async function shards(folder: string, index: ConfigFile): Promise<StoredTensors> {
  const map = weightMap(index)
  const names = [...new Set(map.values())].sort()
  const opened = new Map<string, Safetensors>()
  for (const name of names) opened.set(name, await shard(join(folder, name), index.file))
  const places = new Map<string, SafetensorsPlace>()
  for (const [tensor, name] of map) {
    const place = opened.get(name)?.places.get(tensor)
    if (place === undefined) {
      throw new RangeError(
        `readModelFolder: ${index.file}: tensor ${JSON.stringify(tensor)} must be in the shard ${name}; got none there. Fetch index and shards again.`,
      )
    }
    places.set(tensor, place)
  }
  return { file: index.file, places, files: [index.file, ...names.map((name) => join(folder, name))] }
}

async function shard(file: string, index: string): Promise<Safetensors> {
  if (!existsSync(file)) throw missingFile(file, `as ${index} names it among its shards`, 'Fetch this shard too.')
  return openSafetensors(file)
}

function weightMap(index: ConfigFile): ReadonlyMap<string, string> {
  const map = index.get('weight_map')
  const entries = typeof map === 'object' && map !== null && !Array.isArray(map) ? Object.entries(map) : undefined
  // A shard lies beside its index: a path would lead out of the folder.
  const fits = (entry: readonly [string, unknown]): entry is [string, string] =>
    typeof entry[1] === 'string' && /^[^/\\]+\.safetensors$/.test(entry[1])
  if (!entries?.every(fits))
    throw index.refused('weight_map', 'an object from tensor to name of a shard, *.safetensors')
  return new Map(entries)
}
