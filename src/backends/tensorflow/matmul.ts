import type { Arithmetic } from '../kernel/kernel.ts'
import { plainArithmetic } from '../kernel/plain.ts'
import { packingBytes, simdArithmetic, simdModule } from '../kernel/simd.ts'
import type { TensorFlow } from './backend.ts'
import { replaceKernel } from './replace-kernel.ts'
import type { CpuBackend, TensorInfo, WasmBackend } from './tensors.ts'

interface Call<B> {
  readonly inputs: { readonly a: TensorInfo; readonly b: TensorInfo }
  readonly attrs: Sides
  readonly backend: B
}

/** Where a backend keeps its tensors. */
interface Storage<B> {
  readonly name: 'wasm' | 'cpu'
  readonly arithmetic: Arithmetic
  make(backend: B, shape: number[]): TensorInfo
  values(backend: B, tensor: TensorInfo): Float32Array
}

/**
 * Replaces the wasm backend's product of matrices. Its own leaves the quick path for a transposed side or a batch, that
 * is for attention and for every gradient, and is there 20 to 60 times slower (0.4–2 against 25 GF/s). Ours is the SIMD
 * kernel, started a second time on the backend's own memory: it reads and writes tensors where they lie, and takes a
 * transposed side as it is.
 */
export function registerWasmMatMul(tf: TensorFlow, backend: WasmBackend): void {
  register<WasmBackend>(tf, {
    name: 'wasm',
    arithmetic: arithmeticOn(backend),
    make: (heap, shape) => heap.makeOutput(shape, 'float32'),
    values: (heap, tensor) => heap.typedArrayFromHeap(tensor) as Float32Array,
  })
}

/** Operations on views of the backend's heap. */
function arithmeticOn({ wasm }: WasmBackend): Arithmetic {
  const module = simdModule()
  if (module === null) return plainArithmetic
  return simdArithmetic(module, wasm.asm.memory, wasm._malloc(packingBytes))
}

/** Replaces the cpu backend's, which repeats the arithmetic of addresses for each value. */
export function registerCpuMatMul(tf: TensorFlow): void {
  register<CpuBackend>(tf, {
    name: 'cpu',
    arithmetic: plainArithmetic,
    make(backend, shape) {
      const values = new Float32Array(shape.reduce((size, length) => size * length, 1))
      return backend.makeTensorInfo(shape, 'float32', values)
    },
    values: (backend, tensor) => backend.data.get(tensor.dataId).values as Float32Array,
  })
}

function register<B>(tf: TensorFlow, storage: Storage<B>): void {
  const own = tf.getKernel('BatchMatMul', storage.name).kernelFunc as unknown as (call: Call<B>) => TensorInfo
  replaceKernel(tf, {
    backend: storage.name,
    name: 'BatchMatMul',
    run(call: Call<B>) {
      const floats = call.inputs.a.dtype === 'float32' && call.inputs.b.dtype === 'float32'
      return floats ? matMul(tf, storage, call) : own(call)
    },
  })
}

function matMul<B>(tf: TensorFlow, storage: Storage<B>, { inputs: { a, b }, attrs, backend }: Call<B>): TensorInfo {
  const shape = productShape(a.shape, b.shape, attrs)
  const batches = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2))
  const product = storage.make(backend, [...batches, shape.m, shape.n])
  const [from, by, out] = [a, b, product].map((tensor) => storage.values(backend, tensor))
  const multiply = multiplier(storage.arithmetic, attrs, shape)
  const lefts = matricesOf(a.shape, batches)
  const rights = matricesOf(b.shape, batches)
  const { m, k, n } = shape
  lefts.forEach((left, i) => {
    multiply(out!.subarray(i * m * n), from!.subarray(left * m * k), by!.subarray(rights[i]! * k * n))
  })
  return product
}

/** Which sides are transposed. */
interface Sides {
  readonly transposeA: boolean
  readonly transposeB: boolean
}

interface ProductShape {
  readonly m: number
  readonly k: number
  readonly n: number
}

function productShape(a: readonly number[], b: readonly number[], { transposeA, transposeB }: Sides): ProductShape {
  const [rowsA, columnsA] = a.slice(-2) as [number, number]
  const [rowsB, columnsB] = b.slice(-2) as [number, number]
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA]
  const [depth, n] = transposeB ? [columnsB, rowsB] : [rowsB, columnsB]
  if (k !== depth) {
    throw new RangeError(
      `matMul: inner dimensions must agree; got ${k} and ${depth}, of [${a}]${transposeA ? 'ᵀ' : ''} and [${b}]${transposeB ? 'ᵀ' : ''}.`,
    )
  }
  return { m, k, n }
}

/** For each matrix of the result, in order, the number of the operand's matrix that goes into it. */
function matricesOf(shape: readonly number[], batches: readonly number[]): number[] {
  let numbers = [0]
  let stride = 1
  for (let axis = 1; axis <= batches.length; axis++) {
    const size = shape.at(-2 - axis) ?? 1
    const step = size === 1 ? 0 : stride
    const places = Array.from({ length: batches.at(-axis)! }, (_, i) => i * step)
    numbers = places.flatMap((place) => numbers.map((number) => place + number))
    stride *= size
  }
  return numbers
}

type Multiply = (out: Float32Array, a: Float32Array, b: Float32Array) => void

function multiplier(on: Arithmetic, { transposeA, transposeB }: Sides, { m, k, n }: ProductShape): Multiply {
  if (transposeA && transposeB) {
    // (a b)ᵀ of the swapped operands; nothing that trains a transformer asks for it.
    const swapped = new Float32Array(n * m)
    return (out, a, b) => {
      plainArithmetic.multiply(swapped, b, a, n, k, m)
      for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) out[i * n + j] = swapped[j * m + i]!
    }
  }
  if (transposeA) return (out, a, b) => on.transposedMultiply(out, a, b, m, k, n)
  if (transposeB) return (out, a, b) => on.multiplyTransposed(out, a, b, m, k, n)
  return (out, a, b) => on.multiply(out, a, b, m, k, n)
}
