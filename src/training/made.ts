import type { StepsMade, StepsOutcome, TrainingState } from './steps.ts'
import type { ValidationPoint } from './validation.ts'

/** What a training has made so far. */
export interface TrainingMade extends StepsMade {
  /** One a step. */
  readonly losses: Float64Array
  readonly validation: readonly ValidationPoint[]
  /** Where validation was best; without validation there is none. */
  readonly best?: { readonly done: number; readonly state: TrainingState }
  readonly seconds: number
  readonly kernel: string
}

export const beginning: TrainingMade = {
  done: 0,
  state: new Map(),
  losses: new Float64Array(0),
  validation: [],
  seconds: 0,
  kernel: 'none',
}

/** What an earlier part made, and the part after it. */
export function continued(before: TrainingMade, { state, losses, kernel, seconds }: StepsOutcome): TrainingMade {
  // Copied, not spread: a call has fewer arguments than a long training has steps.
  const all = new Float64Array(before.losses.length + losses.length)
  all.set(before.losses)
  all.set(losses, before.losses.length)
  return { ...before, done: before.done + losses.length, state, losses: all, seconds: before.seconds + seconds, kernel }
}
