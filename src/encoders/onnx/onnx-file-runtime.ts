import type { Tokens } from '../../tokenizers/tokenizer.ts'
import type { Dense, Pooling } from '../folder/model-folder.ts'
import { paddedBatch } from '../padded-batch.ts'
import type { Runtime } from '../runtime.ts'
import { verifiedRows } from '../verified-rows.ts'
import { type ExportedEncoder, exportedEncoder } from './exported-encoder.ts'
import { feeds, floats } from './feeds.ts'
import { dimensionsOf } from './head.ts'
import { normalisingGraph, poolingGraph } from './head-graph.ts'
import { type OnnxSessionOptions, onnxPackage, openSession } from './session.ts'

/** An exported encoder: a file of ONNX, and what it leaves to others. */
export interface OnnxFileModel {
  /** Path of the `.onnx` file. Files that it names must lie beside it. */
  readonly file: string
  /** Id of the padding token. */
  readonly padding: number
  /** Most tokens of a text. */
  readonly maxLength: number
  /** Ids are below, where that is known. @default Infinity */
  readonly vocabulary?: number
  /** Length of a token's state, where that is known: what the file gives must fit it. @default what the file gives */
  readonly hidden?: number
  /** Not applied, like `dense`, where the file gives nothing but `sentence_embedding`. */
  readonly pooling: Pick<Pooling, 'modes'>
  readonly dense: readonly Dense[]
}

/** A runtime that says what its file gives: states of tokens, which are pooled here, or vectors of texts. */
export interface OnnxFileRuntime extends Runtime {
  readonly gives: ExportedEncoder['gives']
}

const caller = 'onnxFileRuntime'

/**
 * Runs an exported encoder in ONNX Runtime on the CPU, of whatever architecture: the inputs `input_ids`,
 * `attention_mask` and perhaps `token_type_ids` → the output `last_hidden_state` or `token_embeddings`, which is pooled
 * here, else `sentence_embedding`.
 *
 * @throws {Error} the package onnxruntime-node is absent or does not load here, or refuses the file
 * @throws {RangeError} the file has other inputs or outputs, or vectors of another length
 */
export async function onnxFileRuntime(
  model: OnnxFileModel,
  options: OnnxSessionOptions = {},
): Promise<OnnxFileRuntime> {
  const onnx = await onnxPackage(caller)
  const body = await openSession(onnx, { caller, model: model.file }, options)
  const encoder = exportedEncoder(onnx, body, model.file)
  const { gives } = encoder
  const limits = { padding: model.padding, vocabulary: model.vocabulary ?? Infinity, length: model.maxLength }
  // No file need say how long its vectors are: they are counted.
  const width = (await encoder.run(paddedBatch([oneToken], limits))).dims.at(-1)!
  verifyWidth(width, gives, model)
  const { bytes, dimensions } = gives === 'texts' ? normalisingGraph(width) : poolingGraph({ ...model, width })
  const head = await openSession(onnx, { caller, model: bytes }, options)
  let released: Promise<unknown> | undefined
  return {
    name: 'ONNX Runtime',
    dimensions,
    gives,
    async run(texts: readonly Tokens[]): Promise<Float32Array> {
      if (texts.length === 0) return new Float32Array()
      if (gives === 'texts') for (const [index, tokens] of texts.entries()) requireWhole(tokens, index)
      const batch = paddedBatch(texts, limits)
      const result = await head.run({ ...feeds(onnx, head, batch), values: await encoder.run(batch) })
      return verifiedRows(floats(result, 'embeddings'), { caller, rows: batch.rows, columns: dimensions })
    },
    async dispose() {
      released ??= Promise.all([body.release(), head.release()])
      await released
    },
  }
}

const oneToken: Tokens = { ids: Int32Array.of(0), first: 0, end: 1 }

function verifyWidth(width: number, gives: ExportedEncoder['gives'], { file, hidden, ...head }: OnnxFileModel): void {
  if (hidden === undefined) return
  const expected = gives === 'texts' ? dimensionsOf({ width: hidden, ...head }) : hidden
  if (width === expected) return
  throw new RangeError(
    `${caller}: ${file}: ${gives === 'texts' ? 'a text' : 'a token'} must get ${expected} numbers, as the files beside it say; got ${width}. Take the files of one model.`,
  )
}

function requireWhole({ ids, first, end }: Tokens, index: number): void {
  if (first === 0 && end === ids.length) return
  throw new RangeError(
    `${caller}: text ${index} of the batch must be pooled whole, as the file gives sentence_embedding alone; got tokens ${first} to ${end} of ${ids.length}. Export the model with last_hidden_state.`,
  )
}
