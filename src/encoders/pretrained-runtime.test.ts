import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tinyModel, writeFolder } from '../../fixtures/model-folder.ts'
import { readModelFolder } from './folder/read-model-folder.ts'
import { openRuntime, sharedRuntime } from './pretrained-runtime.ts'

describe('sharedRuntime', () => {
  /** Counts what is opened and disposed. */
  function counting() {
    const counts = { opened: 0, disposed: 0 }
    const open = async () => {
      counts.opened++
      return {
        name: 'r',
        dimensions: 1,
        run: async () => Float32Array.of(1),
        dispose: async () => void counts.disposed++,
      }
    }
    return { counts, open }
  }

  test('frees the memory after a while without use, and opens again', async () => {
    const { counts, open } = counting()
    const shared = sharedRuntime(open, 40)
    for (let use = 0; use < 3; use++) {
      await shared.use(async ({ name }) => expect(name).toBe('r'))
      await setTimeout(5)
    }
    expect(counts).toEqual({ opened: 1, disposed: 0 })
    await expect.poll(() => counts.disposed).toBe(1)
    await shared.use(async () => {})
    expect(counts.opened).toBe(2)
    await shared.dispose()
  })

  test('is not freed while it is used, however long that takes', async () => {
    const { counts, open } = counting()
    const shared = sharedRuntime(open, 10)
    await shared.use(async () => {})
    await shared.use(() => setTimeout(40))
    expect(counts).toEqual({ opened: 1, disposed: 0 })
    await shared.dispose()
    await setTimeout(20)
    expect(counts.disposed).toBe(1)
  })

  test('tries again after it could not be opened, and keeps what a use throws', async () => {
    const { open } = counting()
    let refused = true
    const shared = sharedRuntime(async () => {
      if (refused) throw new Error('not yet')
      return open()
    }, 10)
    await expect(shared.use(async () => 1)).rejects.toThrow('not yet')
    refused = false
    await expect(shared.use(async () => Promise.reject(new Error('inside')))).rejects.toThrow('inside')
    await expect(shared.use(async () => 1)).resolves.toBe(1)
    await shared.dispose()
  })
})

describe('openRuntime', () => {
  let folder: string
  beforeAll(async () => {
    folder = await writeFolder(join(await mkdtemp(join(tmpdir(), 'runtime-')), 'tiny'), tinyModel('xlm-roberta'))
  })
  afterAll(() => rm(join(folder, '..'), { recursive: true }))

  /** Opens the folder where onnxruntime-node cannot be found, in a process of its own. */
  const without = `
    import { registerHooks } from 'node:module'
    registerHooks({
      resolve(name, context, next) {
        if (name === 'onnxruntime-node') throw new Error('not installed')
        return next(name, context)
      },
    })
    const { readModelFolder } = await import(${JSON.stringify(new URL('./folder/read-model-folder.ts', import.meta.url).href)})
    const { openRuntime } = await import(${JSON.stringify(new URL('./pretrained-runtime.ts', import.meta.url).href)})
    const warnings = []
    const options = { precision: process.argv[2], onWarning: (warning) => warnings.push(warning) }
    try {
      const runtime = await openRuntime(await readModelFolder(process.argv[1]), options)
      const rows = await runtime.run([{ ids: Int32Array.of(0, 4, 2), first: 0, end: 3 }])
      console.log(JSON.stringify({ name: runtime.name, rows: [...rows], warnings }))
    } catch (error) {
      console.log(JSON.stringify({ error: error.message, warnings }))
    }
    process.exit()`

  async function withoutOnnx(precision: string) {
    const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', without]
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, folder, precision])
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, unknown>
  }

  test('takes TensorFlow.js where ONNX Runtime is absent, says so, and gives the same vectors', async () => {
    const { name, rows, warnings } = await withoutOnnx('float32')
    expect(name).toMatch(/TensorFlow/)
    expect(warnings).toEqual([
      expect.stringMatching(
        /^pretrained: tiny is encoded by TensorFlow\.js, which is slower\. onnxRuntime: .*not installed/,
      ),
    ])
    const onnx = await openRuntime(await readModelFolder(folder), {
      precision: 'float32',
      onWarning: expect.unreachable,
    })
    const expected = await onnx.run([{ ids: Int32Array.of(0, 4, 2), first: 0, end: 3 }])
    for (const [i, value] of expected.entries()) expect((rows as number[])[i]).toBeCloseTo(value, 5)
    await onnx.dispose()
  }, 60_000)

  test('is quantised by ONNX Runtime alone', async () => {
    expect(await withoutOnnx('int8')).toEqual({ error: expect.stringContaining('not installed'), warnings: [] })
  }, 60_000)
})
