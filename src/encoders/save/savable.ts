import type { LanguageToken } from '../../tokenizers/language-tokens.ts'
import type { Encoder } from '../encoder.ts'
import type { ModelFolder, Pooling } from '../folder/model-folder.ts'
import type { HeadShape } from '../projection/head.ts'

/** What `saveEncoder` must know of an encoder, which says nothing to anybody else. */
export type Savable = SavableStatic | SavableTransformer | SavableProjection

/** The mean of the table's rows that a text's features name. */
export interface SavableStatic {
  readonly kind: 'static'
  readonly dimensions: number
  /** Buckets × dimensions. */
  table(): Float32Array
  /** Text → rows of the table, as often as they occur. */
  features(text: string): Int32Array
}

/** A model folder, trained or as it is, with what it was asked to do otherwise than the folder says. */
export interface SavableTransformer {
  readonly kind: 'transformer'
  readonly folder: Pick<
    ModelFolder,
    'path' | 'name' | 'architecture' | 'weights' | 'pooling' | 'dense' | 'prompts' | 'maxLength' | 'tokenizer' | 'hash'
  >
  readonly settings?: {
    readonly prompts?: { readonly query?: string; readonly document?: string }
    readonly pooling?: Pooling
    readonly maxLength?: number
    readonly languageToken?: LanguageToken
    readonly poolSpecial?: boolean
    readonly precision?: 'float32' | 'int8'
  }
  /**
   * Trained values by the names of `folder.weights`, and `dense.0.weight` (outputs × inputs), `dense.0.bias`, … for Dense
   * modules. A name that is not there keeps the folder's values.
   */
  readonly trained?: ReadonlyMap<string, Float32Array>
}

/** A head on a frozen encoder. */
export interface SavableProjection {
  readonly kind: 'projection'
  readonly frozen: Encoder
  readonly shape: HeadShape
  /** As `openHead` lays it out; undefined for an untrained head, which changes nothing. */
  readonly table: Float32Array | undefined
}

const descriptions = new WeakMap<Encoder, Savable>()
const refusals = new WeakMap<Encoder, string>()

/**
 * Makes an encoder one that `saveEncoder` can save. Whoever makes an encoder calls it with the object that users get.
 *
 * @returns the encoder
 */
export function registerSavable<E extends Encoder>(encoder: E, description: Savable): E {
  descriptions.set(encoder, description)
  return encoder
}

/** @param why after `saveEncoder: `. @returns the encoder */
export function registerUnsavable<E extends Encoder>(encoder: E, why: string): E {
  refusals.set(encoder, why)
  return encoder
}

/** @throws {RangeError} nothing is known of the encoder but that it encodes */
export function savableOf(encoder: Encoder): Savable {
  const found = descriptions.get(encoder)
  if (found) return found
  const why = refusals.get(encoder)
  if (why !== undefined) throw new RangeError(`saveEncoder: ${why}`)
  throw new RangeError(
    'saveEncoder: the encoder must be static, pretrained, fine-tuned or a projection, made by this package; got another. Save it with what made it.',
  )
}
