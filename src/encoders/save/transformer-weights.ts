import { constants } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { readFloats } from '../../formats/safetensors-values.ts'
import { type TensorToWrite, writeSafetensors } from '../../formats/write-safetensors.ts'
import { type StoredTensors, storedTensors } from '../folder/stored-tensors.ts'
import type { SavableTransformer } from './savable.ts'
import { pytorch } from './sentence-transformers.ts'

/**
 * The weights as the folder has them; or, where some were trained, all of them in one file of 32-bit floats, under the
 * names that the folder gives them. Of M2M100 the encoder alone, under the names of its class: sentence-transformers
 * finds no encoder behind those of the whole.
 */
export async function writeWeights(
  { folder, trained = new Map() }: SavableTransformer,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const stored = await storedTensors(from, 'the conversion it was read with')
  requireKnown(folder, trained)
  const encoderAlone = folder.architecture.family === 'm2m100'
  if (trained.size === 0 && !encoderAlone) return copyFiles(stored, to)
  const tensors = new Map<string, TensorToWrite>()
  const names = encoderAlone ? undefined : storedNames(folder, stored)
  for (const name of folder.weights.names) {
    const data = trained.get(name) ?? (await folder.weights.read(name))
    tensors.set(names?.get(name) ?? name, { shape: folder.weights.place(name).shape, data })
  }
  if (!encoderAlone) for (const [name, tensor] of await othersOf(stored, tensors)) tensors.set(name, tensor)
  await writeSafetensors(join(to, 'model.safetensors'), tensors, pytorch)
}

/** Index and shards too, whatever they are called. */
async function copyFiles({ files }: StoredTensors, to: string): Promise<void> {
  for (const file of files) await copyFile(file, join(to, basename(file)), constants.COPYFILE_FICLONE)
}

function requireKnown({ weights, dense }: SavableTransformer['folder'], trained: ReadonlyMap<string, unknown>): void {
  const modules = dense.flatMap((_, index) => [`dense.${index}.weight`, `dense.${index}.bias`])
  const known = new Set([...weights.names, ...modules])
  const strange = [...trained.keys()].find((name) => !known.has(name))
  if (strange === undefined) return
  throw new RangeError(`saveEncoder: a trained parameter must be one of the model's; got "${strange}".`)
}

/** An encoder's name of each tensor → the file's: they lie at the same place. */
function storedNames(
  { weights }: SavableTransformer['folder'],
  { places }: StoredTensors,
): ReadonlyMap<string, string> {
  const byPlace = new Map([...places].map(([name, { file, start }]) => [`${start} ${file}`, name]))
  return new Map(
    weights.names.map((name) => {
      const { file, start } = weights.place(name)
      const stored = byPlace.get(`${start} ${file}`)
      if (stored !== undefined) return [name, stored]
      throw new RangeError(
        `saveEncoder: "${name}" must lie in the folder of the model; got ${file}. Has the folder changed?`,
      )
    }),
  )
}

/** What the encoder does not use, a pooler for example, so that loaders miss nothing. Integers are counters that they make anew. */
async function othersOf(
  { places }: StoredTensors,
  has: ReadonlyMap<string, unknown>,
): Promise<Map<string, TensorToWrite>> {
  const others = new Map<string, TensorToWrite>()
  for (const [name, place] of places) {
    if (has.has(name) || !['F32', 'F16', 'BF16'].includes(place.type)) continue
    others.set(name, { shape: place.shape, data: await readFloats(place) })
  }
  return others
}
