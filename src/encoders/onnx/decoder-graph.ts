import { type Graph, onnxGraph } from '../../formats/onnx/graph.ts'
import type { Architecture } from '../folder/architecture.ts'
import type { Weights } from '../folder/weights.ts'
import { sinusoids } from '../sinusoids.ts'
import { embeddings } from './embeddings.ts'
import { namedOutput } from './head.ts'
import { asFloat, encoderInputs, int32 } from './inputs.ts'
import { feedForward, hiddenStates, layerNorm, linear, type Parts } from './layers.ts'
import { sideBySide, storedProduct, transposedProduct } from './linear.ts'
import { storedValues } from './stored.ts'

/** A decoder that attends to an encoder's states: the encoder's kind of layers, each with a second attention. */
export interface DecoderArchitecture extends Architecture {
  readonly cross: readonly CrossLayerNames[]
  /** The whole name of the table whose product with a state is the logits: the tokens' own where they are tied. */
  readonly output: string
}

/** Names of the parameters of an attention to another text, without `.weight` and `.bias`. */
export interface CrossLayerNames {
  readonly query: string
  readonly key: string
  readonly value: string
  readonly output: string
  readonly norm: string
}

/** An encoder, a decoder, and the files that hold both. */
export interface EncoderDecoder {
  readonly encoder: { readonly architecture: Architecture; readonly weights: Weights }
  readonly decoder: { readonly architecture: DecoderArchitecture; readonly weights: Weights }
  /** A folder that holds all files of the weights, as the runtime is told. */
  readonly folder: string
}

/** Names of what attention remembers of one layer: of the text that is read, and of what was written so far. */
export function cacheNames(layer: number): { readonly source: readonly string[]; readonly target: readonly string[] } {
  const names = (side: string): string[] => ['key', 'value'].map((part) => `past_key_values.${layer}.${side}.${part}`)
  return { source: names('encoder'), target: names('decoder') }
}

/** What a step adds to what is remembered of a layer. */
export function presentNames(layer: number): readonly string[] {
  return ['key', 'value'].map((part) => `present.${layer}.decoder.${part}`)
}

/**
 * An encoder with the keys and values that the decoder's layers make of its states: the int32 inputs ids [B, L] and
 * lengths [B] → `past_key_values.N.encoder.key` and `.value` of every layer, [B, heads, L, hidden / heads].
 */
export function sourceGraph({ encoder, decoder, folder }: EncoderDecoder): Uint8Array {
  const graph = onnxGraph()
  const stored = storedValues(graph, encoder.weights, folder)
  const parts = { architecture: encoder.architecture, stored, product: storedProduct(graph, stored) }
  const inputs = encoderInputs(graph)
  const states = hiddenStates(graph, embeddings(graph, inputs, parts), { inputs, parts })
  const { architecture } = decoder
  const crossParts = decoderParts(graph, decoder, folder)
  for (const [layer, { key, value }] of architecture.cross.entries()) {
    const { source } = cacheNames(layer)
    for (const [index, name] of [key, value].entries()) {
      const split = byHeads(graph, linear(graph, states, { name, parts: crossParts }), architecture)
      const { heads, hidden } = architecture
      namedOutput(graph, split, [source[index]!, 'texts', heads, 'tokens', hidden / heads])
    }
  }
  return graph.bytes()
}

/** [B, L, hidden] → [B, heads, L, hidden / heads] */
export function byHeads(graph: Graph, values: string, { heads, hidden }: Architecture): string {
  const shape = graph.integers([0, 0, heads, hidden / heads])
  return graph.node('Transpose', [graph.node('Reshape', [values, shape])], { attributes: { perm: [0, 2, 1, 3] } })
}

/**
 * One step of a decoder: the int32 inputs
 *
 * - input_ids [R], the last token of each of R texts that are written, a fixed number of them for each of B texts read;
 * - ancestors [R, P], where in what is remembered a text's P tokens before are;
 * - lengths [B], tokens of the texts read; best [1], int64, how many tokens to tell;
 *
 * and what is remembered: `past_key_values.N.encoder.key` and `.value` [B, heads, L, hidden / heads] and
 * `past_key_values.N.decoder.key` and `.value`, any number of rows [·, hidden] → the most probable next tokens of each
 * text, `tokens` (int64) and `log_probabilities` [R, best], and `present.N.decoder.key` and `.value` [R, hidden], rows
 * to remember.
 *
 * What a token leaves behind is a row that stays where it is: texts that part, go on elsewhere or end move no memory.
 *
 * @param options.positions most tokens of a text that is written
 */
export function decoderStepGraph(
  { decoder, folder }: Pick<EncoderDecoder, 'decoder' | 'folder'>,
  { positions }: { readonly positions: number },
): Uint8Array {
  const graph = onnxGraph()
  const { architecture } = decoder
  const parts = decoderParts(graph, decoder, folder)
  const ids = graph.input('input_ids', 'int32', ['rows'])
  const inputs = {
    ancestors: graph.input('ancestors', 'int32', ['rows', 'past']),
    lengths: graph.input('lengths', 'int32', ['texts']),
    rows: graph.node('Shape', [ids]),
    past: '',
  }
  inputs.past = graph.node('Gather', [graph.node('Shape', [inputs.ancestors]), graph.integers([1], [])])
  let states = stepEmbeddings(graph, { ids, past: inputs.past, positions }, parts)
  for (const layer of architecture.cross.keys())
    states = decoderLayer(graph, states, { layer, architecture, parts, inputs })
  const last = layerNorm(graph, states, { name: architecture.tensors.finalNorm ?? 'layer_norm', parts })
  const flat = graph.node('Reshape', [last, graph.integers([-1, architecture.hidden])])
  bestTokens(graph, transposedProduct(graph, flat, parts.stored.values(architecture.output)))
  return graph.bytes()
}

