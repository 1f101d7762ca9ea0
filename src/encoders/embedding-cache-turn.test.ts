import { describe, expect, test } from 'vitest'
import { turns } from './embedding-cache-turn.ts'

describe('turns', () => {
  test('runs one task at a time, in order, whatever becomes of those before', async () => {
    const take = turns()
    const events: string[] = []
    const task = (name: string) => async () => {
      events.push(`${name} begins`)
      await new Promise((resolve) => setTimeout(resolve, 5))
      events.push(`${name} ends`)
      if (name === 'first') throw new Error('first failed')
      return name
    }
    const [first, second] = await Promise.allSettled([take(task('first')), take(task('second'))])
    expect(events).toEqual(['first begins', 'first ends', 'second begins', 'second ends'])
    expect(first).toMatchObject({ status: 'rejected', reason: new Error('first failed') })
    expect(second).toMatchObject({ value: 'second' })
  })

  test('lets a task that waits give up at once, and never begins it', async () => {
    const take = turns()
    const { promise, resolve } = Promise.withResolvers<void>()
    const long = take(() => promise)
    const controller = new AbortController()
    let begun = false
    const waiting = take(async () => (begun = true), controller.signal)
    controller.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    resolve()
    await long
    await take(async () => {})
    expect(begun).toBe(false)
  })

  test('does not begin a task whose signal is aborted already', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(turns()(async () => 1, signal)).rejects.toThrow('enough')
  })

  test('lets a task that runs end by itself', async () => {
    const controller = new AbortController()
    const result = turns()(async () => {
      controller.abort()
      return 'put away'
    }, controller.signal)
    await expect(result).resolves.toBe('put away')
  })
})
