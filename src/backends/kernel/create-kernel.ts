import { arena, arenaBytes, largestArena } from './arena.ts'
import type { Arithmetic, Bags, Kernel } from './kernel.ts'
import { plainArithmetic } from './plain.ts'
import { packingBytes, simdArithmetic, simdModule } from './simd.ts'

export interface KernelOptions {
  /** What all arrays taken from the kernel may need together; each is rounded up to 16 bytes. */
  readonly bytes: number
  /** SIMD unless the engine cannot run it or it was not built; the kernel's `name` says which it became. */
  readonly prefer?: Kernel['name']
}

const pageBytes = 65_536

/**
 * A kernel with an arena of its own, allocated now and freed when nothing holds the kernel or its arrays.
 *
 * @throws {RangeError} `bytes` is not a non-negative integer, or exceeds the 4 GiB that WebAssembly can address
 */
export function createKernel({ bytes, prefer = 'simd' }: KernelOptions): Kernel {
  if (!Number.isSafeInteger(bytes) || bytes < 0) {
    throw new RangeError(`createKernel: bytes must be a non-negative integer; got ${bytes}.`)
  }
  const usable = arenaBytes(bytes)
  if (usable + packingBytes > largestArena) {
    throw new RangeError(
      `createKernel: bytes must leave an arena within 4 GiB; got ${bytes}. Use fewer dimensions or buckets, or smaller blocks.`,
    )
  }
  const module = prefer === 'simd' ? simdModule() : null
  if (module === null) return checked('plain', new ArrayBuffer(usable), usable, plainArithmetic)
  const pages = Math.ceil((usable + packingBytes) / pageBytes)
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
  return checked('simd', memory.buffer, usable, simdArithmetic(module, memory, usable))
}

/** WebAssembly writes wherever an offset points, so every array is checked before it is passed on. */
function checked(name: Kernel['name'], buffer: ArrayBuffer, usable: number, on: Arithmetic): Kernel {
  const { take } = arena(usable)
  const need = (operation: string, ...arrays: readonly [array: Float32Array | Int32Array, length: number][]): void => {
    for (const [array, length] of arrays) {
      if (array.buffer !== buffer) {
        throw new TypeError(`kernel.${operation}: arrays must come from this kernel's floats() or integers().`)
      }
      if (!(array.length >= length)) {
        throw new RangeError(`kernel.${operation}: the shape needs ${length} values; got ${array.length}.`)
      }
    }
  }
  const needBags = (operation: string, { ids, starts, count }: Bags): void => {
    need(operation, [starts, count + 1])
    need(operation, [ids, starts[count]!])
  }
  return {
    name,
    floats: (length) => new Float32Array(buffer, take(length * 4), length),
    integers: (length) => new Int32Array(buffer, take(length * 4), length),
    multiplyTransposed(out, a, b, m, k, n) {
      need('multiplyTransposed', [out, m * n], [a, m * k], [b, n * k])
      on.multiplyTransposed(out, a, b, m, k, n)
    },
    multiply(out, a, b, m, k, n) {
      need('multiply', [out, m * n], [a, m * k], [b, k * n])
      on.multiply(out, a, b, m, k, n)
    },
    transposedMultiply(out, a, b, m, k, n) {
      need('transposedMultiply', [out, m * n], [a, k * m], [b, k * n])
      on.transposedMultiply(out, a, b, m, k, n)
    },
    meanOfBags(out, table, bags, columns) {
      need('meanOfBags', [out, bags.count * columns], [table, 0])
      needBags('meanOfBags', bags)
      on.meanOfBags(out, table, bags, columns)
    },
    normalizeRows(matrix, lengths, rows, columns) {
      need('normalizeRows', [matrix, rows * columns], [lengths, rows])
      on.normalizeRows(matrix, lengths, rows, columns)
    },
    normalizeRowsBackward(gradients, kept, rows, columns) {
      need('normalizeRowsBackward', [gradients, rows * columns], [kept.units, rows * columns], [kept.lengths, rows])
      on.normalizeRowsBackward(gradients, kept, rows, columns)
    },
    adamRows(state, gradients, options) {
      const { table, moments } = state
      const { ids, vectors, bags } = gradients
      need('adamRows', [moments, 2 * table.length], [table, 0], [vectors, 0], [ids, bags.count])
      needBags('adamRows', bags)
      on.adamRows(state, gradients, options)
    },
    countAbove(counts, scores, thresholds) {
      const { values, starts } = scores
      need('countAbove', [counts, thresholds.length * (starts.length - 1) + 1], [starts, 1], [thresholds, 0])
      need('countAbove', [values, starts.at(-1)!])
      on.countAbove(counts, scores, thresholds)
    },
  }
}
