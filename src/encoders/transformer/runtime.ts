import type { Backend } from '../../backends/tensorflow/backend.ts'
import { chooseBackend } from '../../backends/tensorflow/choose-backend.ts'
import type { Tokens } from '../../tokenizers/tokenizer.ts'
import { paddedBatch } from '../padded-batch.ts'
import type { Runtime } from '../runtime.ts'
import { verifiedRows } from '../verified-rows.ts'
import { vectors } from './forward.ts'
import type { TransformerModel } from './model.ts'
import { openModel } from './open-model.ts'
import { tokenLimits } from './token-limits.ts'

export interface TransformerRuntimeOptions {
  /** @default the quickest that this machine has */
  readonly backend?: Backend | undefined
}

/**
 * Runs a transformer in TensorFlow.js: where ONNX Runtime is not at hand, and for weights that training has just changed.
 *
 * @throws {OutOfMemory} in `run`, where a batch does not fit the backend's memory
 */
export async function transformerRuntime(
  model: TransformerModel,
  options: TransformerRuntimeOptions = {},
): Promise<Runtime> {
  const backend = options.backend ?? (await chooseBackend())
  const { tf } = backend
  const open = await openModel(tf, model)
  const { dimensions } = open
  const limits = tokenLimits(model.architecture)
  return {
    name: backend.label,
    dimensions,
    async run(texts: readonly Tokens[]): Promise<Float32Array> {
      if (texts.length === 0) return new Float32Array()
      const batch = paddedBatch(texts, limits)
      try {
        const result = tf.tidy(() => vectors({ model: open, batch }))
        const rows = (await result.data()) as Float32Array
        result.dispose()
        return verifiedRows(rows, { caller: 'transformerRuntime', rows: texts.length, columns: dimensions })
      } catch (error) {
        throw backend.explain(error)
      }
    },
    async dispose(): Promise<void> {
      open.dispose()
    },
  }
}
