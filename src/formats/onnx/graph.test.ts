import { fc, test as property } from '@fast-check/vitest'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { describe, expect, test } from 'vitest'
import { onnxGraph } from './graph.ts'
import { number } from './protobuf.ts'

describe('onnxGraph', () => {
  test('writes models that ONNX Runtime reads', async () => {
    const graph = onnxGraph()
    const x = graph.input('x', 'float32', ['rows', 2])
    const scaled = graph.node('Mul', [x, graph.floats([3], [])])
    graph.node('Elu', [scaled], { attributes: { alpha: { float: 0.5 } }, outputs: ['y'] })
    graph.output('y', 'float32', ['rows', 2])
    const session = await InferenceSession.create(graph.bytes())
    const { y } = await session.run({ x: new Tensor('float32', [1, -1, 0, 2], [2, 2]) })
    const expected = [3, 0.5 * Math.expm1(-3), 0, 6]
    expect([...(y!.data as Float32Array)].map((value, i) => value - expected[i]!)).toEqual(
      expected.map(() => expect.closeTo(0, 6)),
    )
  })

  test('writes a constant once, however often it is asked for', () => {
    const graph = onnxGraph()
    expect(graph.integers([1, 2])).toBe(graph.integers([1, 2]))
    expect(graph.floats([1], [])).not.toBe(graph.floats([1]))
  })

  test('refuses a model that protocol buffers cannot hold', () => {
    const graph = onnxGraph()
    const gigabyte = new Uint8Array(2 ** 30)
    graph.constant('uint8', [2 ** 30], gigabyte)
    graph.constant('uint8', [2 ** 30], gigabyte)
    expect(() => graph.bytes()).toThrow(/^onnxGraph: a model must be below 2 GiB; got 2147483\d+ bytes/)
  })
})

describe('number', () => {
  property.prop([fc.maxSafeInteger()])('writes the two’s complement in 64 bits, seven a byte', (value) => {
    const [, bytes] = number(1, value)
    const read = [...bytes!].reduce((sum, byte, i) => sum + (BigInt(byte & 127) << BigInt(7 * i)), 0n)
    expect(BigInt.asIntN(64, read)).toBe(BigInt(value))
    expect([...bytes!].map((byte) => byte > 127)).toEqual([...bytes!].map((_, i) => i < bytes!.length - 1))
  })
})
