import { describe, expect, test } from 'vitest'
import { tinyLength, tinyTokenizer, tinyTransformer } from '../../../fixtures/tiny-transformer.ts'
import { chooseBackend } from '../../backends/tensorflow/choose-backend.ts'
import type { Tokens } from '../../tokenizers/tokenizer.ts'
import type { TransformerModel } from './model.ts'
import { transformerRuntime } from './runtime.ts'

const backend = await chooseBackend({ prefer: 'wasm' })
const tiny = tinyTransformer({ family: 'bert', dense: true })

function tokens(...ids: number[]): Tokens {
  return { ids: Int32Array.from(ids), first: 0, end: ids.length }
}

describe('transformerRuntime', () => {
  test('gives unit vectors of the last module, and none for no texts', async () => {
    const runtime = await transformerRuntime(tiny, { backend })
    const rows = await runtime.run(['ab', 'abcd'].map((text) => tinyTokenizer().tokenize(text)))
    expect([runtime.dimensions, rows.length]).toEqual([3, 6])
    expect(Math.hypot(...rows.subarray(3))).toBeCloseTo(1, 6)
    expect(runtime.name).toBe(backend.label)
    expect(await runtime.run([])).toEqual(new Float32Array())
    await runtime.dispose()
  })

  test('leaves no tensor behind', async () => {
    const before = backend.memory()
    const runtime = await transformerRuntime(tinyTransformer({ family: 'm2m100' }), { backend })
    const opened = backend.memory()
    await runtime.run([tokens(2, 5, 3)])
    expect(backend.memory()).toEqual(opened)
    await runtime.dispose()
    expect(backend.memory()).toEqual(before)
  })

  test('frees what it read where a weight cannot be read', async () => {
    const before = backend.memory()
    const read = async (name: string): Promise<Float32Array> => {
      if (name.startsWith('layers.1')) throw new Error('gone')
      return tiny.weights.read(name)
    }
    await expect(transformerRuntime({ ...tiny, weights: { ...tiny.weights, read } }, { backend })).rejects.toThrow(
      'gone',
    )
    expect(backend.memory()).toEqual(before)
  })

  test.each([
    [
      'more tokens than positions',
      tokens(...new Array(tinyLength + 1).fill(5)),
      /text 1 .* from 1 to 12 tokens; got 13/,
    ],
    ['a token beyond the vocabulary', tokens(30), /token ids from 0 to 29; got 30/],
  ])('refuses a text of %s', async (_, text, message) => {
    const runtime = await transformerRuntime(tiny, { backend })
    await expect(runtime.run([tokens(2, 3), text])).rejects.toThrow(message)
    await runtime.dispose()
  })

  test('refuses a vector of zeros', async () => {
    const zero: TransformerModel = {
      ...tiny,
      dense: [{ ...tiny.dense[0]!, weight: new Float32Array(24), bias: new Float32Array(3) }],
    }
    const runtime = await transformerRuntime(zero, { backend })
    await expect(runtime.run([tokens(2, 3)])).rejects.toThrow(/got a zero vector for text 0/)
    await runtime.dispose()
  })
})
