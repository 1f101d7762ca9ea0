import { describe, expect, test } from 'vitest'
import type { Progress } from '../progress.ts'
import { downloadLine, shownDownload } from './download-line.ts'

const at = (done: number, note?: string): Progress => ({
  stage: 'load',
  done,
  total: 20_000_000,
  unit: 'bytes',
  ...(note !== undefined && { note }),
})

/** A line whose clock and stream are at hand. */
function line(isTTY: boolean) {
  const clock = { time: 0 }
  const written: string[] = []
  const stream = { isTTY, write: (text: string) => written.push(text) }
  return { clock, written, ...downloadLine('xquad-r', { stream, now: () => clock.time }) }
}

describe('downloadLine', () => {
  test('draws one line of a terminal anew, and leaves nothing behind', () => {
    const { clock, written, show, clear } = line(true)
    clock.time = 600
    show(at(1_240_000, '2 MB/s, 10 s left'))
    clock.time = 650
    show(at(1_300_000))
    clock.time = 700
    show(at(20_000_000))
    clear()
    expect(written).toEqual([
      '\r\u001b[Kfetching xquad-r: 1.2 of 20.0 MB, 2 MB/s, 10 s left',
      '\r\u001b[Kfetching xquad-r: 20.0 of 20.0 MB',
      '\r\u001b[K',
    ])
  })

  test('writes a sentence now and then elsewhere', () => {
    const { clock, written, show, clear } = line(false)
    for (clock.time = 0; clock.time < 20_000; clock.time += 100) show(at(clock.time * 1000))
    clear()
    expect(written).toEqual(['fetching xquad-r: 3.0 of 20.0 MB\n', 'fetching xquad-r: 18.0 of 20.0 MB\n'])
  })

  test.each([true, false])('is silent about files that are there already (terminal: %s)', (isTTY) => {
    const { written, show, clear } = line(isTTY)
    show(at(20_000_000))
    clear()
    expect(written).toEqual([])
  })
})

test('shownDownload tells an observer where there is one', async () => {
  const heard: Progress[] = []
  const onProgress = (progress: Progress) => void heard.push(progress)
  expect(
    await shownDownload('xquad-r', { onProgress }, async (tell) => {
      tell(at(5))
      return 'fetched'
    }),
  ).toBe('fetched')
  expect(heard).toEqual([at(5)])
})
