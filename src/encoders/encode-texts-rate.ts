import { shownDuration, shownRate } from '../rate-note.ts'

/** What a progress of encoding says besides its counts. */
export interface EncodingRate {
  /** Texts whose sizes are known, and the sum of these. */
  met(texts: number, size: number): void
  /** Texts that have their vectors, and the sum of their sizes. */
  encoded(texts: number, size: number): void
  /** `46.1 texts/s, 1,210 tokens/s, 2 min left`: time by sizes, since long texts come first. */
  note(): string
}

/**
 * @param total texts to encode
 * @param unit what sizes are counted in
 * @param now milliseconds, from any start
 */
export function encodingRate(
  total: number,
  unit: 'tokens' | 'characters',
  now: () => number = () => performance.now(),
): EncodingRate {
  const start = now()
  const met = { texts: 0, size: 0 }
  const made = { texts: 0, size: 0 }
  return {
    met: (texts, size) => add(met, texts, size),
    encoded: (texts, size) => add(made, texts, size),
    note() {
      const seconds = Math.max((now() - start) / 1000, 1e-3)
      const expected = (met.size / Math.max(met.texts, 1)) * total
      const left = (Math.max(expected - made.size, 0) * seconds) / Math.max(made.size, 1)
      return `${shownRate(made.texts / seconds)} texts/s, ${shownRate(made.size / seconds)} ${unit}/s, ${shownDuration(left)} left`
    },
  }
}

function add(counts: { texts: number; size: number }, texts: number, size: number): void {
  counts.texts += texts
  counts.size += size
}
