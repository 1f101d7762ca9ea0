import type { TensorFlow } from './backend.ts'
import { replaceKernel } from './replace-kernel.ts'
import type { CpuBackend, TensorInfo, Values, WasmBackend } from './tensors.ts'

interface Call<B> {
  readonly inputs: { readonly x: TensorInfo; readonly segmentIds: TensorInfo }
  readonly attrs: { readonly numSegments: number }
  readonly backend: B
}

const name = 'UnsortedSegmentSum'

/** The gradient of a gather: the wasm backend has none. */
export function registerWasmSegmentSum(tf: TensorFlow): void {
  replaceKernel(tf, { backend: 'wasm', name, run: onWasm })
}

/** The cpu backend's own makes a pass over all rows for each segment: 7 s for a vocabulary of 2,000. */
export function registerCpuSegmentSum(tf: TensorFlow): void {
  replaceKernel(tf, { backend: 'cpu', name, run: onCpu })
}

function onWasm({ inputs: { x, segmentIds }, attrs, backend }: Call<WasmBackend>): TensorInfo {
  const out = backend.makeOutput(sumsShape(x, segmentIds, attrs.numSegments), x.dtype)
  const [sums, values, ids] = [out, x, segmentIds].map((tensor) => backend.typedArrayFromHeap(tensor) as Values)
  addSegments(sums!.fill(0), values!, ids!)
  return out
}

function onCpu({ inputs: { x, segmentIds }, attrs, backend }: Call<CpuBackend>): TensorInfo {
  const shape = sumsShape(x, segmentIds, attrs.numSegments)
  const size = shape.reduce((product, length) => product * length, 1)
  const sums = x.dtype === 'int32' ? new Int32Array(size) : new Float32Array(size)
  addSegments(sums, backend.data.get(x.dataId).values, backend.data.get(segmentIds.dataId).values)
  return backend.makeTensorInfo(shape, x.dtype, sums)
}

function sumsShape(x: TensorInfo, segmentIds: TensorInfo, segments: number): number[] {
  return [segments, ...x.shape.slice(segmentIds.shape.length)]
}

/** Adds row r of `values` to row ids[r] of `sums`; ids out of range, as everywhere in TensorFlow, are left out. */
function addSegments(sums: Values, values: Values, ids: Values): void {
  const columns = values.length / ids.length
  ids.forEach((id, r) => {
    const to = id * columns
    if (!(id >= 0 && to < sums.length)) return
    const from = r * columns
    for (let c = 0; c < columns; c++) sums[to + c]! += values[from + c]!
  })
}
