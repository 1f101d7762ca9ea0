/** A backend's memory did not suffice. `alive` says whether the backend can still be used. */
export class OutOfMemory extends Error {
  readonly code = 'OUT_OF_MEMORY'
  readonly alive: boolean

  constructor(message: string, { alive, cause }: { readonly alive: boolean; readonly cause?: unknown }) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'OutOfMemory'
    this.alive = alive
  }
}

/** What lowers memory, most effective first. */
export const lessMemory =
  'Encode fewer texts at once (a smaller chunk gives the same gradient in less memory), lower batchSize or maxLength, or use a native backend (docs/gpu.md).'
