import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test as propertyTest } from '@fast-check/vitest'
import { afterAll, describe, expect, test } from 'vitest'
import { onnxGraph } from '../../formats/onnx/graph.ts'
import { field, number, text } from '../../formats/onnx/protobuf.ts'
import { onnxDataFiles } from './onnx-file-data.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitest-retrieval-'))
afterAll(() => rmSync(folder, { recursive: true }))
for (const name of ['model.onnx_data', 'b', 'c']) writeFileSync(join(folder, name), '')

const found = (bytes: Uint8Array | string): readonly string[] => {
  const file = join(folder, 'model.onnx')
  writeFileSync(file, bytes)
  return onnxDataFiles(file).map((path) => path.slice(folder.length + 1))
}

/** A model with a constant of many bytes in the file, and one beside it in each of the files given. */
function withFiles(...locations: readonly string[]): Uint8Array {
  const graph = onnxGraph()
  const place = { type: 'float32', shape: [2], start: 0, end: 8 } as const
  graph.constant('uint8', [200_000], new Uint8Array(200_000).fill(0x6a))
  for (const location of locations) graph.external({ ...place, location })
  graph.floats([1, 2, 3])
  graph.output('y', 'float32', [3])
  return graph.bytes()
}

describe('onnxDataFiles', () => {
  test('are the files that tensors name, each once, in their order', () => {
    expect(found(withFiles())).toEqual([])
    expect(found(withFiles('model.onnx_data'))).toEqual(['model.onnx_data'])
    expect(found(withFiles('c', 'b', 'c'))).toEqual(['c', 'b'])
  })

  test('are found in constants of nodes, in branches, in functions and in sparse tensors', () => {
    const tensor = field(13, text(1, 'location'), text(2, 'b'))
    const node = (...attribute: readonly (readonly Uint8Array[])[]) => field(5, ...attribute)
    const graphs = [
      field(1, node(field(5, tensor))),
      field(1, node(field(10, tensor))),
      field(1, node(field(6, field(5, tensor)))),
      field(1, node(field(11, field(1, node(field(5, tensor)))))),
      field(15, field(1, tensor)),
      field(15, field(2, tensor)),
      field(1, node(field(22, field(1, tensor)))),
    ]
    for (const graph of graphs) expect(found(Buffer.concat([...field(7, graph)]))).toEqual(['b'])
    expect(found(Buffer.concat([...field(25, field(7, node(field(5, tensor))))]))).toEqual(['b'])
  })

  test('are not what other entries and fields name', () => {
    const entries = [...field(13, text(1, 'checksum'), text(2, 'b')), ...field(8, ...text(1, 'location'))]
    const model = Buffer.concat([...number(1, 10), ...field(7, field(5, entries), field(10, text(1, 'b')))])
    expect(found(model)).toEqual([])
  })

  test('must be there', () => {
    expect(() => found(withFiles('b', 'weights.bin'))).toThrow(
      /^readModelFolder: .*weights.bin: the file must be there, which holds weights of .*model.onnx; got none. Fetch it/,
    )
  })

  test.each([
    ['a pointer of Git LFS', 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n'],
    ['a page', '<!doctype html><title>404</title>'],
    ['the first half of a file', withFiles('b').subarray(0, 150_000)],
    ['a file that ends before its last field does', Uint8Array.of(0x0a, 2, 0)],
  ])('are not looked for in %s', (_, content) => {
    expect(() => found(content)).toThrow(
      /^readModelFolder: .*model.onnx: the file must be a model of ONNX; got .* at byte \d+/,
    )
  })

  propertyTest.prop([fc.uint8Array({ maxLength: 60 })])('are none or a clear error, whatever a file holds', (bytes) => {
    try {
      expect(found(bytes)).toEqual([])
    } catch (error) {
      expect(String(error)).toMatch(/^RangeError: readModelFolder: /)
    }
  })
})
