import { deflateRawSync } from 'node:zlib'
import type { Json } from '../../retrieval.ts'
import { base85 } from './base85.ts'

/** Whole numbers ≥ 0, below 2^32. */
export type Numbers = ArrayLike<number>

/**
 * A header of plain JSON and lists of numbers as text that can stand in a page: `deflate-raw`, then base 85. Each list takes
 * one, two or four bytes a number, the low bytes of all numbers first, which compress better apart. `page/unpack.js` reads it.
 */
export function pack(header: Json, lists: Readonly<Record<string, Numbers>>): string {
  const parts = Object.entries(lists).map(([name, numbers]) => ({ name, width: widthOf(numbers), numbers }))
  const described = parts.map(({ name, width, numbers }) => ({ name, width, length: numbers.length }))
  const head = Buffer.from(JSON.stringify({ header, lists: described }))
  const size = Buffer.alloc(4)
  size.writeUInt32LE(head.length)
  const content = Buffer.concat([size, head, ...parts.flatMap(({ numbers, width }) => planes(numbers, width))])
  return base85(deflateRawSync(content, { level: 9 }))
}

function widthOf(numbers: Numbers): number {
  let most = 0
  for (let i = 0; i < numbers.length; i++) most = Math.max(most, numbers[i]!)
  return most < 2 ** 8 ? 1 : most < 2 ** 16 ? 2 : 4
}

function planes(numbers: Numbers, width: number): Uint8Array[] {
  return Array.from({ length: width }, (_, plane) => Uint8Array.from(numbers, (number) => number >>> (8 * plane)))
}
