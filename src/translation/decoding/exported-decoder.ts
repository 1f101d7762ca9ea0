import type { InferenceSession, Tensor } from 'onnxruntime-node'
import { bestTokens } from '../../encoders/onnx/decoder-graph.ts'
import { floats } from '../../encoders/onnx/feeds.ts'
import { fileFeeds } from '../../encoders/onnx/file-feeds.ts'
import { type Onnx, type OnnxSessionOptions, onnxPackage, openSession } from '../../encoders/onnx/session.ts'
import { paddedBatch, type TokenLimits } from '../../encoders/padded-batch.ts'
import { onnxGraph } from '../../formats/onnx/graph.ts'
import type { Candidates, Decoder, Step, Writing } from './decoder.ts'

/** An encoder and its decoder as optimum exports them. */
export interface ExportedEncoderDecoder {
  /** Path of encoder_model.onnx. */
  readonly encoder: string
  /** Path of decoder_model.onnx, or of decoder_model_merged.onnx. */
  readonly decoder: string
  /** Path of decoder_with_past_model.onnx. Without, and where `decoder` is not merged, texts are computed anew at every step. */
  readonly withPast?: string
  readonly limits: TokenLimits
  /** Attention heads of the decoder, and the length of what one of them remembers of a token. */
  readonly heads: { readonly count: number; readonly width: number }
}

const caller = 'm2m100Translator'

/**
 * Runs an exported encoder and decoder in ONNX Runtime.
 *
 * @throws {Error} the package onnxruntime-node is absent or does not load here, or refuses a file
 * @throws {RangeError} a file has other inputs or outputs
 */
export async function exportedDecoder(
  model: ExportedEncoderDecoder,
  options: OnnxSessionOptions = {},
): Promise<Decoder> {
  const onnx = await onnxPackage(caller)
  const opened: InferenceSession[] = []
  const open = async (source: string | Uint8Array): Promise<InferenceSession> => {
    const session = await openSession(onnx, { caller, model: source }, options)
    opened.push(session)
    return session
  }
  const release = async (): Promise<void> => {
    await Promise.all(opened.splice(0).map((session) => session.release()))
  }
  try {
    const encoder = await open(model.encoder)
    const first = await open(model.decoder)
    const withPast = model.withPast === undefined ? undefined : await open(model.withPast)
    const sessions: Sessions = {
      onnx,
      first,
      next: nextOf(first, withPast),
      head: await open(headGraph()),
      heads: model.heads,
    }
    verify(encoder, { inputs: ['input_ids', 'attention_mask'], output: 'last_hidden_state', file: model.encoder })
    verify(first, { inputs: ['input_ids', 'encoder_hidden_states'], output: 'logits', file: model.decoder })
    return {
      vocabulary: model.limits.vocabulary,
      async read(texts) {
        const batch = paddedBatch(texts, model.limits)
        const feeds = fileFeeds(onnx, encoder, batch)
        const states = (await encoder.run(feeds))['last_hidden_state'] as Tensor
        return writing(sessions, { states, mask: feeds['attention_mask']! })
      },
      dispose: release,
    }
  } catch (error) {
    await release()
    throw error
  }
}

function nextOf(first: InferenceSession, withPast: InferenceSession | undefined): InferenceSession | undefined {
  return withPast ?? (first.inputNames.includes('use_cache_branch') ? first : undefined)
}

function verify(
  { inputNames, outputNames }: InferenceSession,
  { inputs, output, file }: { readonly inputs: readonly string[]; readonly output: string; readonly file: string },
): void {
  if (inputs.every((name) => inputNames.includes(name)) && outputNames.includes(output)) return
  throw new RangeError(
    `${caller}: ${file}: inputs and outputs must be ${inputs.join(', ')} and ${output} among others; got ${inputNames.join(', ')} and ${outputNames.join(', ')}. Export the model with optimum, for text2text-generation-with-past.`,
  )
}

