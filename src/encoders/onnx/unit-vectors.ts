import type { Graph } from '../../formats/onnx/graph.ts'
import type { Dense } from '../folder/model-folder.ts'
import { activated } from './activation.ts'
import { transposedProduct } from './linear.ts'

/** Below it a vector counts as zero and is left as it is, as in PyTorch's `normalize`. */
const shortest = 1e-12

/** Pooled vectors through the Dense modules, each divided by its length. @returns [B, dimensions] */
export function unitVectors(graph: Graph, vectors: string, modules: readonly Dense[]): string {
  let values = vectors
  for (const module of modules) values = dense(graph, values, module)
  const squares = { attributes: { keepdims: 1 } }
  const lengths = graph.node('ReduceL2', [values, graph.integers([1])], squares)
  return graph.node('Div', [values, graph.node('Max', [lengths, graph.floats([shortest], [])])])
}

function dense(graph: Graph, input: string, { inputs, outputs, weight, bias, activation }: Dense): string {
  const product = transposedProduct(graph, input, graph.constant('float32', [outputs, inputs], weight))
  const sum = graph.node('Add', [product, graph.constant('float32', [outputs], bias)])
  return activated(graph, sum, activation)
}
