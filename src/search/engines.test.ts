import { describe, expect, test } from 'vitest'
import { matrix } from '../matrix.ts'
import { chooseEngine } from './engines.ts'

const sizes = (rows: number) => ({ queries: { ...matrix(0, 8), rows }, documents: { ...matrix(0, 8), rows } })
const few = sizes(10)
const many = sizes(2 ** 16)
const tooMany = { ...many, documents: { ...many.documents, data: { byteLength: 2 ** 31 } as Float32Array } }

describe('chooseEngine', () => {
  test('takes the kernel for few multiplications and ONNX Runtime for many', async () => {
    expect(await chooseEngine(undefined, few)).toEqual({ engine: 'simd', refused: [] })
    expect(await chooseEngine(undefined, many)).toEqual({ engine: 'onnx', refused: [] })
  })

  test.each(['onnx', 'simd', 'plain'] as const)('takes %s where it is wanted', async (engine) => {
    expect(await chooseEngine(engine, few)).toEqual({ engine, refused: [] })
  })

  test('takes the next where one refuses, and says why', async () => {
    const { engine, refused } = await chooseEngine(undefined, tooMany)
    expect(engine).toBe('simd')
    expect(refused).toEqual([{ engine: 'onnx', reason: expect.stringContaining('less than 2 GiB; got 65536 × 8') }])
  })

  test('rejects when the one wanted refuses, and an unknown name', async () => {
    await expect(chooseEngine('onnx', tooMany)).rejects.toThrow("kernel 'onnx' must load and prove itself; got: onnxP")
    await expect(chooseEngine('gpu' as never, few)).rejects.toThrow('must be one of onnx, simd, plain; got gpu.')
  })
})
