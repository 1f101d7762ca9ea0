import type { StepsMade, TrainingState } from './steps.ts'
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
