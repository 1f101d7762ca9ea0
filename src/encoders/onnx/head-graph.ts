import { onnxGraph } from '../../formats/onnx/graph.ts'
import { embeddingsOutput, type Head, pooledOutput } from './head.ts'
import { tokenPlaces } from './inputs.ts'
import { unitVectors } from './unit-vectors.ts'

/** A model of its own that ends what another began: its input `values` → its output `embeddings`. */
export interface HeadGraph {
  readonly bytes: Uint8Array
  /** Length of the vectors. */
  readonly dimensions: number
}

/** Of states of tokens [B, L, width]. */
export function poolingGraph({ width, pooling, dense }: Omit<Head, 'states' | 'places'>): HeadGraph {
  const graph = onnxGraph()
  const states = graph.input('values', 'float32', ['texts', 'tokens', width])
  const dimensions = pooledOutput(graph, { states, places: tokenPlaces(graph, states), width, pooling, dense })
  return { bytes: graph.bytes(), dimensions }
}

/** Of vectors [B, width], which are only divided by their lengths. */
export function normalisingGraph(width: number): HeadGraph {
  const graph = onnxGraph()
  embeddingsOutput(graph, unitVectors(graph, graph.input('values', 'float32', ['texts', width]), []), width)
  return { bytes: graph.bytes(), dimensions: width }
}
