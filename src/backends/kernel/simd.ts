import { readFileSync } from 'node:fs'
import type { Arithmetic } from './kernel.ts'

/** assembly.ts as compiled. Pointers are byte offsets into the memory given at instantiation. */
interface Exports {
  scratchBytes(): number
  product(
    out: number,
    ...rest: [a: number, aRow: number, aDepth: number, b: number, bColumn: number, bDepth: number, ...shape: Shape]
  ): void
  meanOfBags(out: number, table: number, ids: number, starts: number, count: number, columns: number): void
  normalizeRows(matrix: number, lengths: number, rows: number, columns: number): void
  normalizeRowsBackward(gradients: number, units: number, lengths: number, rows: number, columns: number): void
  adamRows(...pointersThenNumbers: number[]): void
  countAbove(...[counts, scores, starts, pieces, thresholds, count]: number[]): void
}
type Shape = [m: number, k: number, n: number, scratch: number]

let compiled: WebAssembly.Module | null | undefined

/** The compiled kernel; null where it was not built or the engine has no SIMD. Compiled once a process. */
export function simdModule(): WebAssembly.Module | null {
  if (compiled === undefined) {
    try {
      compiled = new WebAssembly.Module(readFileSync(new URL('kernel.wasm', import.meta.url)))
    } catch (error) {
      const absent = error instanceof WebAssembly.CompileError || (error as NodeJS.ErrnoException).code === 'ENOENT'
      if (!absent) throw error
      compiled = null
    }
  }
  return compiled
}

/** Bytes beyond the arena that the SIMD kernel packs matrices into. At the arena's end, so that arena offsets stay its own. */
export const packingBytes: number = ((1024 + 128) * 512 + 32) * 4

/** The kernel's operations in WebAssembly, on arrays of `memory`; `scratch` is the offset of `packingBytes` free bytes. */
export function simdArithmetic(module: WebAssembly.Module, memory: WebAssembly.Memory, scratch: number): Arithmetic {
  const wasm = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports
  if (wasm.scratchBytes() !== packingBytes) {
    throw new RangeError(
      `simdArithmetic: kernel.wasm must need ${packingBytes} bytes of scratch; got ${wasm.scratchBytes()}. Build it again: npm run kernel.`,
    )
  }
  const multiply = (out: Float32Array, a: Operand, b: Operand, m: number, k: number, n: number): void => {
    if (k === 0) out.fill(0, 0, m * n)
    else wasm.product(out.byteOffset, ...operand(a), ...operand(b), m, k, n, scratch)
  }
  return {
    multiplyTransposed: (out, a, b, m, k, n) => multiply(out, [a, k, 1], [b, k, 1], m, k, n),
    multiply: (out, a, b, m, k, n) => multiply(out, [a, k, 1], [b, 1, n], m, k, n),
    transposedMultiply: (out, a, b, m, k, n) => multiply(out, [a, 1, m], [b, 1, n], m, k, n),
    meanOfBags: (out, table, { ids, starts, count }, columns) =>
      wasm.meanOfBags(out.byteOffset, table.byteOffset, ids.byteOffset, starts.byteOffset, count, columns),
    normalizeRows: (matrix, lengths, rows, columns) =>
      wasm.normalizeRows(matrix.byteOffset, lengths.byteOffset, rows, columns),
    normalizeRowsBackward: (gradients, { units, lengths }, rows, columns) =>
      wasm.normalizeRowsBackward(gradients.byteOffset, units.byteOffset, lengths.byteOffset, rows, columns),
    adamRows({ table, moments }, { ids, vectors, bags }, { columns, rate, correction, beta1, beta2, epsilon }) {
      const pointers = [table, moments, ids, vectors, bags.ids, bags.starts].map((array) => array.byteOffset)
      wasm.adamRows(...pointers, bags.count, columns, rate, correction, beta1, beta2, epsilon)
    },
    countAbove: (counts, { values, starts }, thresholds) =>
      wasm.countAbove(
        ...[counts.byteOffset, values.byteOffset, starts.byteOffset, starts.length - 1],
        ...[thresholds.byteOffset, thresholds.length],
      ),
  }
}

/** A matrix with the steps from one row (column) to the next and from one value of k to the next. */
type Operand = readonly [values: Float32Array, step: number, depthStep: number]

function operand([values, step, depthStep]: Operand): [number, number, number] {
  return [values.byteOffset, step, depthStep]
}
