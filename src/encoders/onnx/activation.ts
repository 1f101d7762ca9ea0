import type { Graph } from '../../formats/onnx/graph.ts'
import type { Architecture } from '../folder/architecture.ts'
import type { Dense } from '../folder/model-folder.ts'

export type Activation = Architecture['activation'] | Dense['activation']

export function activated(graph: Graph, input: string, activation: Activation): string {
  switch (activation) {
    case 'identity':
      return input
    case 'gelu':
      return graph.node('Gelu', [input])
    case 'gelu-tanh':
      return graph.node('Gelu', [input], { attributes: { approximate: 'tanh' } })
    case 'relu':
      return graph.node('Relu', [input])
    case 'tanh':
      return graph.node('Tanh', [input])
    case 'sigmoid':
      return graph.node('Sigmoid', [input])
  }
}
