import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { drawnWeights } from '../../../fixtures/drawn-model.ts'
import { tinyModel, writeFolder } from '../../../fixtures/model-folder.ts'
import { tinyFolders } from '../../../fixtures/model-folder-changes.ts'
import { readModelFolder } from '../folder/read-model-folder.ts'
import type { TensorPlace, Weights } from '../folder/weights.ts'
import { type OnnxModel, onnxRuntime } from './onnx-runtime.ts'
import { commonFolder } from './stored.ts'

const { read } = tinyFolders()
const root = mkdtempSync(join(tmpdir(), 'vitest-retrieval-'))
afterAll(() => rmSync(root, { recursive: true }))

const texts = [
  { ids: Int32Array.of(0, 5, 2), first: 0, end: 3 },
  { ids: Int32Array.of(7), first: 0, end: 1 },
]

describe('storedValues', () => {
  test.each(['bert', 'm2m100'] as const)('are found in several files, at odd places too (%s)', async (family) => {
    const model = await read(family, drawnWeights(1))
    const scattered = { ...model, weights: await rewritten(model.weights, 'F32') }
    expect(await vectors(scattered)).toEqual(await vectors(model))
  })

  test.each(['bert', 'm2m100'] as const)('are widened from 16 bits without a loss (%s)', async (family) => {
    const content = tinyModel(family)
    drawnWeights(2)(content)
    for (const { data } of content.tensors.values()) cutTo16Bits(data as Float32Array)
    const model = await readModelFolder(await writeFolder(join(root, `${family}-cut`), content))
    const halves = { ...model, weights: await rewritten(model.weights, 'BF16') }
    expect(await vectors(halves)).toEqual(await vectors(model))
  })

  test('are found behind the links of a cache', async () => {
    const model = await read('bert', drawnWeights(3))
    const linked = join(root, 'linked')
    mkdirSync(linked)
    for (const name of ['config.json', 'tokenizer.json', 'model.safetensors']) {
      symlinkSync(join(model.path, name), join(linked, name))
    }
    expect(await vectors(await readModelFolder(linked))).toEqual(await vectors(model))
  })
})

describe('commonFolder', () => {
  test('is the innermost that holds all files', () => {
    expect(commonFolder(weightsIn('/a/b/one', '/a/b/two'))).toBe('/a/b')
    expect(commonFolder(weightsIn('/a/b/one', '/a/bc/two'))).toBe('/a')
    expect(commonFolder(weightsIn('/a/b/one', '/a/b/c/two', '/a/b/d/three'))).toBe('/a/b')
    expect(commonFolder(weightsIn('/a/one', '/b/two'))).toBe('/')
  })
})

async function vectors(model: OnnxModel): Promise<Float32Array> {
  const runtime = await onnxRuntime(model, { threads: 1 })
  return runtime.run(texts).finally(runtime.dispose)
}

/** The same weights in one file each, in two folders, from byte 1 on. */
async function rewritten(weights: Weights, type: 'F32' | 'BF16'): Promise<Weights> {
  const folder = mkdtempSync(join(root, 'weights-'))
  const places = new Map<string, TensorPlace>()
  for (const [index, name] of weights.names.entries()) {
    const values = await weights.read(name)
    const all = new Uint8Array(values.buffer)
    const bytes = type === 'F32' ? all : all.filter((_, i) => i % 4 >= 2)
    const file = join(folder, String(index % 2), name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, Uint8Array.of(0, ...bytes))
    places.set(name, { ...weights.place(name), type, file, start: 1, end: 1 + bytes.length })
  }
  return { ...weights, place: (name) => places.get(name)! }
}

function cutTo16Bits(values: Float32Array): void {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length)
  for (let i = 0; i < bits.length; i++) bits[i] = bits[i]! & 0xffff0000
}

function weightsIn(...files: readonly string[]): Weights {
  const place = (file: string): TensorPlace => ({ file, type: 'F32', shape: [1], start: 0, end: 4 })
  return { names: files, place, read: () => Promise.reject(new Error('not read')) }
}
