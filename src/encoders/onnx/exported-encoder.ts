import type { InferenceSession, OnnxValue, Tensor } from 'onnxruntime-node'
import type { Batch } from '../padded-batch.ts'
import { fileFeeds, verifyInputs } from './file-feeds.ts'
import type { Onnx } from './session.ts'

/** An exported encoder's session, its inputs and outputs checked. */
export interface ExportedEncoder {
  /** What it gives: states of tokens [B, L, hidden], or vectors of texts [B, dimensions]. */
  readonly gives: 'tokens' | 'texts'
  /** @throws {RangeError} what comes out is of another type or shape */
  run(batch: Batch): Promise<Tensor>
}

/** By preference: what is pooled here obeys the folder and the prompt. */
const outputs = { last_hidden_state: 'tokens', token_embeddings: 'tokens', sentence_embedding: 'texts' } as const

type Output = keyof typeof outputs

/** @throws {RangeError} the file has other inputs or outputs than encoders have */
export function exportedEncoder(onnx: Onnx, session: InferenceSession, file: string): ExportedEncoder {
  verifyInputs(session, file)
  const output = outputOf(session, file)
  const gives = outputs[output]
  return {
    gives,
    async run(batch) {
      const result = await session.run(fileFeeds(onnx, session, batch), [output])
      const shape = gives === 'texts' ? [batch.rows] : [batch.rows, batch.length]
      return verified(result[output], { shape, what: `${file}: output "${output}"` })
    },
  }
}

function outputOf({ outputNames }: InferenceSession, file: string): Output {
  const known = Object.keys(outputs) as Output[]
  const found = known.find((name) => outputNames.includes(name))
  if (found !== undefined) return found
  throw new RangeError(
    `onnxFileRuntime: ${file}: an output must be one of ${known.join(', ')}; got ${outputNames.join(', ')}. Export the model as an encoder alone.`,
  )
}

/** @param expected all lengths but the last */
function verified(value: OnnxValue | undefined, expected: { shape: readonly number[]; what: string }): Tensor {
  const { shape, what } = expected
  const tensor = value as Tensor
  const { dims, type } = tensor
  const fits = dims.length === shape.length + 1 && shape.every((length, i) => dims[i] === length)
  if (type === 'float32' && fits) return tensor
  throw new RangeError(
    `onnxFileRuntime: ${what} must be float32 [${shape.join(', ')}, …]; got ${type} [${dims.join(', ')}]. Export the model as an encoder alone.`,
  )
}
