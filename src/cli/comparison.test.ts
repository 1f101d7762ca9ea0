import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { measure } from '../metrics/notation.ts'
import { type Comparison, type ComparisonSettings, comparisons, isRegression } from './comparison.ts'
import type { MeasuredFile } from './measured-files.ts'

const settings: ComparisonSettings = { test: 'randomisation', correction: 'holm', alpha: 0.05, seed: 1 }

describe('comparisons', () => {
  test('counts wins, ties and losses, and corrects over all runs', () => {
    const runs = [measured('up', [1, 1, 1, 1, 1, 1, 0]), measured('mixed', [1, 0, 1, 0, 0, 0, 0])]
    const [up, mixed] = compare(measured('base', [0, 0, 0, 0, 0, 0, 1]), runs)
    // Of seven signs, one against: 2 × (1 + 7) of 128 patterns sum to 5 or more either way.
    expect(up).toMatchObject({
      run: 'up',
      wins: 6,
      ties: 0,
      losses: 1,
      p: 1 / 8,
      correctedP: 1 / 4,
      significant: false,
    })
    expect(mixed).toMatchObject({ run: 'mixed', wins: 2, ties: 4, losses: 1, p: 1, correctedP: 1 })
  })

  test('keeps what is not computable in the family', () => {
    const base = measured('base', [0, 0.5, 0.25, 0.5])
    const [same, other] = compare(base, [{ ...base, run: 'same' }, measured('other', [0.5, 0.75, 0.5, 1])], {
      test: 't',
    })
    expect(same).toMatchObject({ p: null, correctedP: null, significant: false, ties: 4 })
    expect(other!.correctedP).toBeCloseTo(2 * other!.p!, 12)
  })

  test('leaves p as it is without correction', () => {
    const runs = [measured('a', [1, 1, 1]), measured('b', [1, 1, 0])]
    for (const { p, correctedP } of compare(measured('base', [0, 0, 0]), runs, { correction: 'none' })) {
      expect(correctedP).toBe(p)
    }
  })

  test.prop([
    fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })), { minLength: 2, maxLength: 9 }),
  ])('exchanges wins and losses when the sides are exchanged, for every sample', (pairs) => {
    const [first, second] = [0, 1].map((side) =>
      measured(
        `${side}`,
        pairs.map((pair) => pair[side]! / 4),
      ),
    )
    const [there] = compare(first!, [second!])
    const [back] = compare(second!, [first!])
    expect([back!.wins, back!.losses, back!.ties]).toEqual([there!.losses, there!.wins, there!.ties])
    expect(there!.wins + there!.losses + there!.ties).toBe(pairs.length)
    expect(back!.p).toBe(there!.p)
  })

  test.each([
    [{ alpha: 1 }, 'compare: alpha must lie between 0 and 1; got 1. 0.05 is usual.'],
    [{ seed: 0.5 }, 'compare: the seed must be an integer; got 0.5.'],
  ])('rejects %j', (changed, message) => {
    expect(() => compare(measured('a', [0, 1]), [measured('b', [0, 1])], changed)).toThrow(message)
  })
})

describe('isRegression', () => {
  test.each([
    { difference: -1, direction: 'higher', significant: true, expected: true },
    { difference: 1, direction: 'higher', significant: true, expected: false },
    { difference: 1, direction: 'lower', significant: true, expected: true },
    { difference: -1, direction: 'higher', significant: false, expected: false },
  ] as const)('of $difference where $direction is better, significant: $significant, is $expected', (each) => {
    expect(isRegression(each as unknown as Comparison)).toBe(each.expected)
  })
})

function compare(base: MeasuredFile, runs: MeasuredFile[], changed: Partial<ComparisonSettings> = {}): Comparison[] {
  return comparisons(base, runs, { ...settings, ...changed, measures: [measure('AP')] })
}

function measured(run: string, values: readonly number[]): MeasuredFile {
  return {
    run,
    overall: new Map([['AP', values.reduce((sum, value) => sum + value, 0) / values.length]]),
    queries: values.map((_, i) => `q${i}`),
    perQuery: new Map([['AP', Float64Array.from(values)]]),
    warnings: [],
  }
}
