import { shingles } from './shingles.ts'

/** The rarest shingles of a text: so many that two texts as similar as the threshold share at least one of them. */
export type RareShingles = (text: string) => readonly string[]

/**
 * Prefix filtering: with all shingles in one order, here the rarest among some texts first, two sets whose Jaccard
 * similarity reaches t share one of the first n − ⌈t·n⌉ + 1 of each (n its size). Frequencies are counted at first use.
 *
 * @see Bayardo, Ma, Srikant: Scaling up all pairs similarity search, WWW 2007
 */
export function rareShingles(texts: readonly string[], threshold: number): RareShingles {
  const known = new Map<string, readonly string[]>()
  let frequencies: ReadonlyMap<string, number> | undefined
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    frequencies ??= frequenciesIn(texts)
    const rare = rarestFirst(text, frequencies)
    // 0.55 × 100 comes out above 55. One shingle too many is harmless, one too few loses pairs.
    rare.length += 1 - Math.ceil(threshold * rare.length - 1e-9)
    known.set(text, rare)
    return rare
  }
}

function frequenciesIn(texts: readonly string[]): ReadonlyMap<string, number> {
  const frequencies = new Map<string, number>()
  for (const text of texts)
    for (const shingle of shingles(text)) frequencies.set(shingle, (frequencies.get(shingle) ?? 0) + 1)
  return frequencies
}

function rarestFirst(text: string, frequencies: ReadonlyMap<string, number>): string[] {
  const frequency = (shingle: string): number => frequencies.get(shingle) ?? 0
  return [...shingles(text)].sort((a, b) => frequency(a) - frequency(b) || (a < b ? -1 : 1))
}
