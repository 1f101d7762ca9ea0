import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { remembered } from './bounded-cache.ts'

/** A function that gives what it is asked, and all that it was asked. */
function asking(): { asked: string[]; ask: (key: string) => string } {
  const asked: string[] = []
  return {
    asked,
    ask(key) {
      asked.push(key)
      return key
    },
  }
}

describe('remembered', () => {
  test('computes a key once while it is kept', () => {
    const { asked, ask } = asking()
    const twice = remembered((key) => ask(key) + key, { size: 2, longestKey: 3 })
    expect(['a', 'a', 'b', 'a', 'long', 'long'].map(twice)).toEqual(['aa', 'aa', 'bb', 'aa', 'longlong', 'longlong'])
    expect(asked).toEqual(['a', 'b', 'long', 'long'])
  })

  test('forgets what two generations ago was asked', () => {
    const { asked, ask } = asking()
    const same = remembered(ask, { size: 1, longestKey: 3 })
    for (const key of ['a', 'b', 'a', 'b', 'c', 'a']) same(key)
    // Behind b, c there is room for neither a.
    expect(asked).toEqual(['a', 'b', 'c', 'a'])
  })

  test.prop([
    fc.array(fc.string({ maxLength: 2, unit: fc.constantFrom('a', 'b', 'é') })),
    fc.integer({ min: 1, max: 4 }),
  ])('gives what the function gives', (keys, size) => {
    const longer = remembered((key) => `${key}!`, { size, longestKey: 3 })
    expect(keys.map(longer)).toEqual(keys.map((key) => `${key}!`))
  })
})
