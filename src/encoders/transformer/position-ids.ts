import type { Architecture } from '../folder/architecture.ts'
import type { Batch } from '../padded-batch.ts'

/** The position of each token, rows × length. */
export function positionIds({ ids, rows, length }: Batch, { positions, padding }: Architecture): Int32Array {
  const { first, counts } = positions
  if (counts === 'every token') return Int32Array.from({ length: rows * length }, (_, at) => first + (at % length))
  const out = new Int32Array(rows * length)
  for (let row = 0, at = 0; row < rows; row++) {
    let next = first
    for (const end = at + length; at < end; at++) out[at] = ids[at] === padding ? padding : next++
  }
  return out
}
