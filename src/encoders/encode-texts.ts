import { breather, type Observer } from '../progress.ts'
import type { Text } from '../retrieval.ts'
import type { Tokenizer, Tokens } from '../tokenizers/tokenizer.ts'
import { equalTexts } from './encode-texts-equal.ts'
import { type EncodingRate, encodingRate } from './encode-texts-rate.ts'
import { lengthBatches } from './length-batches.ts'
import type { Runtime } from './runtime.ts'

export interface EncodeTextsOptions extends Observer {
  readonly runtime: Pick<Runtime, 'name' | 'dimensions' | 'run'>
  readonly tokenizer: Pick<Tokenizer, 'tokenize'>
  /** A blank language is none. */
  readonly texts: readonly Text[]
  /** Put before each text. @default '' */
  readonly prompt?: string
  /** Most tokens of a batch, padding included: texts × longest. A text beyond it runs alone. @default 512 */
  readonly tokenBudget?: number
  /** Takes vectors as soon as they are there, in no particular order: row i is of texts[numbers[i]], the first of equal texts. */
  readonly onRows?: (numbers: Int32Array, rows: Float32Array) => void | Promise<void>
}

/** Texts tokenised and sorted at a time: of a million, the tokens of all would take more memory than the weights. */
const slice = 16_384

/**
 * The vectors of texts: tokenised, sorted by length, run in batches within a budget of tokens, equal texts once. A text's
 * vector does not depend on the texts beside it, but for rounding.
 *
 * @returns texts.length × dimensions, unit rows in the order of the texts
 * @throws {RangeError} the runtime gives another shape, or a row that is not finite and of length 1; the text is named
 */
export async function encodeTexts(options: EncodeTextsOptions): Promise<Float32Array> {
  const { texts, runtime, onRows, onProgress } = options
  const { dimensions } = runtime
  const { first, different } = equalTexts(texts)
  const out = new Float32Array(texts.length * dimensions)
  const rate = encodingRate(different.length, 'tokens')
  // Equal texts count when their first is done, so that the last report says that all are.
  const copies = countsOf(first)
  let done = 0
  for await (const { numbers, rows } of batches(options, different, rate)) {
    numbers.forEach((number, i) => {
      out.set(row(rows, i, dimensions), number * dimensions)
    })
    await onRows?.(numbers, rows)
    done += sum(numbers.map((number) => copies[number]!))
    onProgress?.({ stage: 'encode', done, total: texts.length, unit: 'texts', note: rate.note() })
  }
  first.forEach((original, number) => {
    if (original !== number) out.set(row(out, original, dimensions), number * dimensions)
  })
  return out
}

/** Vectors of some of the texts; row i is of texts[numbers[i]]. */
interface Batch {
  readonly numbers: Int32Array
  readonly rows: Float32Array
}

async function* batches(
  options: EncodeTextsOptions,
  different: Int32Array,
  rate: EncodingRate,
): AsyncGenerator<Batch, void> {
  const { runtime, tokenBudget = 512, signal } = options
  for (let from = 0; from < different.length; from += slice) {
    const part = different.subarray(from, from + slice)
    const tokens = await tokenized(part, options)
    const lengths = Int32Array.from(tokens, ({ ids }) => ids.length)
    rate.met(part.length, sum(lengths))
    for (const batch of lengthBatches(lengths, tokenBudget)) {
      signal?.throwIfAborted()
      const numbers = batch.map((at) => part[at]!)
      const rows = await runtime.run(Array.from(batch, (at) => tokens[at]!))
      verifyRows(rows, numbers, options)
      rate.encoded(batch.length, sum(batch.map((at) => lengths[at]!)))
      yield { numbers, rows }
    }
  }
}

async function tokenized(
  numbers: Int32Array,
  { tokenizer, texts, prompt = '', signal }: EncodeTextsOptions,
): Promise<Tokens[]> {
  const breathe = breather(signal)
  const tokens: Tokens[] = []
  for (const number of numbers) {
    await breathe()
    const { text, language } = texts[number]!
    tokens.push(tokenizer.tokenize(text, { prompt, ...(language !== '' && { language }) }))
  }
  return tokens
}

function verifyRows(
  rows: Float32Array,
  numbers: Int32Array,
  { runtime: { name, dimensions }, texts }: EncodeTextsOptions,
): void {
  if (rows.length !== numbers.length * dimensions) {
    throw new RangeError(
      `encodeTexts: ${name} must give ${numbers.length} × ${dimensions} numbers for ${numbers.length} texts; got ${rows.length}.`,
    )
  }
  numbers.forEach((number, i) => {
    const length = lengthOf(row(rows, i, dimensions))
    if (Math.abs(length - 1) <= 1e-3) return
    const found = Number.isFinite(length) ? `length ${length}` : 'a value that is not finite'
    throw new RangeError(
      `encodeTexts: ${name} must give finite vectors of length 1; got ${found} for text ${number}, ` +
        `${JSON.stringify((texts[number] as Text).text.slice(0, 60))}. Check the weights, or leave the text out.`,
    )
  })
}

function lengthOf(vector: Float32Array): number {
  return Math.sqrt(vector.reduce((square, value) => square + value * value, 0))
}

/** How often each number occurs. */
function countsOf(numbers: Int32Array): Int32Array {
  const counts = new Int32Array(numbers.length)
  for (const number of numbers) counts[number] = counts[number]! + 1
  return counts
}

function sum(values: Int32Array): number {
  return values.reduce((total, value) => total + value, 0)
}

function row(rows: Float32Array, number: number, dimensions: number): Float32Array {
  return rows.subarray(number * dimensions, (number + 1) * dimensions)
}
