/**
 * Holm's adjusted p of a family of tests: rejecting those ≤ α makes one false rejection or more with probability at most α,
 * however the tests depend on each other. The family must be declared beforehand; in the order given.
 *
 * @throws {RangeError} a p outside [0, 1]
 * @see Holm 1979, https://www.jstor.org/stable/4615733
 */
export function holm(ps: readonly number[]): number[] {
  const ascending = orderOf('holm', ps)
  const adjusted = new Array<number>(ps.length)
  let largest = 0
  ascending.forEach((test, before) => {
    largest = Math.max(largest, Math.min(1, (ps.length - before) * ps[test]!))
    adjusted[test] = largest
  })
  return adjusted
}

/**
 * Benjamini and Hochberg's adjusted p: of those ≤ α, on average a share of at most α is false. For independent or positively
 * dependent tests; in the order given. Never above Holm's.
 *
 * @throws {RangeError} a p outside [0, 1]
 * @see Benjamini and Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x
 */
export function benjaminiHochberg(ps: readonly number[]): number[] {
  const ascending = orderOf('benjaminiHochberg', ps)
  const adjusted = new Array<number>(ps.length)
  let smallest = 1
  for (let rank = ps.length; rank >= 1; rank--) {
    const test = ascending[rank - 1]!
    // The factor first: it is exactly 1 for the largest p, which rounding must not lower.
    smallest = Math.min(smallest, (ps.length / rank) * ps[test]!)
    adjusted[test] = smallest
  }
  return adjusted
}

function orderOf(caller: string, ps: readonly number[]): number[] {
  ps.forEach((p, i) => {
    if (!(p >= 0 && p <= 1)) {
      throw new RangeError(
        `${caller}: every p must lie in [0, 1]; number ${i} is ${p}. Leave out tests that are not computable.`,
      )
    }
  })
  return [...ps.keys()].sort((a, b) => ps[a]! - ps[b]!)
}
