import { describe, expect, test } from 'vitest'
import { breather, type Progress, together } from './progress.ts'

describe('breather', () => {
  test('lets timers run in a loop that never waits for anything else', async () => {
    let rang = false
    setTimeout(() => {
      rang = true
    }, 1)
    const breathe = breather()
    const end = performance.now() + 5000
    while (!rang && performance.now() < end) await breathe()
    expect(rang).toBe(true)
  })

  test('throws the reason of an aborted signal', async () => {
    const controller = new AbortController()
    const breathe = breather(controller.signal)
    await breathe()
    controller.abort(new Error('stop'))
    await expect(breathe()).rejects.toThrow('stop')
  })
})

describe('together', () => {
  const train = (done: number): Progress => ({ stage: 'train', done, total: 10, unit: 'steps' })

  test('adds up tasks at the same stage', () => {
    const seen: Progress[] = []
    const [one, two] = together({ onProgress: (progress) => seen.push(progress) }, 2)
    one?.onProgress?.(train(4))
    two?.onProgress?.(train(3))
    one?.onProgress?.({ ...train(10), stage: 'encode' })
    two?.onProgress?.(train(5))
    expect(seen.map(({ stage, done, total }) => [stage, done, total])).toEqual([
      ['train', 4, 20],
      ['train', 7, 20],
      ['encode', 10, 20],
      // A task that is at its next stage still counts for the one before.
      ['train', 9, 20],
    ])
  })

  test('hands the signal on', () => {
    const { signal } = new AbortController()
    expect(together({ signal }, 3).map((observer) => observer.signal)).toEqual([signal, signal, signal])
  })
})
