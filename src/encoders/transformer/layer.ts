import type { Tensor } from '@tensorflow/tfjs-core'
import type { LayerNames } from '../folder/architecture.ts'
import { activated } from './activation.ts'
import { attention } from './attention.ts'
import { dropped } from './dropout.ts'
import { layerNorm } from './layer-norm.ts'
import { linear } from './linear.ts'
import { type Pass, weightAndBias } from './pass.ts'
import { sum } from './sum.ts'

/** Hidden states through one layer. @param layer from 0 */
export function encoderLayer(pass: Pass, states: Tensor, layer: number): Tensor {
  const names = pass.model.architecture.tensors.layers[layer]!
  const attended = withResidual(pass, states, {
    norm: names.attentionNorm,
    dropoutPlace: `attention output ${layer}`,
    part: (inputs) => attention(pass, inputs, { names, layer }),
  })
  return withResidual(pass, attended, {
    norm: names.outputNorm,
    dropoutPlace: `output ${layer}`,
    part: (inputs) => feedForward(pass, inputs, { names, layer }),
  })
}

interface Part {
  readonly norm: string
  readonly dropoutPlace: string
  readonly part: (inputs: Tensor) => Tensor
}

/** A part of a layer with its sum and norm. Intermediate results are freed, but for those that the gradient needs. */
function withResidual(pass: Pass, states: Tensor, { norm, dropoutPlace, part }: Part): Tensor {
  const { tf, architecture } = pass.model
  const normalised = (inputs: Tensor): Tensor => layerNorm(tf, inputs, weightAndBias(pass, norm), architecture.epsilon)
  return tf.tidy(() => {
    const before = architecture.norm === 'before'
    const result = part(before ? normalised(states) : states)
    const together = sum(tf, states, dropped(tf, result, pass.dropout?.hidden(dropoutPlace)))
    return before ? together : normalised(together)
  })
}

function feedForward(pass: Pass, inputs: Tensor, { names, layer }: { names: LayerNames; layer: number }): Tensor {
  const { tf, architecture } = pass.model
  const inner = activated(tf, linear(tf, inputs, weightAndBias(pass, names.up)), architecture.activation)
  const kept = dropped(tf, inner, pass.dropout?.activation(`activation ${layer}`))
  return linear(tf, kept, weightAndBias(pass, names.down))
}
