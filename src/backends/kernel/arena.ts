/** Bytes at the start that are never given out, so that no array lies at address 0. */
const reserved = 64
/** Arrays start at multiples of a SIMD register's width. */
const alignment = 16
/** The largest memory that 32-bit WebAssembly can address. */
export const largestArena: number = 2 ** 32

/** Memory that is only ever given out, in order: what was given stays valid for the arena's whole life. */
export interface Arena {
  /** The byte offset of `bytes` fresh zeros. @throws {RangeError} the arena is full */
  take(bytes: number): number
}

/** Bytes of memory for an arena that can give out `bytes`. */
export function arenaBytes(bytes: number): number {
  return reserved + Math.ceil(bytes / alignment) * alignment
}

/** An arena that ends at byte `end` of its memory. */
export function arena(end: number): Arena {
  let next = reserved
  return {
    take(bytes) {
      if (!(next + bytes <= end)) {
        const left = Math.max(0, end - next)
        throw new RangeError(
          `createKernel: the arena must hold every array taken from it; ${bytes} bytes were asked for and ${left} are left. Create the kernel with more bytes.`,
        )
      }
      const offset = next
      next += Math.ceil(bytes / alignment) * alignment
      return offset
    },
  }
}
