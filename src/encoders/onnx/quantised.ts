import type { Graph } from '../../formats/onnx/graph.ts'
import type { Architecture } from '../folder/architecture.ts'
import type { Weights } from '../folder/weights.ts'
import { type Product, sideBySide } from './linear.ts'

/** A linear layer's weight of 8 bits: weight[output, input] ≈ values[input, output] · scales[output]. */
export interface Quantised {
  readonly inputs: number
  readonly outputs: number
  /** inputs × outputs */
  readonly values: Int8Array
  readonly scales: Float32Array
}

/**
 * Weights use 7 of the 8 bits: processors without VNNI add two products of 8-bit numbers in 16 bits, where a sum that
 * does not fit is cut off.
 */
const greatest = 63

/** Each output's weights by a scale of their own. @param weight outputs × inputs */
export function quantised(weight: Float32Array, outputs: number): Quantised {
  const inputs = weight.length / outputs
  const values = new Int8Array(weight.length)
  const scales = new Float32Array(outputs)
  for (let output = 0; output < outputs; output++) {
    const row = weight.subarray(output * inputs, (output + 1) * inputs)
    const extreme = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    const scale = extreme === 0 ? 1 : extreme / greatest
    scales[output] = scale
    for (let input = 0; input < inputs; input++) values[input * outputs + output] = Math.round(row[input]! / scale)
  }
  return { inputs, outputs, values, scales }
}

/** All linear layers of an encoder by their names. Read one at a time, as they are four times as large as what is kept. */
export async function quantisedLayers(
  { tensors }: Architecture,
  weights: Weights,
): Promise<ReadonlyMap<string, Quantised>> {
  const layers = new Map<string, Quantised>()
  for (const { query, key, value, attentionOutput, up, down } of tensors.layers) {
    for (const name of [query, key, value, attentionOutput, up, down]) {
      const weight = `${name}.weight`
      layers.set(name, quantised(await weights.read(weight), weights.place(weight).shape[0]!))
    }
  }
  return layers
}

/** Products in 8 bits. What is multiplied is scaled by the extremes of the whole batch, so that texts depend on each other. */
export function quantisedProduct(graph: Graph, layers: ReadonlyMap<string, Quantised>): Product {
  return (input, names) => {
    const parts = names.map((name) => layers.get(name)!)
    const weights = parts.map(({ inputs, outputs, values }) => graph.constant('int8', [inputs, outputs], values))
    const scales = parts.map(({ outputs, scales }) => graph.constant('float32', [outputs], scales))
    const from = [input, sideBySide(graph, weights, 1), sideBySide(graph, scales)]
    return graph.node('DynamicQuantizeMatMul', from, { domain: 'com.microsoft' })
  }
}
