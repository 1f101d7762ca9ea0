import { describe, expect, test } from 'vitest'
import { firstNonFinite } from './finite.ts'

describe('firstNonFinite', () => {
  test('tells where', () => {
    expect(firstNonFinite({ a: [1, { b: Number.NaN }], c: Number.POSITIVE_INFINITY })).toBe('a.1.b')
    expect(firstNonFinite({ a: [1, null, 'NaN'] })).toBeNull()
  })
})
