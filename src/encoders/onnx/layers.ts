import type { Graph } from '../../formats/onnx/graph.ts'
import type { Architecture, LayerNames } from '../folder/architecture.ts'
import { activated } from './activation.ts'
import type { Inputs } from './inputs.ts'
import { type Product, sideBySide } from './linear.ts'
import type { Stored } from './stored.ts'

export interface Parts {
  readonly architecture: Architecture
  readonly stored: Stored
  readonly product: Product
}

/** Summed embeddings → hidden states [B, L, hidden]. */
export function hiddenStates(graph: Graph, embedded: string, { inputs, parts }: Context): string {
  const { tensors, norm } = parts.architecture
  const normalised = (input: string, name: string): string => layerNorm(graph, input, { name, parts })
  let states = tensors.embeddingNorm === undefined ? embedded : normalised(embedded, tensors.embeddingNorm)
  const layer = norm === 'after' ? normAfter : normBefore
  for (const names of tensors.layers) states = layer(graph, states, { names, inputs, parts })
  return tensors.finalNorm === undefined ? states : normalised(states, tensors.finalNorm)
}

interface Context {
  readonly inputs: Inputs
  readonly parts: Parts
}

interface LayerContext extends Context {
  readonly names: LayerNames
}

/** BERT: each part is added to what came to it, and the sum normalised. */
function normAfter(graph: Graph, states: string, context: LayerContext): string {
  const { names, parts } = context
  const attended = graph.node('Add', [attention(graph, states, context), states])
  const middle = layerNorm(graph, attended, { name: names.attentionNorm, parts })
  const fed = graph.node('Add', [feedForward(graph, middle, context), middle])
  return layerNorm(graph, fed, { name: names.outputNorm, parts })
}

/** M2M100: each part sees what came to it normalised, and is added to it as it was. */
function normBefore(graph: Graph, states: string, context: LayerContext): string {
  const { names, parts } = context
  const before = layerNorm(graph, states, { name: names.attentionNorm, parts })
  const middle = graph.node('Add', [attention(graph, before, context), states])
  const between = layerNorm(graph, middle, { name: names.outputNorm, parts })
  return graph.node('Add', [feedForward(graph, between, context), middle])
}

function attention(graph: Graph, states: string, { names, inputs, parts }: LayerContext): string {
  const { product, stored, architecture } = parts
  const layers = [names.query, names.key, names.value]
  const biases = sideBySide(
    graph,
    layers.map((name) => stored.values(`${name}.bias`)),
  )
  const split = ['query', 'key', 'value'].map((part) => `${names.query} → ${part}`)
  graph.node('Split', [product(states, layers)], { attributes: { axis: -1, num_outputs: 3 }, outputs: split })
  // Lengths are its mask: tokens behind a text's own are not attended to.
  const mixed = graph.node('MultiHeadAttention', [...split, biases, inputs.lengths], {
    attributes: { num_heads: architecture.heads },
    domain: 'com.microsoft',
  })
  return linear(graph, mixed, { name: names.attentionOutput, parts })
}

export function feedForward(
  graph: Graph,
  states: string,
  { names, parts }: Pick<LayerContext, 'names' | 'parts'>,
): string {
  const inner = linear(graph, states, { name: names.up, parts })
  return linear(graph, activated(graph, inner, parts.architecture.activation), { name: names.down, parts })
}

interface Named {
  readonly name: string
  readonly parts: Parts
}

export function linear(graph: Graph, input: string, { name, parts }: Named): string {
  return graph.node('Add', [parts.product(input, [name]), parts.stored.values(`${name}.bias`)])
}

export function layerNorm(graph: Graph, input: string, { name, parts }: Named): string {
  const { stored, architecture } = parts
  const attributes = { axis: -1, epsilon: { float: architecture.epsilon } }
  const from = [input, stored.values(`${name}.weight`), stored.values(`${name}.bias`)]
  return graph.node('LayerNormalization', from, { attributes })
}
