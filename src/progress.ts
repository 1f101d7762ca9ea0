/** One report of a long task's progress. `done` and `total` count in `unit`s. */
export interface Progress {
  readonly stage: 'load' | 'translate' | 'train' | 'encode' | 'evaluate'
  readonly done: number
  readonly total: number
  readonly unit: string
  /** One figure worth watching, for example `loss 1.234`. */
  readonly note?: string
}

/** How a long task talks to its caller. Both are optional; a task without them runs silently to its end. */
export interface Observer {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

/** Longest time in milliseconds that a loop may keep the event loop from timers, signals and messages. */
const breath = 50

/**
 * A function to await inside a heavy loop: it yields to the event loop every 50 ms and throws the signal's reason
 * once aborted. Without it neither a test's timeout nor Ctrl-C is noticed before the loop ends.
 */
export function breather(signal?: AbortSignal): () => Promise<void> {
  let last = performance.now()
  return async () => {
    if (performance.now() - last >= breath) {
      await new Promise<void>((resolve) => setImmediate(resolve))
      last = performance.now()
    }
    signal?.throwIfAborted()
  }
}

/**
 * Observers for several like tasks that run at the same time, whose counts add up to one progress for `observer`:
 * three seeds of 2,000 steps show as one bar of 6,000.
 */
export function together({ signal, onProgress }: Observer, tasks: number): Observer[] {
  /** Stage → what each task has done of it, also once it is at the next. */
  const stages = new Map<Progress['stage'], number[]>()
  return Array.from({ length: tasks }, (_, task) => ({
    ...(signal && { signal }),
    onProgress(progress) {
      const done = stages.get(progress.stage) ?? new Array<number>(tasks).fill(0)
      stages.set(progress.stage, done)
      done[task] = progress.done
      onProgress?.({ ...progress, done: done.reduce((sum, each) => sum + each, 0), total: progress.total * tasks })
    },
  }))
}
