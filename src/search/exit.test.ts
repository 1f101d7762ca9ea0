import { execFile } from 'node:child_process'
import { expect, test } from 'vitest'

/** Ranks on worker threads in ONNX Runtime and exits amid the work. */
const program = `
  import { exactRanks } from '${new URL('./ranks.ts', import.meta.url)}'
  const [rows, columns] = [12_000, 400]
  const data = new Float32Array(rows * columns).fill(1 / 20)
  const vectors = { rows, columns, data }
  await exactRanks({
    queries: vectors,
    documents: vectors,
    pool: Array.from({ length: rows }, (_, i) => ({ id: String(i), language: 'en' })),
    asked: Array(rows).fill([]),
    kernel: 'onnx',
    threads: 2,
    block: { queries: 64 },
    onProgress: ({ done }) => done > 0 && process.exit(7),
  })`

test('a process that exits amid the work of its threads exits with its own code', { timeout: 60_000 }, async () => {
  const flags = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning', '--input-type=module']
  const ended = await new Promise((resolve) => {
    execFile(process.execPath, [...flags, '--eval', program], (error, _, errors) =>
      resolve({ code: error?.code, errors }),
    )
  })
  expect(ended).toEqual({ code: 7, errors: '' })
})
