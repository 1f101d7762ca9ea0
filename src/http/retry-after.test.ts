import { expect, test } from 'vitest'
import { retryAfter } from './retry-after.ts'

const now = Date.parse('2026-03-01T12:00:00Z')

test.each([
  [{ 'retry-after': '120' }, 120_000],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': ' 0.25 ' }, 250],
  [{ 'retry-after': 'Sun, 01 Mar 2026 12:01:30 GMT' }, 90_000],
  [{ 'retry-after': 'Sun, 01 Mar 2026 11:00:00 GMT' }, 0],
  [{ 'retry-after': 'soon' }, undefined],
  [{ ratelimit: '"resolvers";r=0;t=42' }, 42_000],
  [{ ratelimit: '"resolvers";r=7;t=42' }, undefined],
  [{ 'retry-after': '5', ratelimit: '"resolvers";r=0;t=42' }, 5000],
  [{}, undefined],
])('retryAfter reads %o', (headers, milliseconds) => {
  expect(retryAfter(new Headers(headers as Record<string, string>), now)).toBe(milliseconds)
})
