import type { Graph } from '../../formats/onnx/graph.ts'
import type { PoolingMode } from '../folder/model-folder.ts'
import { asFloat, asInt64, int32 } from './inputs.ts'

export interface Pooled {
  /** [B, L, hidden] */
  readonly states: string
  /** [L]: 0, 1, 2, … */
  readonly places: string
}

/**
 * Hidden states → one vector a text [B, modes × hidden], of the tokens from the graph's input `first` to its input
 * `end` − 1, both [B]. As sentence-transformers has it: `cls` is the first of them, and `weighted-mean` weights by a
 * token's place in the whole text, from 1.
 */
export function pooled(graph: Graph, { states, places }: Pooled, modes: readonly PoolingMode[]): string {
  const first = graph.input('first', 'int32', ['texts'])
  const end = graph.input('end', 'int32', ['texts'])
  const span: Span = { states, places, first, end, inside: inside(graph, { places, first, end }) }
  const vectors = modes.map((mode) => modeVector(graph, span, mode))
  return vectors.length === 1 ? vectors[0]! : graph.node('Concat', vectors, { attributes: { axis: -1 } })
}

interface Span extends Pooled {
  readonly first: string
  readonly end: string
  /** [B, L], bool */
  readonly inside: string
}

function inside(graph: Graph, { places, first, end }: Omit<Span, 'states' | 'inside'>): string {
  const column = (values: string): string => graph.node('Unsqueeze', [values, graph.integers([1])])
  const from = graph.node('GreaterOrEqual', [places, column(first)])
  return graph.node('And', [from, graph.node('Less', [places, column(end)])])
}

function modeVector(graph: Graph, span: Span, mode: PoolingMode): string {
  switch (mode) {
    case 'cls':
      return tokenAt(graph, span, span.first)
    case 'last-token':
      return tokenAt(graph, span, graph.node('Sub', [span.end, int32(graph, 1)]))
    case 'max':
      return greatest(graph, span)
    case 'mean':
    case 'mean-sqrt-length':
    case 'weighted-mean':
      return weighted(graph, span, mode)
  }
}

/** One token's state of each text. @param at its place [B] */
function tokenAt(graph: Graph, { states }: Span, at: string): string {
  const indices = graph.node('Unsqueeze', [asInt64(graph, at), graph.integers([1])])
  return graph.node('GatherND', [states, indices], { attributes: { batch_dims: 1 } })
}

function greatest(graph: Graph, { states, inside }: Span): string {
  const mask = graph.node('Unsqueeze', [inside, graph.integers([2])])
  const masked = graph.node('Where', [mask, states, graph.floats([-Infinity], [])])
  return graph.node('ReduceMax', [masked, graph.integers([1])], { attributes: { keepdims: 0 } })
}

/** Σ weight · state / (Σ weight, or its root) */
function weighted(graph: Graph, { states, places, inside }: Span, mode: PoolingMode): string {
  const equal = asFloat(graph, inside)
  const fromOne = graph.node('Add', [asFloat(graph, places), graph.floats([1], [])])
  const weights = mode === 'weighted-mean' ? graph.node('Mul', [equal, fromOne]) : equal
  const sums = graph.node('MatMul', [graph.node('Unsqueeze', [weights, graph.integers([1])]), states])
  const total = graph.node('ReduceSum', [weights, graph.integers([1])], { attributes: { keepdims: 1 } })
  const divisor = mode === 'mean-sqrt-length' ? graph.node('Sqrt', [total]) : total
  return graph.node('Div', [graph.node('Squeeze', [sums, graph.integers([1])]), divisor])
}
