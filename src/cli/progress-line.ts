import { basename } from 'node:path'
import type { Progress } from '../progress.ts'

/** Shortest time in milliseconds between two drawings. */
const interval = 100

/** One line on a terminal that tells how far a run is. */
export interface ProgressLine {
  readonly show: (run: string, progress: Progress) => void
  /** Leaves the terminal as if nothing had been there. */
  readonly clear: () => void
}

/** @returns nothing for a stream that is no terminal, whose reader wants sentences alone */
export function progressLine(stream: NodeJS.WriteStream): ProgressLine | undefined {
  if (!stream.isTTY) return undefined
  let last = Number.NEGATIVE_INFINITY
  const draw = (text: string): void => {
    // Back to the first column, and everything after it erased.
    stream.write(`\r\x1b[K${text}`)
  }
  return {
    show: (run, { done, total, unit, note }) => {
      const now = performance.now()
      if (now - last < interval) return
      last = now
      draw(`${basename(run).slice(-40)}: ${done} of ${total} ${unit}${note ? `, ${note}` : ''}`)
    },
    clear: () => draw(''),
  }
}
