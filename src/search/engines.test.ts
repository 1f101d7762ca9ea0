import { afterEach, describe, expect, test, vi } from 'vitest'
import { matrix } from '../matrix.ts'
import { chooseEngine } from './engines.ts'

const sizes = (rows: number) => ({ queries: { ...matrix(0, 8), rows }, documents: { ...matrix(0, 8), rows } })
const few = sizes(10)
const many = sizes(2 ** 16)

/** The function where ONNX Runtime is installed but does not start. */
async function chooseWithoutOnnx(): Promise<typeof chooseEngine> {
  const create = (): never => {
    throw new Error('it does not start')
  }
  vi.resetModules()
  vi.doMock('onnxruntime-node', () => ({ InferenceSession: { create }, Tensor: class {} }))
  return (await import('./engines.ts')).chooseEngine
}

afterEach(() => {
  vi.doUnmock('onnxruntime-node')
  vi.resetModules()
})

describe('chooseEngine', () => {
  test('takes the kernel for few multiplications and ONNX Runtime for many', async () => {
    expect(await chooseEngine(undefined, few)).toEqual({ engine: 'simd', refused: [] })
    expect(await chooseEngine(undefined, many)).toEqual({ engine: 'onnx', refused: [] })
  })

  test.each(['onnx', 'simd', 'plain'] as const)('takes %s where it is wanted', async (engine) => {
    expect(await chooseEngine(engine, few)).toEqual({ engine, refused: [] })
  })

  test('takes the next where one refuses, and says why', async () => {
    const choose = await chooseWithoutOnnx()
    const refused = [{ engine: 'onnx', reason: 'it does not start' }]
    expect(await choose(undefined, many)).toEqual({ engine: 'simd', refused })
  })

  test('rejects when the one wanted refuses, and an unknown name', async () => {
    const choose = await chooseWithoutOnnx()
    await expect(choose('onnx', few)).rejects.toThrow(
      "kernel 'onnx' must load and prove itself; got: it does not start",
    )
    await expect(chooseEngine('gpu' as never, few)).rejects.toThrow('must be one of onnx, simd, plain; got gpu.')
  })
})
