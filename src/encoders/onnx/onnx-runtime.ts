import type { Tokens } from '../../tokenizers/tokenizer.ts'
import type { ModelFolder } from '../folder/model-folder.ts'
import type { Runtime } from '../runtime.ts'
import { paddedBatch, type TokenLimits } from './batch.ts'
import { dimensionsOf, encoderGraph, type GraphFolder } from './encoder-graph.ts'
import { feeds, floats } from './feeds.ts'
import { type OnnxSessionOptions, onnxPackage, openSession } from './session.ts'
import { commonFolder } from './stored.ts'
import { verifiedRows } from './verified-rows.ts'

/** What of a model folder ONNX Runtime needs. */
export type OnnxModel = GraphFolder & Pick<ModelFolder, 'name'>

export interface OnnxRuntimeOptions extends OnnxSessionOptions {}

const caller = 'onnxRuntime'

/**
 * Runs a transformer encoder in ONNX Runtime on the CPU. Its graph is made here, in memory; the weights stay in their
 * safetensors files, which ONNX Runtime maps: nothing is exported or copied, and the files must stay while it is used.
 *
 * @throws {Error} the package onnxruntime-node is absent, does not load here, or refuses the model
 */
export async function onnxRuntime(model: OnnxModel, options: OnnxRuntimeOptions = {}): Promise<Runtime> {
  const onnx = await onnxPackage(caller)
  const folder = commonFolder(model.weights)
  const session = await openSession(onnx, { caller, model: encoderGraph(model, { folder }), folder }, options)
  const columns = dimensionsOf({ width: model.architecture.hidden, ...model })
  const limits = tokenLimits(model)
  return {
    name: 'ONNX Runtime',
    dimensions: columns,
    async run(texts: readonly Tokens[]): Promise<Float32Array> {
      if (texts.length === 0) return new Float32Array()
      const batch = paddedBatch(texts, limits)
      const result = await session.run(feeds(onnx, session, batch))
      return verifiedRows(floats(result, 'embeddings'), { caller, rows: batch.rows, columns })
    },
    dispose: () => session.release(),
  }
}

function tokenLimits({ architecture }: OnnxModel): TokenLimits {
  const { padding, vocabulary, positions } = architecture
  return { padding, vocabulary, length: positions.rows - positions.first }
}