function decoderParts(graph: Graph, { architecture, weights }: EncoderDecoder['decoder'], folder: string): Parts {
  const stored = storedValues(graph, weights, folder)
  return { architecture, stored, product: storedProduct(graph, stored) }
}

/** [R, 1, hidden] */
function stepEmbeddings(
  graph: Graph,
  { ids, past, positions }: { readonly ids: string; readonly past: string; readonly positions: number },
  { architecture, stored }: Parts,
): string {
  const { hidden, padding, scale, tensors } = architecture
  const gathered = asFloat(graph, graph.node('Gather', [stored.table(tensors.tokens), ids]))
  const tokens = scale === 1 ? gathered : graph.node('Mul', [gathered, graph.floats([scale], [])])
  const { first } = architecture.positions
  const rows = positions + first
  const table = graph.constant('float32', [rows, hidden], sinusoids(rows, hidden, padding))
  // A padding token that is written has no position, and counts as one all the same.
  const isPadding = graph.node('Equal', [ids, int32(graph, padding)])
  const place = graph.node('Add', [past, graph.integers([first], [])])
  const places = graph.node('Where', [isPadding, graph.integers([padding], []), place])
  const sum = graph.node('Add', [tokens, graph.node('Gather', [table, places])])
  return graph.node('Unsqueeze', [sum, graph.integers([1])])
}

interface Step {
  readonly layer: number
  readonly architecture: DecoderArchitecture
  readonly parts: Parts
  readonly inputs: {
    readonly ancestors: string
    readonly lengths: string
    readonly rows: string
    readonly past: string
  }
}

function decoderLayer(graph: Graph, states: string, step: Step): string {
  const { layer, architecture, parts } = step
  const names = architecture.tensors.layers[layer]!
  const cross = architecture.cross[layer]!
  const before = layerNorm(graph, states, { name: names.attentionNorm, parts })
  const written = graph.node('Add', [selfAttention(graph, before, step), states])
  const between = layerNorm(graph, written, { name: cross.norm, parts })
  const read = graph.node('Add', [crossAttention(graph, between, step), written])
  const after = layerNorm(graph, read, { name: names.outputNorm, parts })
  return graph.node('Add', [feedForward(graph, after, { names, parts }), read])
}

/** To the tokens before and to itself. Keys and values are remembered without their biases. */
function selfAttention(graph: Graph, states: string, { layer, architecture, parts, inputs }: Step): string {
  const { product, stored } = parts
  const { query, key, value, attentionOutput } = architecture.tensors.layers[layer]!
  const { hidden, heads } = architecture
  const layers = [query, key, value]
  const biases = layers.map((name) => stored.values(`${name}.bias`))
  const split = ['query', 'key', 'value'].map((part) => `${query} → ${part}`)
  graph.node('Split', [product(states, layers)], { attributes: { axis: -1, num_outputs: 3 }, outputs: split })
  const remembered = cacheNames(layer).target.map((name, index) => {
    const rows = graph.input(name, 'float32', ['remembered', hidden])
    const present = presentNames(layer)[index]!
    const own = split[index + 1]!
    namedOutput(graph, graph.node('Reshape', [own, graph.integers([-1, hidden])]), [present, 'rows', hidden])
    return sideBySide(graph, [graph.node('Gather', [rows, inputs.ancestors]), own], 1)
  })
  const mixed = graph.node('MultiHeadAttention', [split[0]!, ...remembered, sideBySide(graph, biases)], {
    attributes: { num_heads: heads },
    domain: 'com.microsoft',
  })
  return linear(graph, mixed, { name: attentionOutput, parts })
}

/** To the text that is read: those who write about one text are the tokens of one query, so that its keys are shared. */
function crossAttention(graph: Graph, states: string, { layer, architecture, parts, inputs }: Step): string {
  const { heads, hidden } = architecture
  const { query, output } = architecture.cross[layer]!
  const [key = '', value = ''] = cacheNames(layer).source.map((name) =>
    graph.input(name, 'float32', ['texts', heads, 'tokens', hidden / heads]),
  )
  const texts = graph.node('Shape', [inputs.lengths])
  const together = graph.node('Concat', [texts, graph.integers([-1, hidden])], { attributes: { axis: 0 } })
  const queries = graph.node('Reshape', [linear(graph, states, { name: query, parts }), together])
  const mixed = graph.node('MultiHeadAttention', [queries, key, value, '', inputs.lengths], {
    attributes: { num_heads: heads },
    domain: 'com.microsoft',
  })
  const apart = graph.node('Concat', [inputs.rows, graph.integers([1, hidden])], { attributes: { axis: 0 } })
  return linear(graph, graph.node('Reshape', [mixed, apart]), { name: output, parts })
}

/** Logits [R, vocabulary] → the graph's outputs `tokens` and `log_probabilities`, the best first. */
export function bestTokens(graph: Graph, logits: string): void {
  const best = graph.input('best', 'int64', [1])
  const greatest = ['greatest logits', 'tokens']
  // Of logits, not of their logarithms, whose rounding could make two equal.
  graph.node('TopK', [logits, best], { attributes: { axis: -1, largest: 1, sorted: 1 }, outputs: greatest })
  const sums = graph.node('ReduceLogSumExp', [logits, graph.integers([1])], { attributes: { keepdims: 1 } })
  namedOutput(graph, graph.node('Sub', ['greatest logits', sums]), ['log_probabilities', 'rows', 'best'])
  graph.output('tokens', 'int64', ['rows', 'best'])
}
