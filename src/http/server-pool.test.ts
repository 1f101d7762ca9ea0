import { setTimeout as delay } from 'node:timers/promises'
import { fc, test as propertyTest } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { RequestFailure } from './request-failure.ts'
import { type ServerPoolOptions, serverPool, UnfitServer } from './server-pool.ts'

const again = (wait = 0) => new RequestFailure('busy.', { remedy: 'again', wait })

/** Servers that are names, all fit, with short pauses. */
function pool(servers: readonly string[], options: Partial<ServerPoolOptions<string>> = {}) {
  const given = { servers, concurrency: 2, retries: 2, from: 'test', name: (server: string) => server, pause: 2 }
  return serverPool({ ...given, prove: async () => {}, ...options })
}

describe('serverPool', () => {
  test('gives a task to the server with the fewest, and never more than so many at the same time', async () => {
    const { run } = pool(['a', 'b'])
    const running = new Map([
      ['a', 0],
      ['b', 0],
    ])
    const seen: string[] = []
    const task = async (server: string) => {
      running.set(server, running.get(server)! + 1)
      seen.push([...running.values()].join('/'))
      await delay(5)
      running.set(server, running.get(server)! - 1)
      return server
    }
    await run(async () => {})
    await delay(1)
    const done = await Promise.all(Array.from({ length: 6 }, () => run(task)))
    expect(seen.slice(0, 4)).toEqual(['1/0', '1/1', '2/1', '2/2'])
    expect(done.filter((server) => server === 'a')).toHaveLength(3)
  })

  test('gives a task that failed to another server, and asks the one that failed again after a while', async () => {
    const proofs: string[] = []
    const { run } = pool(['a', 'b'], { prove: async (server) => void proofs.push(server) })
    const asked: string[] = []
    const task = async (server: string) => {
      asked.push(server)
      if (asked.length === 1) throw again()
      return server
    }
    expect(await run(task)).toBe('b')
    await delay(10)
    await Promise.all([run(task), run(task)])
    await run(async () => {})
    expect(asked.slice(0, 2)).toEqual(['a', 'b'])
    expect(proofs).toEqual(['a', 'b', 'a'])
  })

  test('counts failures at the same time as one', async () => {
    const { run } = pool(['a'], { concurrency: 3, retries: 1 })
    let tries = 0
    const task = async () => {
      await delay(2)
      if (++tries <= 3) throw again()
    }
    await Promise.all([run(task), run(task), run(task)])
    expect(tries).toBe(6)
  })

  test('leaves a server alone as long as it asks', async () => {
    const { run } = pool(['a'])
    const times: number[] = []
    await run(async () => {
      if (times.push(performance.now()) === 1) throw again(60)
    })
    expect(times[1]! - times[0]!).toBeGreaterThan(59)
  })

  test('never gives tasks to a server that is unfit', async () => {
    const prove = async (server: string) => {
      if (server === 'a') throw new UnfitServer('a is another.')
    }
    const { run } = pool(['a', 'b'], { prove })
    for (let i = 0; i < 5; i++) expect(await run(async (server) => server)).toBe('b')
  })

  test('takes a task from a server that is far slower than the others, once', async () => {
    const { run } = pool(['a', 'b'], { patience: 5, concurrency: 1 })
    await run(async () => delay(1))
    const ended: string[] = []
    const stalls = (server: string, signal: AbortSignal) =>
      delay(server === 'a' ? 60_000 : 40, server, { signal }).catch(() => {
        ended.push(server)
        throw again()
      })
    expect(await run(stalls)).toBe('b')
    expect(ended).toEqual(['a'])
  })

  test('says of every server why it does not answer', async () => {
    const { run } = pool(['a', 'b'], {
      prove: async (server) => {
        throw server === 'a' ? new UnfitServer('a is another.') : new RequestFailure('b is down.', { remedy: 'again' })
      },
    })
    await expect(run(async () => {})).rejects.toThrow(
      'test: one of 2 servers must answer; none does.\na is another.\nb is down.',
    )
  })

  test('tries what cannot pass once at each server, and what can as often as it may', async () => {
    const asked: string[] = []
    const failing = (failure: () => Error) => async (server: string) => {
      asked.push(server)
      throw failure()
    }
    await expect(pool(['a', 'b']).run(failing(() => new RequestFailure('bad.')))).rejects.toThrow('bad.\nbad.')
    expect(asked.splice(0).sort()).toEqual(['a', 'b'])
    await expect(pool(['a', 'b']).run(failing(again))).rejects.toThrow('busy.\nbusy.')
    expect(asked.splice(0).sort()).toEqual(['a', 'a', 'a', 'b', 'b', 'b'])
    const bug = new Error('bug')
    await expect(pool(['a', 'b']).run(failing(() => bug))).rejects.toBe(bug)
    expect(asked).toHaveLength(1)
  })

  test('hands a request for less back to who can ask for less', async () => {
    const less = new RequestFailure('less.', { remedy: 'less' })
    const task = async () => {
      throw less
    }
    await expect(pool(['a', 'b']).run(task, { divisible: true })).rejects.toBe(less)
    await expect(pool(['a', 'b']).run(task)).rejects.toThrow('one of 2 servers')
  })

  test('stops waiting when aborted, and ends proofs that nobody waits for', async () => {
    const ended: unknown[] = []
    const prove = (_: string, signal: AbortSignal) =>
      delay(60_000, undefined, { signal }).catch((error: unknown) => {
        ended.push(error)
        throw error
      })
    const controller = new AbortController()
    setTimeout(() => controller.abort(new Error('enough')), 10)
    await expect(pool(['a'], { prove }).run(async () => {}, { signal: controller.signal })).rejects.toThrow('enough')
    await delay(1)
    expect(ended).toHaveLength(1)
  })

  test('waits no longer than anyone would', async () => {
    const task = async () => {
      throw again(3_600_000)
    }
    await expect(pool(['a', 'b']).run(task)).rejects.toThrow('none does')
  })

  /** What each server does with the tasks that come to it, one after another; the last one lives. */
  const faults = fc.array(fc.constantFrom('again', 'none', 'unfit', 'good'), { maxLength: 6 })
  propertyTest.prop([fc.array(faults, { maxLength: 3 }), fc.nat({ max: 12 })], { numRuns: 60 })(
    'gives every task one result, whatever the other servers do, as long as one lives',
    async (others, count) => {
      const { run } = pool([...others.map((_, i) => String(i)), 'lives'], { pause: 1 })
      const done: number[] = []
      const results = Array.from({ length: count }, (_, number) =>
        run(async (server) => {
          await null
          const fault = others[Number(server)]?.shift()
          if (fault === 'unfit') throw new UnfitServer('other.')
          if (fault === 'again' || fault === 'none') throw new RequestFailure('bad.', { remedy: fault })
          done.push(number)
          return number * number
        }),
      )
      expect(await Promise.all(results)).toEqual(Array.from({ length: count }, (_, number) => number * number))
      expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, number) => number))
    },
  )
})
