import type { InferenceSession, Tensor } from 'onnxruntime-node'
import type { Batch } from '../padded-batch.ts'
import type { Onnx } from './session.ts'

/** Values of the inputs that exporters name so, for rows × length tokens. */
const inputs: Readonly<Record<string, (batch: Batch) => Int32Array>> = {
  input_ids: ({ ids }) => ids,
  attention_mask: attentionMask,
  token_type_ids: ({ ids }) => new Int32Array(ids.length),
}

/** @throws {RangeError} the file lacks an input that it must have, or has one that is not known */
export function verifyInputs({ inputNames }: InferenceSession, file: string): void {
  const known = Object.keys(inputs)
  const missing = known.slice(0, 2).filter((name) => !inputNames.includes(name))
  const strange = inputNames.filter((name) => !known.includes(name))
  if (missing.length + strange.length === 0) return
  throw new RangeError(
    `onnxFileRuntime: ${file}: inputs must be input_ids, attention_mask and perhaps token_type_ids; got ${inputNames.join(', ')}. Export the model as an encoder alone.`,
  )
}

/** A batch as an exported encoder takes it, in integers of the size that it wants. */
export function fileFeeds(onnx: Onnx, session: InferenceSession, batch: Batch): Record<string, Tensor> {
  const feed = (name: string): Tensor => {
    const values = inputs[name]?.(batch) ?? new Int32Array()
    const shape = [batch.rows, batch.length]
    return isOf32Bits(session, name)
      ? new onnx.Tensor('int32', values, shape)
      : new onnx.Tensor('int64', BigInt64Array.from(values, BigInt), shape)
  }
  return Object.fromEntries(session.inputNames.map((name) => [name, feed(name)]))
}

function isOf32Bits({ inputMetadata }: InferenceSession, name: string): boolean {
  return inputMetadata.some((input) => input.name === name && input.isTensor && input.type === 'int32')
}

function attentionMask({ ids, lengths, length }: Batch): Int32Array {
  const mask = new Int32Array(ids.length)
  for (const [row, own] of lengths.entries()) mask.fill(1, row * length, row * length + own)
  return mask
}
