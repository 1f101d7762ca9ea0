import { describe, expect, test } from 'vitest'
import { DownloadError } from './download-error.ts'
import { withRetries } from './retries.ts'

const again = () => Promise.reject(new DownloadError('Broken.', { again: true }))

describe('withRetries', () => {
  test('counts failures in a row anew after one that brought something', async () => {
    let tries = 0
    const attempt = () => {
      tries += 1
      return tries < 9 ? again() : Promise.resolve(tries)
    }
    expect(await withRetries(attempt, { attempts: 2, wait: 0, gained: () => true })).toBe(9)
    tries = 0
    await expect(withRetries(attempt, { attempts: 2, wait: 0 })).rejects.toThrow(
      'Broken. Gave up after 2 tries in a row.',
    )
  })

  test('waits twice as long each time', async () => {
    const start = performance.now()
    await expect(withRetries(again, { attempts: 4, wait: 30 })).rejects.toThrow(/4 tries/)
    expect(performance.now() - start).toBeGreaterThan(205)
  })

  test('does not try again what another try does not change', async () => {
    let tries = 0
    const attempt = () => {
      tries += 1
      return Promise.reject(new RangeError('no'))
    }
    await expect(withRetries(attempt, { wait: 0 })).rejects.toThrow('no')
    expect(tries).toBe(1)
  })

  test('stops amid a wait when told to', async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(new Error('enough')), 20)
    const start = performance.now()
    const notes: string[] = []
    const onPause = (note: string) => notes.push(note)
    await expect(withRetries(again, { signal: controller.signal, onPause })).rejects.toThrow('enough')
    expect(notes).toEqual(['tries again in 1 s'])
    expect(performance.now() - start).toBeLessThan(900)
  })
})
