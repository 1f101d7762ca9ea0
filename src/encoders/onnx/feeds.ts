import type { InferenceSession, OnnxValue, Tensor } from 'onnxruntime-node'
import type { Batch } from '../padded-batch.ts'
import type { Onnx } from './session.ts'

/** A batch as those of its parts that a session of `encoderGraph` takes. */
export function feeds(onnx: Onnx, session: InferenceSession, batch: Batch): Record<string, Tensor> {
  const { ids, lengths, first, end, rows, length } = batch
  const all = {
    ids: new onnx.Tensor('int32', ids, [rows, length]),
    lengths: new onnx.Tensor('int32', lengths, [rows]),
    first: new onnx.Tensor('int32', first, [rows]),
    end: new onnx.Tensor('int32', end, [rows]),
  }
  return Object.fromEntries(Object.entries(all).filter(([name]) => session.inputNames.includes(name)))
}

/** An output's 32-bit floats. @throws {TypeError} it has others */
export function floats(result: Readonly<Record<string, OnnxValue>>, name: string): Float32Array {
  const data = (result[name] as Tensor | undefined)?.data
  if (data instanceof Float32Array) return data
  throw new TypeError(
    `onnxRuntime: output "${name}" must be of 32-bit floats; got ${data?.constructor.name ?? 'none'}.`,
  )
}
