import { expect, test } from 'vitest'
import { shownDuration, shownRate } from './rate-note.ts'

test('rates have three digits, and time left the unit that one would say', () => {
  expect([0.04567, 46.06, 1209.7].map(shownRate)).toEqual(['0.0457', '46.1', '1,210'])
  expect([7.2, 89.5, 90, 5399, 9000].map(shownDuration)).toEqual(['8 s', '90 s', '2 min', '90 min', '2.5 h'])
})
