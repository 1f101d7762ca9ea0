import { describe, expect, test, vi } from 'vitest'
import { addRanked, claim, newControl, rankedSoFar, stop, stopAndWait, work } from './control.ts'

describe('control', () => {
  test('gives every query to one thread, and none once all must stop', () => {
    const control = newControl()
    expect([claim(control, 3), claim(control, 2), claim(control, 2)]).toEqual([0, 3, 5])
    stop(control)
    expect(claim(control, 2)).toBe(Number.POSITIVE_INFINITY)
  })

  test('adds up what the threads have ranked', () => {
    const control = newControl()
    addRanked(control, 3)
    addRanked(control, 2)
    expect(rankedSoFar(control)).toBe(5)
  })

  test('begins no work once all must stop', async () => {
    const control = newControl()
    const task = vi.fn(async () => {})
    await work(control, task)
    stopAndWait(control, 0)
    await work(control, task)
    expect(task).toHaveBeenCalledTimes(1)
  })

  test('waits for a thread at work as long as its patience lasts, and for none that failed', async () => {
    const waited = (control: ReturnType<typeof newControl>): number => {
      const start = performance.now()
      stopAndWait(control, 250)
      return performance.now() - start
    }
    const [busy, failed] = [newControl(), newControl()]
    void work(busy, () => new Promise(() => {}))
    await expect(work(failed, () => Promise.reject(new Error('no memory')))).rejects.toThrow('no memory')
    expect(waited(busy)).toBeGreaterThan(240)
    expect(waited(failed)).toBeLessThan(240)
  })
})
