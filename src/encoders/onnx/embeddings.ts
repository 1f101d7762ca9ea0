import type { Graph } from '../../formats/onnx/graph.ts'
import type { Architecture } from '../folder/architecture.ts'
import { sinusoids } from '../sinusoids.ts'
import { asFloat, asInt32, type Inputs, int32 } from './inputs.ts'
import type { Stored } from './stored.ts'

/** Tokens + positions (+ token type 0) [B, L, hidden], before their norm. */
export function embeddings(
  graph: Graph,
  inputs: Inputs,
  parts: { architecture: Architecture; stored: Stored },
): string {
  const { architecture, stored } = parts
  const { tensors, scale } = architecture
  // Gathered first, widened after: the table stays as small as it is stored.
  const gathered = asFloat(graph, graph.node('Gather', [stored.table(tensors.tokens), inputs.ids]))
  const tokens = scale === 1 ? gathered : graph.node('Mul', [gathered, graph.floats([scale], [])])
  const rows = graph.node('Gather', [
    positionTable(graph, architecture, stored),
    positions(graph, inputs, architecture),
  ])
  return graph.node('Add', [tokens, rows])
}

/** Positions [rows, hidden]. The token type, the same for all tokens, is added to them when the runtime loads the graph. */
function positionTable(graph: Graph, architecture: Architecture, stored: Stored): string {
  const { tensors, hidden, padding } = architecture
  const { rows } = architecture.positions
  const table =
    tensors.positions === undefined
      ? graph.constant('float32', [rows, hidden], sinusoids(rows, hidden, padding))
      : stored.values(tensors.positions)
  return tensors.types === undefined ? table : graph.node('Add', [table, stored.row(tensors.types, 0)])
}

/** [L] where every token counts, else [B, L]. */
function positions(graph: Graph, { ids, places }: Inputs, architecture: Architecture): string {
  const { first, counts } = architecture.positions
  if (counts === 'every token') return first === 0 ? places : graph.node('Add', [places, int32(graph, first)])
  const padding = int32(graph, architecture.padding)
  const real = asInt32(graph, graph.node('Not', [graph.node('Equal', [ids, padding])]))
  const counted = graph.node('Mul', [graph.node('CumSum', [real, graph.integers([1], [])]), real])
  return graph.node('Add', [counted, padding])
}
