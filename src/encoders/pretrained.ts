import type { EncoderSource } from './encoder.ts'
import { openRuntime } from './pretrained-runtime.ts'
import type { VectorOptions } from './pretrained-settings.ts'
import { pretrainedSource } from './pretrained-source.ts'
import type { TrainableSource } from './trainable.ts'
import type { Freeze } from './transformer/freeze.ts'

export interface PretrainedOptions extends VectorOptions {
  /** Most tokens of a text, special ones included. @default the folder's, which is also the most */
  readonly maxLength?: number
  /** Most tokens of a batch, padding included. Changes speed and memory, and vectors by rounding alone. @default 512 */
  readonly tokenBudget?: number
  /** Where vectors are kept for the next time; false for nowhere. @default `vitest-retrieval` in the platform's folder for caches */
  readonly cache?: boolean | string
  /** What fine-tuning leaves as it is: the embeddings, or them and so many of the lowest layers. @default nothing */
  readonly freeze?: Freeze
  /**
   * Texts that go through the model together in fine-tuning: fewer take less memory, for the same gradient but for
   * rounding. @default as many as fit into a gibibyte
   */
  readonly chunk?: number
  /** Whether fine-tuning drops what the model's configuration says. @default true */
  readonly dropout?: boolean
  /** Short and unique in a table. @default the folder's name */
  readonly name?: string
  /** As a reader knows it. @default the name */
  readonly label?: string
}

export interface PretrainedSource extends TrainableSource, AsyncDisposable {
  /** What a reader of the results should know: cache files that were damaged, a slower runtime. Grows while encoding. */
  readonly warnings: readonly string[]
  /** @throws {Error} `create` was not awaited yet: the hash of the weights is part of it */
  readonly configuration: EncoderSource['configuration']
}

/**
 * A pretrained encoder as Hugging Face and sentence-transformers lay it out: BERT, XLM-RoBERTa, M2M100's encoder. A folder
 * of another architecture encodes by its onnx/model.onnx or model.onnx, if it has one, and cannot be fine-tuned. The
 * folder is read when it is first created; all seeds share it. Memory is freed when it was idle for a minute, or by
 * `await using`.
 *
 * @param folder the one that holds config.json, tokenizer.json, and model.safetensors or model.onnx. Records name it by
 * its last part.
 * @throws {RangeError} on creating: a file is missing, not supported or contradicts another; an option does not fit; on
 * encoding: a language that the tokenizer does not know, a vector that is not finite
 */
export function pretrained(folder: string, options: PretrainedOptions = {}): PretrainedSource {
  return pretrainedSource(folder, options, openRuntime)
}
