/** What a command leaves behind, before anything is written. */
export interface Output {
  /** The result: all of standard output. */
  readonly text: string
  /** Sentences for standard error. */
  readonly warnings: readonly string[]
  /** Whether a gate failed. */
  readonly failed: boolean
}

/** What tables may make use of. */
export interface Screen {
  /** Columns of text. */
  readonly width: number
  readonly colour: boolean
}

/** @param variable the value of NO_COLOR, which counts where it is not empty: https://no-color.org */
export function screenOf(stream: { isTTY?: boolean; columns?: number }, variable: string | undefined): Screen {
  if (!stream.isTTY) return { width: 80, colour: false }
  return { width: Math.max(40, stream.columns || 80), colour: !variable }
}
