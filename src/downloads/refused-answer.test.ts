import { expect, test } from 'vitest'
import { refusedAnswer, waitAskedFor } from './refused-answer.ts'

const now = Date.parse('2026-03-01T12:00:00Z')

test.each([
  [{ 'retry-after': '120' }, 120_000],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': 'Sun, 01 Mar 2026 12:01:30 GMT' }, 90_000],
  [{ 'retry-after': 'Sun, 01 Mar 2026 11:00:00 GMT' }, 0],
  [{ 'retry-after': 'soon' }, undefined],
  [{ ratelimit: '"resolvers";r=0;t=42' }, 42_000],
  [{ ratelimit: '"resolvers";r=7;t=42' }, undefined],
  [{ 'retry-after': '5', ratelimit: '"resolvers";r=0;t=42' }, 5000],
  [{}, undefined],
])('waitAskedFor reads %o', (headers, milliseconds) => {
  expect(waitAskedFor(new Headers(headers as Record<string, string>), now)).toBe(milliseconds)
})

test.each([
  [400, false],
  [403, false],
  [408, true],
  [429, true],
  [502, true],
])('refusedAnswer says whether %i may go better', (status, again) => {
  expect(refusedAnswer(new Response('', { status }), 'https://hub.example/a')).toMatchObject({ status, again })
})

test('refusedAnswer shows no key of a signed address, and no more than a line of what the server says', () => {
  const response = new Response('', { status: 403, headers: { 'x-error-message': `é${'x'.repeat(500)}` } })
  const { message } = refusedAnswer(response, 'https://user:pass@hub.example/a?Signature=secret')
  expect(message).toContain('https://hub.example/a: ')
  expect(message).not.toMatch(/pass|secret|é/)
  expect(message.length).toBeLessThan(450)
})
