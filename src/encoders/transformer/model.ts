import type { ModelFolder } from '../folder/model-folder.ts'
import type { TensorPlace, Weights } from '../folder/weights.ts'

/** What of a model folder it takes to run and to train its transformer. */
export interface TransformerModel
  extends Pick<ModelFolder, 'name' | 'architecture' | 'pooling' | 'dense' | 'prompts' | 'hash'> {
  readonly weights: TransformerWeights
  /** What training put in place of the folder's values, by the names of `weights` and `denseNames`; `weights` and `dense` have it too. */
  readonly trained?: ReadonlyMap<string, Float32Array>
}

/** Weights wherever they lie: on disk, or trained and in memory. Reading gives a new array each time. */
export interface TransformerWeights extends Pick<Weights, 'names' | 'read'> {
  place(name: string): Pick<TensorPlace, 'shape'>
}

/** The length of a vector: what the last Dense module gives, or what is pooled. */
export function dimensionsOf({
  architecture,
  pooling,
  dense,
}: Pick<TransformerModel, 'architecture' | 'pooling' | 'dense'>): number {
  return dense.at(-1)?.outputs ?? pooling.modes.length * architecture.hidden
}

/** The names of a Dense module's parameters, which no encoder class has. @param index its place among them, from 0 */
export function denseNames(index: number): { readonly weight: string; readonly bias: string } {
  return { weight: `dense.${index}.weight`, bias: `dense.${index}.bias` }
}
