import type { Tensor } from '@tensorflow/tfjs-core'
import type { Batch } from '../padded-batch.ts'
import type { DropoutMasks } from './dropout.ts'
import type { LinearParameters } from './linear.ts'
import type { OpenModel } from './open-model.ts'

/** One batch on its way through a model. Hidden states are a matrix: a row for each token, padding included. */
export interface Pass {
  readonly model: OpenModel
  readonly batch: Batch
  /** Left out, nothing is dropped. */
  readonly dropout?: DropoutMasks | undefined
}

/** @param name a whole one, or of a linear layer or norm with `.weight` or `.bias` behind it */
export function parameter({ model }: Pass, name: string): Tensor {
  return model.parameters.get(name)!
}

/** Of a linear layer or norm. */
export function weightAndBias(pass: Pass, name: string): LinearParameters {
  return { weight: parameter(pass, `${name}.weight`), bias: parameter(pass, `${name}.bias`) }
}
