import { type Control, stopAndWait } from './control.ts'

/**
 * A thread that is ended inside ONNX Runtime takes the process down with it (node-addon-api cannot report that the thread
 * is gone). A process that exits ends its threads wherever they are: so it waits until each has finished its block.
 */
const running = new Set<Control>()

/** Milliseconds: many times what a block takes. */
const patience = 2000

/** Runs a job of threads; if the process exits meanwhile, they stop first. */
export async function stoppedAtExit(control: Control, job: () => Promise<void>): Promise<void> {
  if (running.size === 0) process.on('exit', stopRunning)
  running.add(control)
  try {
    await job()
  } finally {
    running.delete(control)
    if (running.size === 0) process.off('exit', stopRunning)
  }
}

function stopRunning(): void {
  for (const control of running) stopAndWait(control, patience)
}
