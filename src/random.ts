/** A seeded source of uniform numbers in [0, 1). Passed in, never ambient. */
export type Random = () => number

/**
 * A generator made from an integer seed (mulberry32: 32 bits of state, one multiplication chain a draw).
 *
 * @throws {RangeError} the seed is not a safe integer
 */
export function seeded(seed: number): Random {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seeded: the seed must be an integer; got ${seed}.`)
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * A seed for one named purpose, so that drawing more numbers for one purpose never shifts another.
 * `derive(1, 'language')` and `derive(1, 'weights')` are unrelated streams of the same experiment.
 */
export function derive(seed: number, ...keys: readonly (string | number)[]): number {
  return fnv1a([seed, ...keys].join('\u0000'))
}

/** An integer in [0, bound). */
export function drawInteger(random: Random, bound: number): number {
  return Math.floor(random() * bound)
}

/** A number of the standard normal distribution (Box–Muller, one of the pair). */
export function drawNormal(random: Random): number {
  // 1 - u lies in (0, 1], so the logarithm is finite.
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** A new array in a uniformly random order (Fisher–Yates). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const out = [...items]
  for (let i = out.length - 1; i > 0; i--) {
    const j = drawInteger(random, i + 1)
    const kept = out[i] as T
    out[i] = out[j] as T
    out[j] = kept
  }
  return out
}

/**
 * A 32-bit hash of a string's UTF-16 code units (FNV-1a with a final avalanche). For seeds and hash buckets, not for identity.
 *
 * @see http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function fnv1a(text: string, basis = 0x811c9dc5): number {
  let hash = basis | 0
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  // FNV's low bits mix poorly for short keys; bucket numbers are taken from them.
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}
