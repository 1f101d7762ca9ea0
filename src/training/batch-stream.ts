import type { TrainingPairs } from '../datasets/training-pairs.ts'
import { derive } from '../random.ts'
import type { Batch, DrawBatches, Example } from '../samplers/sampler.ts'
import { batchConcepts } from './batch-concepts.ts'
import type { NumberedTexts } from './numbered-texts.ts'
import { type BatchShape, type PackedBatches, packedLength } from './packed-batches.ts'

export interface BatchStreamOptions extends BatchShape {
  readonly pairs: TrainingPairs
  readonly sampler: { readonly name: string; readonly batches: DrawBatches }
  readonly numbered: NumberedTexts
  readonly steps: number
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
  const length = packedLength(options)
  const negativesOf = drawnInTurn(options)
  let drawn = 0
  const draw = (out: Int32Array): void => {
    const { done, value } = iterator.next()
    const place = `train: sampler "${sampler.name}", step ${drawn + 1} of ${steps}`
    if (done) throw new RangeError(`${place}: batches must not end; got the end. Draw for as long as asked.`)
    pack(value, { ...options, negativesOf, place }, out)
    drawn++
  }
  return {
    next(until) {
      const count = Math.min(batchesAtATime, until - drawn)
      const out = new Int32Array(count * length)
      for (let b = 0; b < count; b++) draw(out.subarray(b * length, (b + 1) * length))
      return out
    },
    skip(done) {
      const unused = new Int32Array(length)
      while (drawn < done) draw(unused)
    },
    // A generator may hold something open, and its `finally` runs only so.
    close: () => void iterator.return?.(),
  }
}

interface PackOptions extends Pick<BatchStreamOptions, 'pairs' | 'numbered' | 'batchSize'> {
  /** The next hard negatives of a pair, by the number of its anchor in the positive's language. */
  readonly negativesOf: (anchor: number) => readonly number[]
  readonly place: string
}

function pack(batch: Batch, { place, pairs, numbered, batchSize, negativesOf }: PackOptions, out: Int32Array): void {
  if (batch.length !== batchSize) {
    throw new RangeError(`${place}: a batch must have ${batchSize} rows; got ${batch.length}.`)
  }
  const negatives: number[] = []
  const groups: number[] = []
  for (const [row, example] of batch.entries()) {
    const anchor = numbered.anchor(example.pair, example.anchor)
    const positive = numbered.anchor(example.pair, example.positive)
    if (anchor === undefined || positive === undefined) {
      throw new RangeError(`${place}, row ${row}: ${complaint(example, pairs)}.`)
    }
    out[row] = anchor
    out[batchSize + row] = positive + 1
    groups.push(numbered.group(example.pair))
    negatives.push(...negativesOf(positive))
  }
  out.set(negatives, 2 * batchSize)
  out.set(batchConcepts(groups, negatives, numbered.answered), 2 * batchSize + negatives.length)
}

/** Each pair's hard negatives in turn, beginning at a place that the seed decides, so that all are used equally often. */
function drawnInTurn({ numbered, hardNegatives = 0, seed }: BatchStreamOptions): PackOptions['negativesOf'] {
  if (hardNegatives === 0) return () => []
  const next = new Map<number, number>()
  return (anchor) => {
    const all = numbered.negatives(anchor)
    const first = next.get(anchor) ?? derive(seed, 'hard negatives', anchor) % all.length
    next.set(anchor, (first + hardNegatives) % all.length)
    return Array.from({ length: hardNegatives }, (_, i) => all[(first + i) % all.length]!)
  }
}

function complaint({ pair, anchor, positive }: Example, { name, pairs }: TrainingPairs): string {
  const found = pairs[pair]
  if (!found) return `pair must be an index below the ${pairs.length} pairs of ${name}; got ${pair}`
  const absent = found.translations[anchor] ? positive : anchor
  return `pair ${pair} ("${found.concept}") must have the language; got "${absent}", and it has ${Object.keys(found.translations).join(', ')}`
}