/** Logits [R, T, vocabulary] → the best tokens behind the last. */
function headGraph(): Uint8Array {
  const graph = onnxGraph()
  const logits = graph.input('logits', 'float32', ['rows', 'tokens', 'vocabulary'])
  bestTokens(graph, graph.node('Gather', [logits, graph.integers([-1], [])], { attributes: { axis: 1 } }))
  return graph.bytes()
}

interface Sessions extends Pick<ExportedEncoderDecoder, 'heads'> {
  readonly onnx: Onnx
  readonly first: InferenceSession
  /** What takes what is remembered. */
  readonly next: InferenceSession | undefined
  readonly head: InferenceSession
}

/** What is known of the texts read, one row for each that is written about them. */
interface Source {
  readonly states: Tensor
  readonly mask: Tensor
}

type Tensors = Readonly<Record<string, Tensor>>

function writing({ onnx, first, next, head, heads }: Sessions, read: Source): Writing {
  let source = read
  let texts: readonly (readonly number[])[] = Array.from({ length: read.states.dims[0]! }, () => [])
  /** By the names of inputs. */
  let past: Tensors | undefined

  const int64 = (values: readonly number[], shape: readonly number[]): Tensor =>
    new onnx.Tensor('int64', BigInt64Array.from(values, BigInt), shape)

  function feed(name: string, tokens: Tensor): Tensor {
    if (name === 'input_ids') return tokens
    if (name === 'encoder_hidden_states') return source.states
    if (name === 'encoder_attention_mask') return source.mask
    if (name === 'use_cache_branch') return new onnx.Tensor('bool', [past !== undefined], [1])
    return past?.[name] ?? new onnx.Tensor('float32', new Float32Array(), [texts.length, heads.count, 0, heads.width])
  }

  return {
    async step({ tokens, parents, best }: Step): Promise<Candidates> {
      source = { states: rows(onnx, source.states, parents), mask: rows(onnx, source.mask, parents) }
      texts = Array.from(parents, (parent, row) => [...texts[parent]!, tokens[row]!])
      if (past) past = mapped(past, (tensor) => rows(onnx, tensor, parents))
      const session = past && next ? next : first
      const fed = past && next ? texts.map((text) => text.at(-1)!) : texts.flat()
      const ids = int64(fed, [texts.length, fed.length / texts.length])
      const feeds = Object.fromEntries(session.inputNames.map((name) => [name, feed(name, ids)]))
      const result = (await session.run(feeds)) as Tensors
      if (next) past = remembered(result, past)
      const chosen = await head.run({ logits: result['logits']!, best: int64([best], [1]) })
      return {
        best,
        tokens: Int32Array.from((chosen['tokens'] as Tensor).data as BigInt64Array, Number),
        logProbabilities: floats(chosen, 'log_probabilities'),
      }
    },
  }
}

/** A step's outputs as the next one's inputs. What was read is told at the first step alone. */
function remembered(result: Tensors, past: Tensors | undefined): Tensors {
  const present = Object.entries(result)
    .filter(([name]) => name.startsWith('present.') && !(past && name.includes('.encoder.')))
    .map(([name, tensor]) => [name.replace('present.', 'past_key_values.'), tensor] as const)
  return { ...past, ...Object.fromEntries(present) }
}

function mapped(tensors: Tensors, change: (tensor: Tensor) => Tensor): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]))
}

/** Rows of a tensor, of any of its rows any number of times. */
function rows(onnx: Onnx, tensor: Tensor, numbers: Int32Array): Tensor {
  const { data, dims, type } = tensor
  if (numbers.length === dims[0] && numbers.every((number, row) => number === row)) return tensor
  const values = data as Float32Array
  const size = values.length / dims[0]!
  const out = new (values.constructor as Float32ArrayConstructor)(numbers.length * size)
  for (const [row, number] of numbers.entries())
    out.set(values.subarray(number * size, (number + 1) * size), row * size)
  return new onnx.Tensor(type as 'float32', out, [numbers.length, ...dims.slice(1)])
}
