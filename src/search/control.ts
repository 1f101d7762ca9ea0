/** The numbers through which the threads of one job divide it and come to an end together. */
export type Control = Int32Array<SharedArrayBuffer>

/** The next query that is free, how many are ranked, 1 once all must stop, and how many threads are at work. */
const Slot = { next: 0, ranked: 1, stopped: 2, working: 3 } as const

export function newControl(): Control {
  return new Int32Array(new SharedArrayBuffer(4 * 4))
}

/** The first of so many queries that no other thread takes; a number past the last once all must stop. */
export function claim(control: Control, queries: number): number {
  return isStopped(control) ? Number.POSITIVE_INFINITY : Atomics.add(control, Slot.next, queries)
}

export function addRanked(control: Control, queries: number): void {
  Atomics.add(control, Slot.ranked, queries)
}

export function rankedSoFar(control: Control): number {
  return Atomics.load(control, Slot.ranked)
}

export function stop(control: Control): void {
  Atomics.store(control, Slot.stopped, 1)
}

function isStopped(control: Control): boolean {
  return Atomics.load(control, Slot.stopped) > 0
}

/** Does a thread's work, unless all must stop: `stopAndWait` waits for it. */
export async function work(control: Control, task: () => Promise<void>): Promise<void> {
  Atomics.add(control, Slot.working, 1)
  try {
    if (!isStopped(control)) await task()
  } finally {
    Atomics.sub(control, Slot.working, 1)
    Atomics.notify(control, Slot.working)
  }
}

/** Stops all threads and blocks this one until none works; gives up on one that takes longer than `patience` in ms. */
export function stopAndWait(control: Control, patience: number): void {
  stop(control)
  for (;;) {
    const working = Atomics.load(control, Slot.working)
    if (working === 0 || Atomics.wait(control, Slot.working, working, patience) === 'timed-out') return
  }
}
