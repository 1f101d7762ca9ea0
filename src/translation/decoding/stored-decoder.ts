import type { InferenceSession, Tensor } from 'onnxruntime-node'
import {
  cacheNames,
  decoderStepGraph,
  type EncoderDecoder,
  presentNames,
  sourceGraph,
} from '../../encoders/onnx/decoder-graph.ts'
import { feeds, floats } from '../../encoders/onnx/feeds.ts'
import { type Onnx, type OnnxSessionOptions, onnxPackage, openSession } from '../../encoders/onnx/session.ts'
import { paddedBatch } from '../../encoders/padded-batch.ts'
import type { Candidates, Decoder, Step, Writing } from './decoder.ts'
import { continued, seeds } from './family-tree.ts'
import { type RowMemory, rowMemory } from './row-memory.ts'

export interface StoredDecoderOptions extends OnnxSessionOptions {
  /** Most tokens of a text that is written. */
  readonly positions: number
}

const caller = 'm2m100Translator'

/**
 * Runs an encoder and its decoder in ONNX Runtime, out of graphs that are made here over weights that stay in their files.
 *
 * @throws {Error} the package onnxruntime-node is absent, does not load here, or refuses the model
 */
export async function storedDecoder(model: EncoderDecoder, options: StoredDecoderOptions): Promise<Decoder> {
  const onnx = await onnxPackage(caller)
  const { folder } = model
  const open = (graph: Uint8Array): Promise<InferenceSession> =>
    openSession(onnx, { caller, model: graph, folder }, options)
  const source = await open(sourceGraph(model))
  const target = await open(decoderStepGraph(model, options)).catch(async (error: unknown) => {
    await source.release()
    throw error
  })
  const { padding, vocabulary, positions } = model.encoder.architecture
  const limits = { padding, vocabulary, length: positions.rows - positions.first }
  const { layers, hidden } = model.decoder.architecture
  let released: Promise<unknown> | undefined
  return {
    vocabulary: model.decoder.architecture.vocabulary,
    async read(texts) {
      const batch = paddedBatch(texts, limits)
      const remembered = (await source.run(feeds(onnx, source, batch))) as Record<string, Tensor>
      return writing({ onnx, session: target, layers, hidden }, { remembered, lengths: batch.lengths })
    },
    async dispose() {
      released ??= Promise.all([source.release(), target.release()])
      await released
    },
  }
}

interface Stepper {
  readonly onnx: Onnx
  readonly session: InferenceSession
  readonly layers: number
  readonly hidden: number
}

/** What the texts read leave behind for the layers that attend to them. */
interface Source {
  readonly remembered: Readonly<Record<string, Tensor>>
  readonly lengths: Int32Array
}

function writing(stepper: Stepper, read: Source): Writing {
  const { onnx, session, layers, hidden } = stepper
  let source = read
  let tree = seeds(read.lengths.length)
  let numbered = 0
  const names = Array.from({ length: layers }, (_, layer) => ({
    inputs: cacheNames(layer).target,
    outputs: presentNames(layer),
  }))
  const memories = new Map(names.flatMap(({ inputs }) => inputs.map((name) => [name, rowMemory()] as const)))
  const memory = (name: string): RowMemory => memories.get(name)!

  return {
    async step({ tokens, parents, best }: Step): Promise<Candidates> {
      const next = continued(tree, parents, numbered)
      if (next.left.length < source.lengths.length) source = kept(onnx, source, next.left)
      tree = next.tree
      const past = Object.fromEntries(
        [...memories].map(([name, { rows }]) => [name, new onnx.Tensor('float32', rows, [numbered, hidden])]),
      )
      const result = await session.run({
        ...source.remembered,
        ...past,
        input_ids: new onnx.Tensor('int32', tokens, [tree.rows]),
        ancestors: new onnx.Tensor('int32', tree.ancestors, [tree.rows, tree.past]),
        lengths: new onnx.Tensor('int32', source.lengths, [source.lengths.length]),
        best: new onnx.Tensor('int64', BigInt64Array.of(BigInt(best)), [1]),
      })
      for (const { inputs, outputs } of names) {
        for (const [index, name] of inputs.entries()) memory(name).add(floats(result, outputs[index]!))
      }
      numbered += tree.rows
      return {
        best,
        tokens: Int32Array.from((result['tokens'] as Tensor).data as BigInt64Array, Number),
        logProbabilities: floats(result, 'log_probabilities'),
      }
    },
  }
}

/** The texts of these numbers, ascending, moved to the front where they lie. */
function kept(onnx: Onnx, { remembered, lengths }: Source, left: readonly number[]): Source {
  const moved = Object.entries(remembered).map(([name, { data, dims }]) => {
    const values = data as Float32Array
    const size = values.length / lengths.length
    for (const [place, text] of left.entries()) values.copyWithin(place * size, text * size, (text + 1) * size)
    const shape = [left.length, ...dims.slice(1)]
    return [name, new onnx.Tensor('float32', values.subarray(0, left.length * size), shape)] as const
  })
  return { remembered: Object.fromEntries(moved), lengths: Int32Array.from(left, (text) => lengths[text]!) }
}
