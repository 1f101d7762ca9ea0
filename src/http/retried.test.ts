import { describe, expect, test } from 'vitest'
import { RequestFailure } from './request-failure.ts'
import { retried } from './retried.ts'

/** Fails as given, then succeeds; notes when it was called. */
function failing(...failures: Error[]) {
  const times: number[] = []
  const attempt = async (): Promise<string> => {
    times.push(performance.now())
    const failure = failures.shift()
    if (failure) throw failure
    return 'done'
  }
  return { times, attempt }
}

const again = (wait = 0) => new RequestFailure('busy.', { remedy: 'again', wait })

describe('retried', () => {
  test('tries again with pauses that double, each at least so long', async () => {
    const { attempt, times } = failing(again(), again())
    await expect(retried(attempt, { retries: 2, pause: 40 })).resolves.toBe('done')
    expect(times[1]! - times[0]!).toBeGreaterThan(39)
    expect(times[2]! - times[1]!).toBeGreaterThan(79)
  })

  test('gives up after as many retries, and says how often it tried', async () => {
    const { attempt, times } = failing(again(), again(), again())
    await expect(retried(attempt, { retries: 2, pause: 1 })).rejects.toThrow('busy. So it was 3 times.')
    expect(times).toHaveLength(3)
    await expect(retried(failing(again()).attempt, { retries: 0 })).rejects.toThrow(/^busy\.$/)
  })

  test('does not repeat what repetition does not help', async () => {
    for (const failure of [
      new RequestFailure('no.'),
      new RequestFailure('less.', { remedy: 'less' }),
      new Error('bug'),
    ]) {
      const { attempt, times } = failing(failure)
      await expect(retried(attempt, { retries: 5, pause: 1 })).rejects.toBe(failure)
      expect(times).toHaveLength(1)
    }
  })

  test('waits as long as the server asks, but not for ever', async () => {
    const { attempt, times } = failing(again(60))
    await retried(attempt, { retries: 1, pause: 1 })
    expect(times[1]! - times[0]!).toBeGreaterThan(58)
    await expect(retried(failing(again(3_600_000)).attempt, { retries: 1 })).rejects.toThrow(
      'busy. The server asks to wait 3600 s.',
    )
  })

  test('ends a pause when aborted', async () => {
    const controller = new AbortController()
    const start = performance.now()
    setTimeout(() => controller.abort(new Error('enough')), 10)
    const { attempt } = failing(again(20_000))
    await expect(retried(attempt, { retries: 1, signal: controller.signal })).rejects.toThrow('enough')
    expect(performance.now() - start).toBeLessThan(5_000)
  })
})
