import { denseNames, type TransformerModel } from './model.ts'

/** An array that training can change. */
export interface Parameter {
  readonly name: string
  readonly shape: readonly number[]
  /** The values, in an array of the caller's own. */
  read(): Promise<Float32Array>
}

/** All parameters of a model in the order of its computation: the encoder's, then the Dense modules'. */
export function parametersOf({ weights, dense }: Pick<TransformerModel, 'weights' | 'dense'>): readonly Parameter[] {
  return [
    ...weights.names.map((name) => ({ name, shape: weights.place(name).shape, read: () => weights.read(name) })),
    ...dense.flatMap(({ inputs, outputs, weight, bias }, index) => [
      { name: denseNames(index).weight, shape: [outputs, inputs], read: async () => weight.slice() },
      { name: denseNames(index).bias, shape: [outputs], read: async () => bias.slice() },
    ]),
  ]
}
