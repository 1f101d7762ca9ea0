import { closeSync, constants, openSync, writeSync } from 'node:fs'
import type { Progress } from '../src/progress.ts'

/** One line of the progress file. */
export interface ProgressLine extends Progress {
  /** The test's id. */
  readonly id: string
  readonly label: string
}

/** The reporter makes the file and removes it: a worker that outlives the reporter must not bring it back. */
const flags = constants.O_WRONLY | constants.O_APPEND

/** Shortest time in milliseconds between two lines of one stage. */
const interval = 200

/**
 * The worker's end of live progress: appends lines to a file that the reporter polls. A synchronous append is seen
 * by the reporter even while a computation keeps this process from sending messages.
 */
export class ProgressWriter {
  readonly #file: string
  readonly #task: { readonly id: string; readonly label: string }
  #last = Number.NEGATIVE_INFINITY
  #stage = ''

  constructor(file: string, task: { readonly id: string; readonly label: string }) {
    this.#file = file
    this.#task = task
  }

  /** Bound, to be passed as an observer's `onProgress`. */
  readonly report = (progress: Progress): void => {
    const now = performance.now()
    if (progress.stage === this.#stage && now - this.#last < interval) return
    this.#last = now
    this.#stage = progress.stage
    try {
      const descriptor = openSync(this.#file, flags)
      writeSync(descriptor, `${JSON.stringify({ ...progress, ...this.#task } satisfies ProgressLine)}\n`)
      closeSync(descriptor)
    } catch {
      // Progress is a courtesy: a full disk must not fail a case that can still finish.
    }
  }
}
