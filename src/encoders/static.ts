import { plainArithmetic } from '../backends/kernel/plain.ts'
import { bytesHash } from '../hash.ts'
import { matrix, type UnitRows, unitRows } from '../matrix.ts'
import { breather } from '../progress.ts'
import { derive, seeded } from '../random.ts'
import { characterNgrams, type Features } from '../tokenizers/character-ngrams.ts'
import { registerSavable } from './save/savable.ts'
import { type FeatureLists, type StaticTraining, staticTraining } from './static-training.ts'
import type { PlanOptions, TableEncoder, TablePlan, TrainableSource } from './trainable.ts'

export interface StaticEncoderOptions {
  /** Length of a vector. @default 64 */
  readonly dimensions?: number
  /** Rows of the embedding table, which features are hashed to. @default 65,536 */
  readonly buckets?: number
  /** Shortest and longest character n-gram of a word. @default [3, 4] */
  readonly ngrams?: readonly [shortest: number, longest: number]
}

export interface StaticSource extends TrainableSource {
  create(seed: number): StaticEncoder
}

interface StaticEncoder extends TableEncoder {
  planTraining(options: PlanOptions): TablePlan
}

/** Texts whose features are kept: a training set's many times over, yet some 100 MB at most, however long they are. */
const keptTexts = 262_144
const keptFeatures = 2 ** 24
/** Texts encoded between two looks at the clock. */
const block = 256

/**
 * The mean of embedding rows for words and character n-grams, scaled to length 1. It has no knowledge but what it is
 * trained on here: untrained it matches texts by the n-grams they share, which makes it the table's lexical control.
 * The weights a seed gives are uniform with mean 0 and variance 1 ÷ dimensions.
 *
 * @throws {RangeError} an option is out of range; on encoding, a blank text, which has no direction
 */
export function staticEncoder({
  dimensions = 64,
  buckets = 65_536,
  ngrams = [3, 4],
}: StaticEncoderOptions = {}): StaticSource {
  if (!Number.isSafeInteger(dimensions) || dimensions < 1) {
    throw new RangeError(`staticEncoder: dimensions must be a positive integer; got ${dimensions}.`)
  }
  const features = remembered(characterNgrams({ buckets, ngrams }))
  return {
    name: 'static',
    label: 'Untrained n-grams',
    configuration: { dimensions, buckets, ngrams: [...ngrams] },
    control: true,
    create: (seed) => encoder({ dimensions, buckets }, features, derive(seed, 'weights')),
  }
}

type Shape = Pick<StaticTraining, 'dimensions' | 'buckets'>

function encoder(shape: Shape, features: Features, initial: number | Float32Array): StaticEncoder {
  let table: Float32Array | undefined
  // Drawn when first needed: an encoder that is only trained has its weights drawn where the training runs.
  const weights = (): Float32Array => {
    table ??= initialTable({ ...shape, initial })
    return table
  }
  const made: StaticEncoder = {
    dimensions: shape.dimensions,
    async encode(texts, { signal, onProgress }) {
      const breathe = breather(signal)
      const out = new Float32Array(texts.length * shape.dimensions)
      for (let start = 0; start < texts.length; start += block) {
        await breathe()
        const part = texts.slice(start, start + block).map(({ text }) => text)
        out.set(vectors(weights(), featureLists(part, features), shape.dimensions), start * shape.dimensions)
        onProgress?.({ stage: 'encode', done: start + part.length, total: texts.length, unit: 'texts' })
      }
      return unitRowsOf(out, texts.length, shape.dimensions)
    },
    planTraining: ({ texts, textsPerStep }: PlanOptions): TablePlan => {
      const lists = featureLists(
        texts.map(({ text }) => text),
        features,
      )
      const portable: StaticTraining = { ...shape, textsPerStep, features: lists, initial: table ?? initial }
      return {
        ...portablePlan(portable),
        identity: () => ({
          encoder: 'static',
          ...shape,
          initial: typeof initial === 'number' ? initial : bytesHash(initial),
        }),
        trained: (trainedTable) => encoder(shape, features, trainedTable),
        portable,
      }
    },
  }
  return registerSavable(made, { kind: 'static', dimensions: shape.dimensions, table: weights, features })
}

/** The plan that a worker makes again from `TablePlan.portable`. */
export function portablePlan(training: StaticTraining): Pick<TablePlan, 'rows' | 'columns' | 'bytes' | 'start'> {
  return staticTraining(training, () => initialTable(training))
}

/** The vectors of texts with plain arithmetic, which rounds as the kernel does: encoding is bound by memory, not arithmetic. */
function vectors(table: Float32Array, { ids, starts }: FeatureLists, dimensions: number): Float32Array {
  const count = starts.length - 1
  const out = new Float32Array(count * dimensions)
  plainArithmetic.meanOfBags(out, table, { ids, starts, count }, dimensions)
  plainArithmetic.normalizeRows(out, new Float32Array(count), count, dimensions)
  return out
}

function unitRowsOf(data: Float32Array, rows: number, columns: number): UnitRows {
  return unitRows(matrix(rows, columns, data), 'staticEncoder')
}

function initialTable({ dimensions, buckets, initial }: Shape & { initial: number | Float32Array }): Float32Array {
  if (typeof initial !== 'number') return initial
  const random = seeded(initial)
  const half = Math.sqrt(3 / dimensions)
  const table = new Float32Array(buckets * dimensions)
  for (let i = 0; i < table.length; i++) table[i] = half * (2 * random() - 1)
  return table
}

/** @throws {RangeError} a text without features: its vector would have no direction */
function featureLists(texts: readonly string[], features: Features): FeatureLists {
  const lists = texts.map((text, index) => {
    const list = features(text)
    if (list.length === 0) {
      throw new RangeError(
        `staticEncoder: a text must not be blank; got ${JSON.stringify(text)} at index ${index} of ${texts.length}. Remove it from the data.`,
      )
    }
    return list
  })
  const starts = new Int32Array(texts.length + 1)
  for (const [i, list] of lists.entries()) starts[i + 1] = starts[i]! + list.length
  const ids = new Int32Array(starts.at(-1)!)
  for (const [i, list] of lists.entries()) ids.set(list, starts[i])
  return { ids, starts }
}

function remembered(features: Features): Features {
  const kept = new Map<string, Int32Array>()
  let room = keptFeatures
  return (text) => {
    const known = kept.get(text)
    if (known) return known
    const list = features(text)
    room -= list.length
    if (kept.size < keptTexts && room >= 0) kept.set(text, list)
    return list
  }
}
