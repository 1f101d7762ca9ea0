import { type ElementType, elementTypes } from '../../formats/onnx/element-types.ts'
import type { Graph } from '../../formats/onnx/graph.ts'

/** Names of values that every part of an encoder's graph may need. B texts of L tokens, padding included. */
export interface Inputs {
  /** [B, L] */
  readonly ids: string
  /** [B] */
  readonly lengths: string
  /** [L]: 0, 1, 2, … */
  readonly places: string
}

export function encoderInputs(graph: Graph): Inputs {
  const ids = graph.input('ids', 'int32', ['texts', 'tokens'])
  const lengths = graph.input('lengths', 'int32', ['texts'])
  return { ids, lengths, places: tokenPlaces(graph, ids) }
}

/** 0 … L − 1, of 32 bits. @param values of shape [B, L, …] */
export function tokenPlaces(graph: Graph, values: string): string {
  const length = graph.node('Gather', [graph.node('Shape', [values]), graph.integers([1], [])])
  return graph.node('Range', [int32(graph, 0), asInt32(graph, length), int32(graph, 1)])
}

/** A scalar. */
export function int32(graph: Graph, value: number): string {
  return asInt32(graph, graph.integers([value], []))
}

export function asFloat(graph: Graph, values: string): string {
  return cast(graph, values, 'float32')
}

export function asInt32(graph: Graph, values: string): string {
  return cast(graph, values, 'int32')
}

export function asInt64(graph: Graph, values: string): string {
  return cast(graph, values, 'int64')
}

function cast(graph: Graph, values: string, to: ElementType): string {
  return graph.node('Cast', [values], { attributes: { to: elementTypes[to] } })
}
