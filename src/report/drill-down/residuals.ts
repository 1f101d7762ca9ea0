/** What a list is once another one is known, which it goes along with: usually small numbers, which compress well. */
export interface Residuals {
  /** Of each number of the known list, what usually stands beside it: the median. */
  readonly usual: Uint32Array
  /** How far each number is from what is usual, as `zigzag` writes it. */
  readonly off: Uint32Array
}

/** @param known beside each number of `list` one that the reader has already, small */
export function residuals(list: Uint32Array, known: Uint32Array): Residuals {
  const beside = Map.groupBy(list.keys(), (at) => known[at]!)
  const most = known.reduce((largest, number) => Math.max(largest, number), 0)
  const usual = Uint32Array.from({ length: most + 1 }, (_, number) => median(beside.get(number) ?? [], list))
  return { usual, off: Uint32Array.from(list, (number, at) => zigzag(number - usual[known[at]!]!)) }
}

function median(places: readonly number[], list: Uint32Array): number {
  const numbers = places.map((at) => list[at]!).sort((a, b) => a - b)
  return numbers[Math.floor(numbers.length / 2)] ?? 0
}

/** Whole numbers as those from 0 on: 0, −1, 1, −2, 2 as 0, 1, 2, 3, 4. */
export function zigzag(number: number): number {
  return number < 0 ? -2 * number - 1 : 2 * number
}
