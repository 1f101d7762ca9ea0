import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { ElementType } from '../../formats/onnx/element-types.ts'
import { onnxGraph } from '../../formats/onnx/graph.ts'
import type { Tokens } from '../../tokenizers/tokenizer.ts'
import { asFloat } from './inputs.ts'
import { onnxFile } from './onnx-file.ts'
import { type OnnxFileModel, onnxFileRuntime } from './onnx-file-runtime.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitest-retrieval-'))
afterAll(() => rmSync(folder, { recursive: true }))

const text = (ids: readonly number[], first = 0, end = ids.length): Tokens => ({
  ids: Int32Array.from(ids),
  first,
  end,
})

describe('onnxFileRuntime', () => {
  test.each(['int32', 'int64'] as const)('pools the states of tokens (%s)', async (type) => {
    const runtime = await onnxFileRuntime(exported({ type, output: 'last_hidden_state' }))
    const found = await runtime.run([text([3, 4]), text([5]), text([1, 1, 8], 2, 3)])
    // The file gives token t the state [t, 1].
    expect(rows(found)).toEqual([unit(3.5, 1), unit(5, 1), unit(8, 1)])
    expect(runtime.dimensions).toBe(2)
    await runtime.dispose()
    await runtime.dispose()
  })

  test('pools and goes on as the model says', async () => {
    const dense = [
      { inputs: 4, outputs: 1, activation: 'tanh', weight: Float32Array.of(0, 0, -1, 0), bias: new Float32Array(1) },
    ] as const
    const model = { ...exported({ output: 'token_embeddings' }), pooling: { modes: ['cls', 'max'] as const }, dense }
    const runtime = await onnxFileRuntime(model)
    expect(rows(await runtime.run([text([3, 4])]), 1)).toEqual([[-1]])
    await runtime.dispose()
  })

  test('takes vectors of texts, of texts as a whole alone', async () => {
    const runtime = await onnxFileRuntime(exported({ output: 'sentence_embedding' }))
    expect(rows(await runtime.run([text([3, 4]), text([5])]))).toEqual([unit(7, 2), unit(5, 1)])
    await expect(runtime.run([text([5]), text([3, 4], 1)])).rejects.toThrow(
      /text 1 of the batch must be pooled whole.*got tokens 1 to 2 of 2/,
    )
    await runtime.dispose()
  })

  test('refuses files of other inputs and outputs, and what is no model', async () => {
    await expect(onnxFileRuntime(exported({ output: 'logits' }))).rejects.toThrow(
      /an output must be one of last_hidden_state, token_embeddings, sentence_embedding; got logits/,
    )
    await expect(onnxFileRuntime(exported({ output: 'last_hidden_state', more: 'decoder_input_ids' }))).rejects.toThrow(
      /inputs must be .*; got input_ids, attention_mask, decoder_input_ids/,
    )
    const file = join(folder, 'text.onnx')
    writeFileSync(file, 'version https://git-lfs.github.com/spec/v1\n')
    await expect(onnxFileRuntime({ ...exported({ output: 'logits' }), file })).rejects.toThrow(
      /^onnxFileRuntime: ONNX Runtime must take the model; got /,
    )
  })

  test('refuses an output of another shape', async () => {
    await expect(onnxFileRuntime(exported({ output: 'last_hidden_state', summed: true }))).rejects.toThrow(
      /output "last_hidden_state" must be float32 \[1, 1, …\]; got float32 \[1, 2\]/,
    )
  })

  test('refuses states of another length than is known', async () => {
    const model = exported({ output: 'last_hidden_state' })
    await expect(onnxFileRuntime({ ...model, hidden: 3 })).rejects.toThrow(
      /a token must get 3 numbers, as the files beside it say; got 2. Take the files of one model/,
    )
    await expect(onnxFileRuntime({ ...model, hidden: 2 })).resolves.toMatchObject({ dimensions: 2, gives: 'tokens' })
  })

  test('refuses a text that is too long', async () => {
    const runtime = await onnxFileRuntime(exported({ output: 'last_hidden_state' }))
    await expect(runtime.run([text([3]), text([1, 2, 3, 4, 5])])).rejects.toThrow(
      /text 1 of the batch must have from 1 to 4 tokens; got 5/,
    )
    await runtime.dispose()
  })
})

describe('onnxFile', () => {
  test('is the one that exporters put into a folder of its own, else the one beside the weights', () => {
    const model = mkdtempSync(join(folder, 'model-'))
    expect(onnxFile(model)).toBeUndefined()
    writeFileSync(join(model, 'model.onnx'), '')
    expect(onnxFile(model)).toBe(join(model, 'model.onnx'))
    mkdirSync(join(model, 'onnx'))
    writeFileSync(join(model, 'onnx', 'model.onnx'), '')
    expect(onnxFile(model)).toBe(join(model, 'onnx', 'model.onnx'))
  })
})

interface Exported {
  readonly type?: ElementType
  readonly output: string
  readonly more?: string
  readonly summed?: boolean
}

/** A file that gives token t the state [t, 1], and a text the sum of its tokens’ states. */
function exported({ type = 'int64', output, more, summed = output === 'sentence_embedding' }: Exported): OnnxFileModel {
  const graph = onnxGraph()
  const column = (values: string): string => graph.node('Unsqueeze', [asFloat(graph, values), graph.integers([2])])
  const ids = column(graph.input('input_ids', type, ['texts', 'tokens']))
  const mask = column(graph.input('attention_mask', type, ['texts', 'tokens']))
  if (more !== undefined) graph.input(more, type, ['texts', 'tokens'])
  const ones = graph.node('Add', [graph.node('Mul', [ids, graph.floats([0], [])]), graph.floats([1], [])])
  const states = graph.node('Mul', [graph.node('Concat', [ids, ones], { attributes: { axis: 2 } }), mask])
  const last = summed ? ['ReduceSum', [states, graph.integers([1])], { keepdims: 0 }] : ['Identity', [states], {}]
  graph.node(last[0] as string, last[1] as string[], {
    attributes: last[2] as Record<string, number>,
    outputs: [output],
  })
  graph.output(output, 'float32', summed ? ['texts', 'width'] : ['texts', 'tokens', 'width'])
  const file = join(folder, `${type}-${output}-${more}-${summed}.onnx`)
  writeFileSync(file, graph.bytes())
  return { file, padding: 9, maxLength: 4, pooling: { modes: ['mean'] }, dense: [] }
}

function rows(values: Float32Array, columns = 2): unknown[] {
  return Array.from({ length: values.length / columns }, (_, r) => [...values.subarray(r * columns, (r + 1) * columns)])
}

function unit(...values: readonly number[]): unknown[] {
  return values.map((value) => expect.closeTo(value / Math.hypot(...values), 6))
}
