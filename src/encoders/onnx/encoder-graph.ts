import { type Graph, onnxGraph } from '../../formats/onnx/graph.ts'
import type { ModelFolder } from '../folder/model-folder.ts'
import { embeddings } from './embeddings.ts'
import { namedOutput, pooledOutput } from './head.ts'
import { encoderInputs } from './inputs.ts'
import { hiddenStates } from './layers.ts'
import { type Product, storedProduct } from './linear.ts'
import { type Stored, storedValues } from './stored.ts'

/** What of a model folder its graph needs. */
export type GraphFolder = Pick<ModelFolder, 'architecture' | 'weights' | 'pooling' | 'dense'>

export interface EncoderGraphOptions {
  /** A folder that holds all files of the weights; the runtime must be told the same. */
  readonly folder: string
  /** How linear layers multiply. @default with the weights as they lie in the files */
  readonly product?: (graph: Graph, stored: Stored) => Product
  /** Hidden states [B, L, hidden] instead of one vector a text. */
  readonly output?: 'embeddings' | 'hidden_states'
}

/**
 * A transformer encoder as an ONNX model: the int32 inputs ids [B, L], lengths, first and end [B] → unit vectors
 * [B, dimensions]. Its weights stay in the files of the folder; it names their byte ranges.
 */
export function encoderGraph(model: GraphFolder, options: EncoderGraphOptions): Uint8Array {
  const { folder, product = storedProduct, output = 'embeddings' } = options
  const { architecture, weights } = model
  const graph = onnxGraph()
  const stored = storedValues(graph, weights, folder)
  const inputs = encoderInputs(graph)
  const parts = { architecture, stored, product: product(graph, stored) }
  const states = hiddenStates(graph, embeddings(graph, inputs, parts), { inputs, parts })
  if (output === 'hidden_states') namedOutput(graph, states, [output, 'texts', 'tokens', architecture.hidden])
  else pooledOutput(graph, { states, places: inputs.places, width: architecture.hidden, ...model })
  return graph.bytes()
}
