import type { Problem } from '../src/gate/gate.ts'

/** Runs a step; its error becomes a problem of the suite. @returns undefined where it failed */
export function attempt<T>(problems: Problem[], message: string, step: () => T): T | undefined {
  try {
    return step()
  } catch (error) {
    problems.push(problemOf(message, error))
    return undefined
  }
}

/** As `attempt`, of steps that take their time. */
export async function attemptAsync<T>(
  problems: Problem[],
  message: string,
  step: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await step()
  } catch (error) {
    problems.push(problemOf(message, error))
    return undefined
  }
}

function problemOf(message: string, error: unknown): Problem {
  return { key: null, message, remedy: (error as Error).message }
}
