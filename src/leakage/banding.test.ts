import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { bandingFor, foundProbability } from './banding.ts'

describe('bandingFor', () => {
  // 1 − (1 − 0.8⁶)²¹ = 0.9983; seven rows leave 18 bands and 0.9855.
  test('takes six rows at 0.8', () => {
    expect(bandingFor(0.8)).toEqual({ bands: 21, rows: 6 })
    expect(foundProbability(0.8, { bands: 21, rows: 6 })).toBeCloseTo(0.9983, 4)
    expect(foundProbability(0.8, { bands: 18, rows: 7 })).toBeCloseTo(0.9855, 4)
  })
  test('takes a single band where only equal sets are near', () => {
    expect(bandingFor(1)).toEqual({ bands: 1, rows: 128 })
  })

  test.prop([fc.double({ min: 0.1, max: 1, noNaN: true })])('finds 99 of 100 pairs at any threshold', (threshold) => {
    const banding = bandingFor(threshold)
    expect(foundProbability(threshold, banding)).toBeGreaterThanOrEqual(0.99)
    expect(banding.bands * banding.rows).toBeLessThanOrEqual(128)
  })
})
