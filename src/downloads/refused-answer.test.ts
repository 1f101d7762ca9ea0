import { Response } from 'undici'
import { expect, test } from 'vitest'
import { refusedAnswer } from './refused-answer.ts'

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
