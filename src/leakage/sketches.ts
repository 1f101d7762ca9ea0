import { derive, fnv1a, seeded } from '../random.ts'
import type { Banding } from './banding.ts'
import { shingles } from './shingles.ts'

/** One number a band and text, text by text: equal numbers make two texts candidates. */
export function sketches(texts: readonly string[], { bands, rows }: Banding, seed = 1): Uint32Array {
  const { masks, factors } = hashFunctions(bands * rows, seed)
  const least = new Uint32Array(bands * rows)
  const out = new Uint32Array(texts.length * bands)
  texts.forEach((text, index) => {
    minHashInto(least, text, { masks, factors })
    for (let band = 0; band < bands; band++) {
      let key = band
      for (let row = band * rows; row < (band + 1) * rows; row++) key = mixed(key ^ least[row]!)
      out[index * bands + band] = key
    }
  })
  return out
}

interface HashFunctions {
  /** Without them a key of 0 would be the least of every function. */
  readonly masks: Int32Array
  /** Odd, so that multiplying by one is a permutation of the 32-bit numbers. */
  readonly factors: Int32Array
}

function hashFunctions(count: number, seed: number): HashFunctions {
  const random = seeded(derive(seed, 'minhash'))
  const draw = (): number => Math.floor(random() * 2 ** 32)
  return {
    masks: Int32Array.from({ length: count }, draw),
    factors: Int32Array.from({ length: count }, () => draw() | 1),
  }
}

/** The least value of each hash function over a text's shingles. */
function minHashInto(least: Uint32Array, text: string, { masks, factors }: HashFunctions): void {
  least.fill(0xffffffff)
  for (const shingle of shingles(text)) {
    const key = fnv1a(shingle)
    for (let i = 0; i < least.length; i++) {
      const value = Math.imul(key ^ masks[i]!, factors[i]!) >>> 0
      if (value < least[i]!) least[i] = value
    }
  }
}

/** Every bit of the result depends on every bit of the value (the finaliser of MurmurHash3). */
function mixed(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
