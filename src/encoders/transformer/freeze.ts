import type { Architecture } from '../folder/architecture.ts'

/** What training leaves as it is: the embeddings, or them and this many of the lowest layers. */
export type Freeze = 'embeddings' | number

/** @throws {RangeError} as many layers as there are, or more; a number that is no count */
export function frozenLayers({ layers }: Architecture, freeze: Freeze | undefined): number | undefined {
  if (freeze === undefined) return undefined
  const count = freeze === 'embeddings' ? 0 : freeze
  if (Number.isSafeInteger(count) && count >= 0 && count < layers) return count
  throw new RangeError(
    `transformerPlan: freeze must be 'embeddings' or a number of layers below ${layers}, so that one is trained; got ${JSON.stringify(freeze)}.`,
  )
}

/** Whether a parameter is one of the embeddings or of the lowest layers. @param layers none at all where undefined */
export function isFrozen({ tensors }: Architecture, layers: number | undefined, name: string): boolean {
  if (layers === undefined) return false
  const { tokens, positions, types, embeddingNorm } = tensors
  if (name === tokens || name === positions || name === types) return true
  const owner = name.replace(/\.(weight|bias)$/, '')
  if (owner === embeddingNorm) return true
  return tensors.layers.slice(0, layers).some((layer) => Object.values(layer).includes(owner))
}
