import type { TensorFlow } from './backend.ts'
import { replaceKernel } from './replace-kernel.ts'
import type { TensorInfo, WasmBackend } from './tensors.ts'

interface Call {
  readonly inputs: { readonly x: TensorInfo }
  readonly attrs: { readonly axis: number | readonly number[] | null; readonly keepDims: boolean }
  readonly backend: WasmBackend
}

/**
 * Replaces the wasm backend's sum of floats over adjoining axes. Its own first transposes the tensor so that they come
 * last, which for the gradient of a bias, a sum over all tokens, takes longer than the sum. Sums are kept in 64 bits.
 */
export function registerSum(tf: TensorFlow): void {
  const own = tf.getKernel('Sum', 'wasm').kernelFunc as unknown as (call: Call) => TensorInfo
  replaceKernel(tf, {
    backend: 'wasm',
    name: 'Sum',
    run(call: Call) {
      const { inputs, attrs, backend } = call
      const axes = tf.util.parseAxisParam(attrs.axis as number[], inputs.x.shape)
      if (inputs.x.dtype !== 'float32' || !adjoining(axes)) return own(call)
      return sum(inputs.x, { axes, keepDims: attrs.keepDims }, backend)
    },
  })
}

/** Sorts the axes. */
function adjoining(axes: number[]): boolean {
  axes.sort((a, b) => a - b)
  return axes.length > 0 && axes.at(-1)! - axes[0]! === axes.length - 1
}

interface Over {
  readonly axes: readonly number[]
  readonly keepDims: boolean
}

function sum(x: TensorInfo, { axes, keepDims }: Over, backend: WasmBackend): TensorInfo {
  const before = x.shape.slice(0, axes[0])
  const after = x.shape.slice(axes.at(-1)! + 1)
  const out = backend.makeOutput([...before, ...(keepDims ? axes.map(() => 1) : []), ...after], 'float32')
  const [values, sums] = [x, out].map((tensor) => backend.typedArrayFromHeap(tensor) as Float32Array)
  const columns = product(after)
  const rows = product(x.shape.slice(axes[0], axes.at(-1)! + 1))
  for (let o = 0; o < product(before); o++) {
    const block = values!.subarray(o * rows * columns, (o + 1) * rows * columns)
    if (columns === 1) sums![o] = total(block)
    else columnSums(sums!.subarray(o * columns, (o + 1) * columns), block)
  }
  return out
}

function product(lengths: readonly number[]): number {
  return lengths.reduce((size, length) => size * length, 1)
}

/** Four sums at a time: an addition need not wait for the one before it. */
function total(values: Float32Array): number {
  const whole = values.length & ~3
  let [s0, s1, s2, s3] = [0, 0, 0, 0]
  for (let i = 0; i < whole; i += 4) {
    s0 += values[i]!
    s1 += values[i + 1]!
    s2 += values[i + 2]!
    s3 += values[i + 3]!
  }
  for (let i = whole; i < values.length; i++) s0 += values[i]!
  return s0 + s1 + (s2 + s3)
}

/** Sums over rows, four columns at a time so that their sums stay in registers. */
function columnSums(sums: Float32Array, values: Float32Array): void {
  const columns = sums.length
  const whole = columns & ~3
  for (let c = 0; c < whole; c += 4) addFour(sums, values, c)
  for (let c = whole; c < columns; c++) {
    let s = 0
    for (let i = c; i < values.length; i += columns) s += values[i]!
    sums[c] = s
  }
}

function addFour(sums: Float32Array, values: Float32Array, c: number): void {
  let [s0, s1, s2, s3] = [0, 0, 0, 0]
  for (let i = c; i < values.length; i += sums.length) {
    s0 += values[i]!
    s1 += values[i + 1]!
    s2 += values[i + 2]!
    s3 += values[i + 3]!
  }
  sums[c] = s0
  sums[c + 1] = s1
  sums[c + 2] = s2
  sums[c + 3] = s3
}
