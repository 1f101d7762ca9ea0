import { matrix, row, type UnitRows, unitRows } from '../matrix.ts'
import { breather } from '../progress.ts'
import { derive, drawNormal, seeded } from '../random.ts'
import type { EncoderSource } from './encoder.ts'

/**
 * The control that knows nothing: each text gets a vector drawn uniformly from the unit sphere, whatever it says, so that
 * every ranking is equally likely. The i-th query of an `encode` call, or the i-th document, always gets the same vector
 * for the same seed; equal texts get different ones.
 *
 * @throws {RangeError} `dimensions` is not an integer of at least 2 (on a line all scores tie)
 */
export function randomEncoder({ dimensions = 64 }: { readonly dimensions?: number } = {}): EncoderSource {
  if (!Number.isSafeInteger(dimensions) || dimensions < 2) {
    throw new RangeError(`randomEncoder: dimensions must be an integer of at least 2; got ${dimensions}.`)
  }
  return {
    name: 'random',
    label: 'Random ranking',
    configuration: { dimensions },
    control: true,
    create: (seed) => ({
      dimensions,
      async encode(texts, { role, signal }): Promise<UnitRows> {
        const random = seeded(derive(seed, 'random encoder', role))
        const vectors = matrix(texts.length, dimensions)
        const breathe = breather(signal)
        for (let i = 0; i < texts.length; i++) {
          drawDirection(row(vectors, i), random)
          await breathe()
        }
        return unitRows(vectors, 'randomEncoder')
      },
    }),
  }
}

/** Fills `out` with a uniformly distributed direction: normal coordinates have no preferred one. */
function drawDirection(out: Float32Array, random: () => number): void {
  let square = 0
  for (let i = 0; i < out.length; i++) {
    const value = drawNormal(random)
    out[i] = value
    square += value * value
  }
  const length = Math.sqrt(square)
  for (let i = 0; i < out.length; i++) out[i]! /= length
}
