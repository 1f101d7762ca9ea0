import { type ElementType, elementTypes } from './element-types.ts'
import { field, float, number, type Parts, text } from './protobuf.ts'

/** Numbers of onnx.proto. @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
const irVersion = 10
const operatorSet = 20
const attributeKind = { float: 1, int: 2, text: 3, ints: 7 }
const dataIsExternal = 1

/** A bare number is an integer to ONNX. */
export type Attribute = number | string | readonly number[] | { readonly float: number }

export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>
  /** Names of the outputs. @default one name that no other node has */
  readonly outputs?: readonly string[]
  /** ONNX's own operators, or those that ONNX Runtime adds. @default '' */
  readonly domain?: '' | 'com.microsoft'
}

/** A constant whose bytes lie in a file. */
export interface ExternalTensor {
  readonly type: ElementType
  readonly shape: readonly number[]
  /** Path of the file, from the folder that the runtime is told. */
  readonly location: string
  readonly start: number
  readonly end: number
}

/** Writes an ONNX model node by node. Each method gives the name by which later nodes take the value. */
export interface Graph {
  /** @param shape a name stands for a length that is known when the model runs */
  input(name: string, type: ElementType, shape: readonly (number | string)[]): string
  output(name: string, type: ElementType, shape: readonly (number | string)[]): string
  constant(type: ElementType, shape: readonly number[], data: ArrayBufferView): string
  /** Of 64 bits, as ONNX wants shapes, axes and indices. A scalar where the shape is []. */
  integers(values: readonly number[], shape?: readonly number[]): string
  floats(values: readonly number[], shape?: readonly number[]): string
  external(tensor: ExternalTensor): string
  node(operator: string, inputs: readonly string[], options?: NodeOptions): string
  /** The whole model. @throws {RangeError} it is larger than protocol buffers can be, 2 GiB */
  bytes(): Uint8Array
}

export function onnxGraph(): Graph {
  const nodes: Parts[] = []
  const constants: Parts[] = []
  const inputs: Parts[] = []
  const outputs: Parts[] = []
  const known = new Map<string, string>()
  let count = 0

  const constant: Graph['constant'] = (type, shape, data) => {
    const name = `constant ${++count}`
    const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    constants.push([...tensor(name, type, shape), ...field(9, raw)])
    return name
  }

  /** The same small constant is written once. */
  const shared = (key: string, make: () => string): string => {
    const name = known.get(key) ?? make()
    known.set(key, name)
    return name
  }

  return {
    input(name, type, shape) {
      inputs.push(value(name, type, shape))
      return name
    },
    output(name, type, shape) {
      outputs.push(value(name, type, shape))
      return name
    },
    constant,
    integers: (values, shape = [values.length]) =>
      shared(`int64 ${shape}: ${values}`, () => constant('int64', shape, BigInt64Array.from(values, BigInt))),
    floats: (values, shape = [values.length]) =>
      shared(`float32 ${shape}: ${values}`, () => constant('float32', shape, Float32Array.from(values))),
    external: (place) =>
      shared(`${place.location} ${place.start} ${place.type} ${place.shape}`, () => {
        const name = `tensor ${++count}`
        constants.push(externalTensor(name, place))
        return name
      }),
    node(operator, from, { attributes = {}, outputs: to = [`${operator} ${++count}`], domain = '' } = {}) {
      nodes.push([
        ...from.flatMap((name) => text(1, name)),
        ...to.flatMap((name) => text(2, name)),
        ...text(4, operator),
        ...Object.entries(attributes).flatMap(([name, given]) => attribute(name, given)),
        ...text(7, domain),
      ])
      return to[0] ?? ''
    },
    bytes: () =>
      model([
        ...repeated(1, nodes),
        ...text(2, 'graph'),
        ...repeated(5, constants),
        ...repeated(11, inputs),
        ...repeated(12, outputs),
      ]),
  }
}

function model(graph: Parts): Uint8Array {
  const sets = (['', 'com.microsoft'] as const).map((domain) =>
    field(8, text(1, domain), number(2, domain === '' ? operatorSet : 1)),
  )
  const parts = [...number(1, irVersion), ...field(7, graph), ...sets.flat()]
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  if (length >= 2 ** 31) {
    throw new RangeError(`onnxGraph: a model must be below 2 GiB; got ${length} bytes. Leave its constants in files.`)
  }
  return Buffer.concat(parts, length)
}

function repeated(at: number, messages: readonly Parts[]): Parts {
  return messages.flatMap((message) => field(at, message))
}

function value(name: string, type: ElementType, shape: readonly (number | string)[]): Parts {
  const lengths = shape.map((length) => field(1, typeof length === 'number' ? number(1, length) : text(2, length)))
  return [...text(1, name), ...field(2, field(1, number(1, elementTypes[type]), field(2, ...lengths)))]
}

function tensor(name: string, type: ElementType, shape: readonly number[]): Parts {
  return [...shape.flatMap((length) => number(1, length)), ...number(2, elementTypes[type]), ...text(8, name)]
}

function externalTensor(name: string, { type, shape, location, start, end }: ExternalTensor): Parts {
  const entries = { location, offset: String(start), length: String(end - start) }
  return [
    ...tensor(name, type, shape),
    ...Object.entries(entries).flatMap(([key, entry]) => field(13, text(1, key), text(2, entry))),
    ...number(14, dataIsExternal),
  ]
}

function attribute(name: string, given: Attribute): Parts {
  const [kind, parts] = attributeValue(given)
  return field(5, text(1, name), parts, number(20, attributeKind[kind]))
}

function attributeValue(given: Attribute): [keyof typeof attributeKind, Parts] {
  if (typeof given === 'number') return ['int', number(3, given)]
  if (typeof given === 'string') return ['text', text(4, given)]
  if ('float' in given) return ['float', float(2, given.float)]
  return ['ints', given.flatMap((entry) => number(8, entry))]
}
