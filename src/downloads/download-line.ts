import type { Observer, Progress } from '../progress.ts'

/** What of a stream is needed to tell how far a download is. */
export interface LineStream {
  readonly isTTY?: boolean
  write(text: string): unknown
}

export interface DownloadLineOptions {
  /** @default standard error */
  readonly stream?: LineStream
  /** Milliseconds, from any start. */
  readonly now?: () => number
}

/** How a download tells how far it is where nobody listens. */
export interface DownloadLine {
  readonly show: (progress: Progress) => void
  /** Leaves a terminal as if nothing had been there. */
  readonly clear: () => void
}

/** Milliseconds before the first word and between two: most files are there already, and nothing is said of them. */
const patience = { terminal: [500, 100], other: [3_000, 15_000] } as const

/** One line that a terminal redraws; elsewhere, as in the worker of a suite, a sentence now and then. */
export function downloadLine(
  name: string,
  { stream = process.stderr, now = () => performance.now() }: DownloadLineOptions = {},
): DownloadLine {
  const [first, interval] = patience[stream.isTTY ? 'terminal' : 'other']
  let next = now() + first
  let drawn = false
  return {
    show({ done, total, note }) {
      const time = now()
      if (time < next) return
      next = time + interval
      drawn = true
      const text = `fetching ${name}: ${megabytes(done)} of ${megabytes(total)} MB${note ? `, ${note}` : ''}`
      // Back to the first column, and everything after it erased.
      stream.write(stream.isTTY ? `\r\u001b[K${text}` : `${text}\n`)
    },
    clear() {
      if (drawn && stream.isTTY) stream.write('\r\u001b[K')
    },
  }
}

/** Runs a download that tells its observer how far it is, and standard error where there is none. */
export async function shownDownload<T>(
  name: string,
  { onProgress }: Observer,
  download: (onProgress: (progress: Progress) => void) => Promise<T>,
): Promise<T> {
  if (onProgress) return download(onProgress)
  const line = downloadLine(name)
  try {
    return await download(line.show)
  } finally {
    line.clear()
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1)
}
