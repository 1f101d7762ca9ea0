import { setTimeout as delay } from 'node:timers/promises'
import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { ahead } from './build-index-ahead.ts'

describe('ahead', () => {
  test('makes the next while one is used, and waits with the one after', async () => {
    const made: number[] = []
    const taken = ahead(
      counting(9, (n) => void made.push(n)),
      { most: 2, stop: new AbortController() },
    )
    await taken.next()
    await delay(5)
    expect(made).toEqual([0, 1, 2])
    await taken.return()
  })

  test('ends its source, and says stop, when its taker leaves', async () => {
    const stop = new AbortController()
    let ended = 0
    const source = counting(
      9,
      () => {},
      () => ended++,
    )
    for await (const n of ahead(source, { most: 2, stop })) {
      await delay(5)
      if (n === 1) break
    }
    expect([stop.signal.aborted, ended]).toEqual([true, 1])
  })

  property.prop([fc.nat(8), fc.integer({ min: 1, max: 4 }), fc.option(fc.nat(8), { nil: undefined })])(
    'gives what the source gives, and throws where it throws, for every number of things',
    async (count, most, broken) => {
      const make = (n: number): void => {
        if (n === broken) throw new Error('broken')
      }
      const got: (number | string)[] = []
      try {
        for await (const n of ahead(counting(count, make), { most, stop: new AbortController() })) got.push(n)
      } catch (error) {
        got.push((error as Error).message)
      }
      const whole = Array.from({ length: count }, (_, n) => n)
      const isBroken = broken !== undefined && broken < count
      expect(got).toEqual(isBroken ? [...whole.slice(0, broken), 'broken'] : whole)
    },
  )
})

async function* counting(
  count: number,
  make: (n: number) => void,
  end: () => void = () => {},
): AsyncGenerator<number, void> {
  try {
    for (let n = 0; n < count; n++) {
      make(n)
      yield n
    }
  } finally {
    end()
  }
}
