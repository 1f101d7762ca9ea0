import type { Graph } from '../../formats/onnx/graph.ts'
import type { Stored } from './stored.ts'

/** x · weightᵀ without bias, several layers' results side by side. @param layers names without `.weight` */
export type Product = (input: string, layers: readonly string[]) => string

/** Products with the weights as they lie in the files, [outputs, inputs]: ONNX's own operators would need a turned copy. */
export function storedProduct(graph: Graph, stored: Stored): Product {
  return (input, layers) => {
    const weights = layers.map((layer) => stored.values(`${layer}.weight`))
    return transposedProduct(graph, input, sideBySide(graph, weights))
  }
}

/** input · weightᵀ */
export function transposedProduct(graph: Graph, input: string, weight: string): string {
  const attributes = { transB: 1, alpha: { float: 1 } }
  return graph.node('FusedMatMul', [input, weight], { attributes, domain: 'com.microsoft' })
}

/** One after another along an axis. Of constants, the runtime joins them once, when it loads the graph. */
export function sideBySide(graph: Graph, values: readonly string[], axis = 0): string {
  return values.length === 1 ? values[0]! : graph.node('Concat', values, { attributes: { axis } })
}
