import type { Graph } from '../../formats/onnx/graph.ts'
import type { ModelFolder, Pooling } from '../folder/model-folder.ts'
import { pooled } from './pooling.ts'
import { unitVectors } from './unit-vectors.ts'

/** The end of an encoder's graph: what turns hidden states into one vector a text. */
export interface Head {
  /** [B, L, width] */
  readonly states: string
  /** [L]: 0, 1, 2, … */
  readonly places: string
  readonly width: number
  readonly pooling: Pick<Pooling, 'modes'>
  readonly dense: ModelFolder['dense']
}

/** @returns length of the vectors of the output `embeddings` */
export function pooledOutput(graph: Graph, head: Head): number {
  const dimensions = dimensionsOf(head)
  embeddingsOutput(graph, unitVectors(graph, pooled(graph, head, head.pooling.modes), head.dense), dimensions)
  return dimensions
}

export function dimensionsOf({ width, pooling, dense }: Pick<Head, 'width' | 'pooling' | 'dense'>): number {
  return dense.at(-1)?.outputs ?? width * pooling.modes.length
}

export function embeddingsOutput(graph: Graph, rows: string, dimensions: number): void {
  namedOutput(graph, rows, ['embeddings', 'texts', dimensions])
}

/** @param to name of the output, then its shape */
export function namedOutput(graph: Graph, values: string, to: readonly [string, ...(string | number)[]]): void {
  const [name, ...shape] = to
  graph.node('Identity', [values], { outputs: [name] })
  graph.output(name, 'float32', shape)
}
