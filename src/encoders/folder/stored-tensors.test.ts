import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { tinyModel, writeFolder } from '../../../fixtures/model-folder.ts'
import { tinyFolders } from '../../../fixtures/model-folder-changes.ts'
import { writeSafetensors } from '../../formats/write-safetensors.ts'
import { readModelFolder } from './read-model-folder.ts'

const { newFolder, read } = tinyFolders()

describe('storedTensors', () => {
  test('reads shards by their index', async () => {
    const { path, names, index } = await sharded()
    writeFileSync(join(path, 'model.safetensors.index.json'), JSON.stringify(index))
    const folder = await readModelFolder(path)
    expect(new Set(folder.weights.names.map((name) => basename(folder.weights.place(name).file)))).toEqual(
      new Set(names),
    )
    const name = 'encoder.layer.1.output.dense.weight'
    expect(await folder.weights.read(name)).toEqual(await (await read('bert')).weights.read(name))
  })

  test('is refused with damaged weights', async () => {
    const path = await writeFolder(newFolder(), tinyModel('bert'))
    writeFileSync(join(path, 'model.safetensors'), 'version https://git-lfs.github.com/spec/v1\n')
    await expect(readModelFolder(path)).rejects.toThrow(
      /^openSafetensors: .*model.safetensors: the first 8 bytes .*got a pointer, left by Git LFS/,
    )
  })

  test('is refused with pickled weights, with the line that converts them', async () => {
    const path = await writeFolder(newFolder(), tinyModel('bert'))
    renameSync(join(path, 'model.safetensors'), join(path, 'pytorch_model.bin'))
    await expect(readModelFolder(path)).rejects.toThrow(
      /pytorch_model.bin is not read.*AutoModel.from_pretrained\("(.*)"\).save_pretrained\("\1"\)/,
    )
  })

  test('is refused without a shard, with another’s tensor, and with a shard elsewhere', async () => {
    const { path, names, index } = await sharded()
    const write = (map: unknown): void =>
      writeFileSync(join(path, 'model.safetensors.index.json'), JSON.stringify({ weight_map: map }))
    write({ ...index['weight_map'], 'pooler.dense.weight': names[0]! })
    await expect(readModelFolder(path)).rejects.toThrow(/tensor "pooler.dense.weight" must be in the shard model-00001/)
    write({ ...index['weight_map'], other: '../other.safetensors' })
    await expect(readModelFolder(path)).rejects.toThrow(/"weight_map" must be an object from tensor to name of a shard/)
    write(index['weight_map'])
    rmSync(join(path, names[1]!))
    await expect(readModelFolder(path)).rejects.toThrow(
      /model-00002-of-00002.safetensors: the file must be there, as .*index.json names it/,
    )
  })
})

/** A BERT in two shards without an index. */
async function sharded(): Promise<{
  path: string
  names: readonly string[]
  index: Record<string, Record<string, string>>
}> {
  const path = await writeFolder(newFolder(), tinyModel('bert'))
  rmSync(join(path, 'model.safetensors'))
  const entries = [...tinyModel('bert').tensors]
  const names = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors']
  const halves = [entries.slice(0, 20), entries.slice(20)]
  for (const [i, half] of halves.entries()) await writeSafetensors(join(path, names[i]!), new Map(half))
  const weight_map = Object.fromEntries(halves.flatMap((half, i) => half.map(([name]) => [name, names[i]!])))
  return { path, names, index: { weight_map } }
}
