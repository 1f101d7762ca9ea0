/** Rows of numbers one after another, which stay where they were put. */
export interface RowMemory {
  /** All rows so far, one after another. Good until the next `add`. */
  readonly rows: Float32Array
  add(rows: Float32Array): void
}

/** Grows by doubling, so that each row is copied once or twice in all. */
export function rowMemory(): RowMemory {
  let held = new Float32Array()
  let used = 0
  return {
    get rows() {
      return held.subarray(0, used)
    },
    add(rows) {
      if (used + rows.length > held.length) {
        const larger = new Float32Array(Math.max(2 * held.length, used + rows.length))
        larger.set(held.subarray(0, used))
        held = larger
      }
      held.set(rows, used)
      used += rows.length
    },
  }
}
