/**
 * Texts in batches of similar length, so that little is padding: longest first, so that a batch that needs too much
 * memory is met at the start. Equal lengths keep their order.
 *
 * @param lengths tokens of each text, at least 1
 * @param tokenBudget most tokens of a batch, padding included: texts × longest. A text longer than that is alone.
 * @returns numbers of texts, each in exactly one batch
 * @throws {RangeError} `tokenBudget` is not a positive integer
 */
export function lengthBatches(lengths: Int32Array, tokenBudget: number): Int32Array[] {
  if (!Number.isSafeInteger(tokenBudget) || tokenBudget < 1) {
    throw new RangeError(`lengthBatches: tokenBudget must be a positive integer; got ${tokenBudget}.`)
  }
  const order = longestFirst(lengths)
  const batches: Int32Array[] = []
  for (let first = 0, end = 0; first < order.length; first = end) {
    end = first + Math.max(1, Math.floor(tokenBudget / lengths[order[first]!]!))
    batches.push(order.subarray(first, end))
  }
  return batches
}

/** The numbers of texts by length, descending; equal lengths keep their order. */
export function longestFirst(lengths: Int32Array): Int32Array {
  return Int32Array.from(lengths.keys()).sort((a, b) => lengths[b]! - lengths[a]! || a - b)
}
