import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Backend } from './backend.ts'
import { chooseBackend } from './choose-backend.ts'
import { OutOfMemory } from './out-of-memory.ts'
import { probe } from './probe.ts'
import type { TensorInfo, WasmBackend } from './tensors.ts'
import { wasmBackend } from './wasm-heap.ts'

describe('out of memory on wasm', () => {
  let chosen: Backend
  let heap: WasmBackend
  const taken: TensorInfo[] = []
  beforeAll(async () => {
    chosen = await chooseBackend({ prefer: 'wasm' })
    heap = wasmBackend(chosen.tf)
  })
  const free = (): void => {
    for (const { dataId } of taken.splice(0)) heap.disposeData(dataId)
  }
  afterAll(free)

  const end = (offset: number): number => offset + 2 ** 28

  /** Memory that is asked for and never touched costs the machine nothing. */
  function fill(): void {
    for (let i = 0; i < 20; i++) taken.push(heap.makeOutput([64, 1024, 1024], 'float32'))
  }

  test('says so before anything is overwritten, and which options lower it', () => {
    expect(fill).toThrow(
      'wasm: tensors must fit in 4 GB, which is all that WebAssembly can address; a tensor of 268435456 bytes did not. Encode fewer texts at once',
    )
    expect(fill).toThrow(OutOfMemory)
  })

  test('hands out no memory twice, and none beyond the heap', () => {
    const offsets = taken.map(({ dataId }) => heap.getMemoryOffset(dataId)).sort((a, b) => a - b)
    expect(offsets.length).toBe(14)
    offsets.forEach((offset, i) => {
      expect(end(offset)).toBeLessThanOrEqual(offsets[i + 1] ?? heap.wasm.asm.memory.buffer.byteLength)
    })
  })

  test('passes through explain as it is, alive', () => {
    let thrown: unknown
    try {
      fill()
    } catch (error) {
      thrown = chosen.explain(error)
    }
    expect(thrown).toMatchObject({ name: 'OutOfMemory', code: 'OUT_OF_MEMORY', alive: true })
  })

  test('leaves the backend as right as before once tensors are disposed', async () => {
    free()
    await expect(probe(chosen.tf)).resolves.toBeUndefined()
  })

  test('reaches a caller of an operation', () => {
    expect(() => {
      try {
        fill()
      } catch {
        chosen.tf.tidy(() => chosen.tf.fill([64, 1024, 1024], 1))
      }
    }).toThrow(OutOfMemory)
    free()
  })
})

describe('a module that gave up', () => {
  test('is told from other errors, with the abort as the cause', async () => {
    const { explain } = await chooseBackend({ prefer: 'cpu' })
    const other = new Error('shapes differ')
    expect(explain(other)).toBe(other)
    const wasm = await chooseBackend({ prefer: 'wasm' })
    expect(wasm.explain(other)).toBe(other)
    const abort = Object.assign(new Error('Aborted(). Build with -sASSERTIONS for more info.'), {
      name: 'RuntimeError',
    })
    const explained = wasm.explain(abort) as OutOfMemory
    expect(explained).toMatchObject({ name: 'OutOfMemory', alive: false, cause: abort })
    expect(explained.message).toMatch(/cannot be used again in this process\. Encode fewer texts at once/)
  })

  test('is not chosen again', async () => {
    const { name, refused } = await chooseBackend({ prefer: 'wasm' })
    expect(name).not.toBe('wasm')
    expect(refused[0]).toEqual({
      backend: 'wasm',
      reason: 'it ran out of memory before and cannot be started twice in a process',
    })
  })
})
