import { type Graph, onnxGraph } from '../../formats/onnx/graph.ts'
import type { ModelFolder, Pooling } from '../folder/model-folder.ts'
import { embeddings } from './embeddings.ts'
import { encoderInputs } from './inputs.ts'
import { hiddenStates } from './layers.ts'
import { type Product, storedProduct } from './linear.ts'
import { pooled } from './pooling.ts'
import { type Stored, storedValues } from './stored.ts'
import { unitVectors } from './unit-vectors.ts'

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
  if (output === 'hidden_states') named(graph, states, [output, 'texts', 'tokens', architecture.hidden])
  else vectors(graph, { states, places: inputs.places, width: architecture.hidden, ...model })
  return graph.bytes()
}

export interface Head {
  readonly states: string
  readonly places: string
  /** Length of a hidden state. */
  readonly width: number
  readonly pooling: Pick<Pooling, 'modes'>
  readonly dense: ModelFolder['dense']
}

/** The end of an encoder's graph: hidden states → the output `embeddings`. */
export function vectors(graph: Graph, { states, places, width, pooling, dense }: Head): void {
  const rows = unitVectors(graph, pooled(graph, { states, places }, pooling.modes), dense)
  named(graph, rows, ['embeddings', 'texts', dimensionsOf({ width, pooling, dense })])
}

export function dimensionsOf({ width, pooling, dense }: Pick<Head, 'width' | 'pooling' | 'dense'>): number {
  return dense.at(-1)?.outputs ?? width * pooling.modes.length
}

function named(graph: Graph, values: string, [name, ...shape]: readonly [string, ...(string | number)[]]): void {
  graph.node('Identity', [values], { outputs: [name] })
  graph.output(name, 'float32', shape)
}
