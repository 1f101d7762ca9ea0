/**
 * The arithmetic that training and exact search spend their time in, on 32-bit floats.
 *
 * A kernel owns an arena of memory. Its operations take only arrays that the same kernel's `floats` and `integers`
 * gave out, whole or as subarrays; the SIMD kernel passes their byte offsets to WebAssembly without copying.
 * Both kernels round in the same order, so they agree bit for bit.
 */
export interface Kernel {
  readonly name: 'simd' | 'plain'
  /** Zeros, from the arena. @throws {RangeError} the arena is full: says how many bytes were asked for and are left */
  floats(length: number): Float32Array
  /** Zeros, from the arena. */
  integers(length: number): Int32Array
  /** out[m × n] = a[m × k] · b[n × k]ᵀ, each element summed over k in ascending order. */
  multiplyTransposed(out: Float32Array, a: Float32Array, b: Float32Array, m: number, k: number, n: number): void
}
