import { portablePlan } from '../encoders/static.ts'
import type { StaticTraining } from '../encoders/static-training.ts'
import {
  type InBatchNegativesOptions,
  inBatchNegatives,
  inBatchNegativesOptions,
} from '../losses/in-batch-negatives.ts'
import { type AdamOptions, adam, adamOptions } from './adam.ts'
import type { StepsOptions } from './steps.ts'

/** What a worker thread needs to run the same steps: data only. Batches and messages travel beside it. */
export interface PortableSteps extends Pick<StepsOptions, 'learningRates' | 'batchSize' | 'prefer'> {
  readonly plan: StaticTraining
  readonly loss: Required<InBatchNegativesOptions>
  readonly optimizer: Required<AdamOptions>
}

/** The steps as data; undefined where a part is a user's own, whose code cannot be sent. */
export function portableSteps(options: StepsOptions, plan: StaticTraining | undefined): PortableSteps | undefined {
  const { learningRates, batchSize, prefer } = options
  const loss = inBatchNegativesOptions(options.loss)
  const optimizer = adamOptions(options.optimizer)
  return loss && optimizer && plan ? { plan, loss, optimizer, learningRates, batchSize, prefer } : undefined
}

export function fromPortable({ plan, loss, optimizer, ...rest }: PortableSteps): Omit<StepsOptions, 'nextBatches'> {
  return { plan: portablePlan(plan), loss: inBatchNegatives(loss), optimizer: adam(optimizer), ...rest }
}
