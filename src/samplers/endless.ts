/** Calls `draw` for each value that is asked for, without end. */
export function* endless<T>(draw: () => T): Generator<T, never, void> {
  while (true) yield draw()
}
