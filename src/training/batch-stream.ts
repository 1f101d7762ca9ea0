import type { TrainingPairs } from '../datasets/training-pairs.ts'
import type { Language, Role, Text } from '../retrieval.ts'
import type { Batch, DrawBatches, Example } from '../samplers/sampler.ts'
import type { PackedBatches } from './steps.ts'

/** Every text of some training pairs by number: pair p's anchor in language l is 2 (p · languages + l), its positive one more. */
export interface NumberedTexts {
  readonly texts: readonly (Text & { readonly role: Role })[]
  /** Number of the anchor; undefined where the pair has no such language. */
  anchor(pair: number, language: Language): number | undefined
  /** The number of a pair's group, or of a group of its own: pairs of one group are never each other's negatives. */
  group(pair: number): number
}

/** Numbers the texts of all pairs in all languages that they have. */
export function numberedTexts({ pairs }: TrainingPairs): NumberedTexts {
  const texts: (Text & { role: Role })[] = []
  const numbers = pairs.map(({ translations }) => {
    const ofPair = new Map<Language, number>()
    for (const [language, { anchor, positive }] of Object.entries(translations)) {
      ofPair.set(language, texts.length)
      texts.push({ text: anchor, language, role: 'query' }, { text: positive, language, role: 'document' })
    }
    return ofPair
  })
  const groups = groupNumbers(pairs)
  return { texts, anchor: (pair, language) => numbers[pair]?.get(language), group: (pair) => groups[pair]! }
}

/** The number of the first pair of each pair's group. */
function groupNumbers(pairs: TrainingPairs['pairs']): Int32Array {
  const first = new Map<string, number>()
  return Int32Array.from(pairs, ({ group }, pair) => {
    if (group === undefined) return pair
    const number = first.get(group) ?? pair
    first.set(group, number)
    return number
  })
}

export interface BatchStreamOptions {
  readonly pairs: TrainingPairs
  readonly sampler: { readonly name: string; readonly batches: DrawBatches }
  readonly numbered: NumberedTexts
  readonly steps: number
  readonly batchSize: number
  readonly seed: number
}

/** Batches drawn at a time: small enough for a quick abort, large enough that messages cost nothing. */
const batchesAtATime = 8

export interface BatchStream {
  /** The next few batches, none beyond step `until`; no batch where that many were drawn. */
  next(until: number): PackedBatches
  /** Draws the batches of the first steps, which an earlier training used. */
  skip(steps: number): void
  close(): void
}

/**
 * A sampler's batches, each checked, as numbers of texts.
 *
 * @throws {RangeError} on pulling: the sampler ends early, or yields a batch that is not full or names a text that
 * there is not; sampler, step and row are named
 */
export function batchStream(options: BatchStreamOptions): BatchStream {
  const { pairs, sampler, steps, batchSize, seed } = options
  const iterator = sampler.batches(pairs, { batchSize, seed })[Symbol.iterator]()
  let drawn = 0
  const draw = (out: Int32Array): void => {
    const { done, value } = iterator.next()
    const place = `train: sampler "${sampler.name}", step ${drawn + 1} of ${steps}`
    if (done) throw new RangeError(`${place}: batches must not end; got the end. Draw for as long as asked.`)
    pack(value, { ...options, place }, out)
    drawn++
  }
  return {
    next(until) {
      const count = Math.min(batchesAtATime, until - drawn)
      const out = new Int32Array(count * 3 * batchSize)
      for (let b = 0; b < count; b++) draw(out.subarray(b * 3 * batchSize, (b + 1) * 3 * batchSize))
      return out
    },
    skip(done) {
      const unused = new Int32Array(3 * batchSize)
      while (drawn < done) draw(unused)
    },
    // A generator may hold something open, and its `finally` runs only so.
    close: () => void iterator.return?.(),
  }
}

interface PackOptions extends Pick<BatchStreamOptions, 'pairs' | 'numbered' | 'batchSize'> {
  readonly place: string
}

function pack(batch: Batch, { place, pairs, numbered, batchSize }: PackOptions, out: Int32Array): void {
  if (batch.length !== batchSize) {
    throw new RangeError(`${place}: a batch must have ${batchSize} rows; got ${batch.length}.`)
  }
  for (const [row, example] of batch.entries()) {
    const anchor = numbered.anchor(example.pair, example.anchor)
    const positive = numbered.anchor(example.pair, example.positive)
    if (anchor === undefined || positive === undefined) {
      throw new RangeError(`${place}, row ${row}: ${complaint(example, pairs)}.`)
    }
    out[row] = anchor
    out[batchSize + row] = positive + 1
    out[2 * batchSize + row] = numbered.group(example.pair)
  }
}

function complaint({ pair, anchor, positive }: Example, { name, pairs }: TrainingPairs): string {
  const found = pairs[pair]
  if (!found) return `pair must be an index below the ${pairs.length} pairs of ${name}; got ${pair}`
  const absent = found.translations[anchor] ? positive : anchor
  return `pair ${pair} ("${found.concept}") must have the language; got "${absent}", and it has ${Object.keys(found.translations).join(', ')}`
}
