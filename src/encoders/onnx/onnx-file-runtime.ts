import type { InferenceSession, OnnxValue, Tensor } from 'onnxruntime-node'
import { onnxGraph } from '../../formats/onnx/graph.ts'
import type { Tokens } from '../../tokenizers/tokenizer.ts'
import type { Dense, Pooling } from '../folder/model-folder.ts'
import type { Runtime } from '../runtime.ts'
import { type Batch, paddedBatch } from './batch.ts'
import { feeds, floats } from './feeds.ts'
import { fileFeeds, verifyInputs } from './file-feeds.ts'
import { embeddingsOutput, pooledOutput } from './head.ts'
import { tokenPlaces } from './inputs.ts'
import { type OnnxSessionOptions, onnxPackage, openSession } from './session.ts'
import { unitVectors } from './unit-vectors.ts'
import { verifiedRows } from './verified-rows.ts'

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
  /** Not applied, like `dense`, where the file gives nothing but `sentence_embedding`. */
  readonly pooling: Pick<Pooling, 'modes'>
  readonly dense: readonly Dense[]
}

const caller = 'onnxFileRuntime'

/** By preference: what is pooled here obeys the folder and the prompt. */
const tokenOutputs = ['last_hidden_state', 'token_embeddings']
const textOutput = 'sentence_embedding'

/**
 * Runs an exported encoder in ONNX Runtime on the CPU, of whatever architecture: the inputs `input_ids`,
 * `attention_mask` and perhaps `token_type_ids` → the output `last_hidden_state` or `token_embeddings`, which is pooled
 * here, else `sentence_embedding`.
 *
 * @throws {Error} the package onnxruntime-node is absent or does not load here, or refuses the file
 * @throws {RangeError} the file has other inputs or outputs
 */
export async function onnxFileRuntime(model: OnnxFileModel, options: OnnxSessionOptions = {}): Promise<Runtime> {
  const onnx = await onnxPackage(caller)
  const body = await openSession(onnx, { caller, model: model.file }, options)
  verifyInputs(body, model.file)
  const output = outputOf(body, model.file)
  const limits = { padding: model.padding, vocabulary: model.vocabulary ?? Infinity, length: model.maxLength }
  const states = async (texts: readonly Tokens[]): Promise<States> => {
    const batch = paddedBatch(texts, limits)
    const result = await body.run(fileFeeds(onnx, body, batch), [output])
    return { batch, values: verifiedShape(result[output], { output, batch, file: model.file }) }
  }
  const width = (await states([oneToken])).values.dims.at(-1)!
  const { bytes, dimensions } = output === textOutput ? normalising(width) : pooling(width, model)
  const head = await openSession(onnx, { caller, model: bytes }, options)
  let released: Promise<unknown> | undefined
  return {
    name: 'ONNX Runtime',
    dimensions,
    async run(texts: readonly Tokens[]): Promise<Float32Array> {
      if (texts.length === 0) return new Float32Array()
      if (output === textOutput) for (const [index, tokens] of texts.entries()) requireWhole(tokens, index)
      const { batch, values } = await states(texts)
      const result = await head.run({ ...feeds(onnx, head, batch), values })
      return verifiedRows(floats(result, 'embeddings'), { caller, rows: batch.rows, columns: dimensions })
    },
    async dispose() {
      released ??= Promise.all([body.release(), head.release()])
      await released
    },
  }
}

interface States {
  readonly batch: Batch
  readonly values: Tensor
}

const oneToken: Tokens = { ids: Int32Array.of(0), first: 0, end: 1 }

function outputOf({ outputNames }: InferenceSession, file: string): string {
  const known = [...tokenOutputs, textOutput]
  const found = known.find((name) => outputNames.includes(name))
  if (found !== undefined) return found
  throw new RangeError(
    `onnxFileRuntime: ${file}: an output must be one of ${known.join(', ')}; got ${outputNames.join(', ')}. Export the model as an encoder alone.`,
  )
}

/** [B, L, hidden] of tokens, [B, dimensions] of texts. */
function verifiedShape(
  value: OnnxValue | undefined,
  { output, batch, file }: { output: string; batch: Batch; file: string },
): Tensor {
  const expected = output === textOutput ? [batch.rows] : [batch.rows, batch.length]
  const tensor = value as Tensor
  const { dims, type } = tensor
  if (type === 'float32' && dims.length === expected.length + 1 && expected.every((length, i) => dims[i] === length)) {
    return tensor
  }
  throw new RangeError(
    `onnxFileRuntime: ${file}: output "${output}" must be float32 [${expected.join(', ')}, …]; got ${type} [${dims.join(', ')}]. Export the model as an encoder alone.`,
  )
}

function requireWhole({ ids, first, end }: Tokens, index: number): void {
  if (first === 0 && end === ids.length) return
  throw new RangeError(
    `onnxFileRuntime: text ${index} of the batch must be pooled whole, as the file gives ${textOutput} alone; got tokens ${first} to ${end} of ${ids.length}. Export the model with last_hidden_state.`,
  )
}

interface HeadGraph {
  readonly bytes: Uint8Array
  readonly dimensions: number
}

function normalising(width: number): HeadGraph {
  const graph = onnxGraph()
  embeddingsOutput(graph, unitVectors(graph, graph.input('values', 'float32', ['texts', width]), []), width)
  return { bytes: graph.bytes(), dimensions: width }
}

function pooling(width: number, model: Pick<OnnxFileModel, 'pooling' | 'dense'>): HeadGraph {
  const graph = onnxGraph()
  const states = graph.input('values', 'float32', ['texts', 'tokens', width])
  const dimensions = pooledOutput(graph, { states, places: tokenPlaces(graph, states), width, ...model })
  return { bytes: graph.bytes(), dimensions }
}
