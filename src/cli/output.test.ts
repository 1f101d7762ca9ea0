import { expect, test } from 'vitest'
import { screenOf } from './output.ts'

test.each([
  [{ isTTY: true, columns: 120 }, undefined, { width: 120, colour: true }],
  [{ isTTY: true, columns: 120 }, '1', { width: 120, colour: false }],
  [{ isTTY: true, columns: 0 }, '', { width: 80, colour: true }],
  [{}, undefined, { width: 80, colour: false }],
])('screenOf %j with NO_COLOR=%s is %j', (stream, variable, screen) => {
  expect(screenOf(stream, variable)).toEqual(screen)
})
