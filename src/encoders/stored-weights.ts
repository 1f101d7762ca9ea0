import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSafetensors } from '../formats/safetensors.ts'
import { writeSafetensors } from '../formats/write-safetensors.ts'
import type { Weights } from './folder/weights.ts'

export interface StoredWeights {
  /** Those on disk, where trained values have taken the place of the folder's. */
  readonly weights: Weights
  /** Removes the file. */
  remove(): Promise<void>
}

/**
 * Trained values in a temporary file, beside those that stay where they are: runtimes that map weights from disk read
 * them there.
 *
 * @param trained values by the names of `weights`; others are left out
 */
export async function storedWeights(
  weights: Weights,
  trained: ReadonlyMap<string, Float32Array>,
): Promise<StoredWeights> {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-retrieval-'))
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
  try {
    const tensors = weights.names.flatMap((name) => {
      const data = trained.get(name)
      return data ? [[name, { shape: weights.place(name).shape, data }] as const] : []
    })
    const file = join(folder, 'model.safetensors')
    await writeSafetensors(file, new Map(tensors))
    const { file: path, places } = await openSafetensors(file)
    return {
      weights: {
        names: weights.names,
        place(name) {
          const place = places.get(name)
          return place ? { ...place, file: path, type: 'F32' } : weights.place(name)
        },
        read: async (name) => trained.get(name)?.slice() ?? weights.read(name),
      },
      remove,
    }
  } catch (error) {
    await remove()
    throw error
  }
}
