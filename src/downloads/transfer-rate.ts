import type { Observer, Progress } from '../progress.ts'
import { shownDuration, shownRate } from '../rate-note.ts'

/** Shortest time in milliseconds between two reports. */
const interval = 100

/** How far a download is, now and then. */
export interface TransferRate {
  /** @param done bytes there are @param total bytes there will be, if anyone knows */
  report(done: number, total: number | undefined): void
  /** Tells at once why nothing comes. */
  say(note: string): void
}

/**
 * Tells an observer of bytes: `12.3 MB/s, 4 min left`. What was there at the first report does not count as speed.
 *
 * @param now milliseconds, from any start
 */
export function transferRate(
  onProgress: Observer['onProgress'],
  now: () => number = () => performance.now(),
): TransferRate {
  let start: { readonly time: number; readonly done: number } | undefined
  let last = Number.NEGATIVE_INFINITY
  let counts = { done: 0, total: undefined as number | undefined }
  return {
    report(done, total) {
      const time = now()
      counts = { done, total }
      start ??= { time, done }
      // Someone else's part was thrown away: speed counts from here.
      if (done < start.done) start = { time, done }
      if (time - last < interval && done !== total) return
      last = time
      const seconds = (time - start.time) / 1000
      const rate = seconds > 0 ? (done - start.done) / seconds : 0
      onProgress?.(progress(counts, rate > 0 ? speed(counts, rate) : undefined))
    },
    say: (note) => onProgress?.(progress(counts, note)),
  }
}

interface Counts {
  readonly done: number
  readonly total: number | undefined
}

function progress({ done, total }: Counts, note: string | undefined): Progress {
  return { stage: 'load', done, total: total ?? done, unit: 'bytes', ...(note !== undefined && { note }) }
}

function speed({ done, total }: Counts, rate: number): string {
  const left = total === undefined ? '' : `, ${shownDuration((total - done) / rate)} left`
  return `${shownRate(rate / 1e6)} MB/s${left}`
}
