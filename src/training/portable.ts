import { type PortableTraining, portablePlan } from '../encoders/portable-training.ts'
import { type InBatchNegatives, inBatchNegatives, inBatchNegativesOptions } from '../losses/in-batch-negatives.ts'
import { type AdamSettings, adamFrom, adamSettings } from './adam.ts'
import type { StepMaker, StepsOptions } from './steps.ts'

/** What a worker thread needs to run the same steps: data only. Batches and messages travel beside it. */
export interface PortableSteps
  extends Pick<StepsOptions, 'learningRates' | 'steps' | 'from' | 'batchSize' | 'hardNegatives' | 'prefer'> {
  readonly plan: PortableTraining
  readonly loss: InBatchNegatives
  readonly optimizer: AdamSettings
}

/** The steps as data; undefined where a part is a user's own, whose code cannot be sent. */
export function portableSteps(plan: PortableTraining | undefined, options: StepsOptions): PortableSteps | undefined {
  const loss = inBatchNegativesOptions(options.loss)
  const optimizer = adamSettings(options.optimizer)
  if (!loss || !optimizer || !plan) return undefined
  const { learningRates, steps, from, batchSize, hardNegatives, prefer } = options
  const data = { learningRates, from, batchSize, hardNegatives, prefer, ...(steps !== undefined && { steps }) }
  return { plan, loss, optimizer, ...data }
}

export function fromPortable({ plan, loss, optimizer, ...rest }: PortableSteps): {
  readonly plan: StepMaker
  readonly options: Omit<StepsOptions, 'nextBatches'>
} {
  return {
    plan: portablePlan(plan),
    options: { loss: inBatchNegatives(loss), optimizer: adamFrom(optimizer), ...rest },
  }
}
