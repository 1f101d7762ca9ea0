import type { TensorFlow } from './backend.ts'
import { replaceKernel } from './replace-kernel.ts'
import type { TensorInfo, WasmBackend } from './tensors.ts'

interface Call {
  readonly inputs: { readonly x: TensorInfo; readonly indices: TensorInfo }
  readonly attrs: { readonly axis: number; readonly batchDims: number }
  readonly backend: WasmBackend
}

/**
 * Replaces the wasm backend's look-up of rows, which works out each value's address by itself: 20 ms for 4,096 tokens of
 * 128 dimensions, where copying rows takes 1.
 */
export function registerGather(tf: TensorFlow): void {
  const own = tf.getKernel('GatherV2', 'wasm').kernelFunc as unknown as (call: Call) => TensorInfo
  replaceKernel(tf, {
    backend: 'wasm',
    name: 'GatherV2',
    run(call: Call) {
      const { inputs, attrs } = call
      const rowsOfFloats = inputs.x.dtype === 'float32' && inputs.indices.dtype === 'int32' && inputs.x.shape.length > 1
      return rowsOfFloats && attrs.axis === 0 && attrs.batchDims === 0 ? gatherRows(call) : own(call)
    },
  })
}

function gatherRows({ inputs: { x, indices }, backend }: Call): TensorInfo {
  const [rows, ...rest] = x.shape
  const out = backend.makeOutput([...indices.shape, ...rest], 'float32')
  const [to, from, ids] = [out, x, indices].map((tensor) => backend.typedArrayFromHeap(tensor))
  const columns = rest.reduce((size, length) => size * length, 1)
  ids!.forEach((id, i) => {
    if (!(id >= 0 && id < rows!)) {
      backend.disposeData(out.dataId)
      throw new RangeError(`gather: ids must be at least 0 and below ${rows}; got ${id}.`)
    }
    to!.set(from!.subarray(id * columns, (id + 1) * columns), i * columns)
  })
  return out
}
