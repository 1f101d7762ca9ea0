import { createKernel } from '../../backends/kernel/create-kernel.ts'
import { bytesHash } from '../../hash.ts'
import { matrix, type UnitRows, unitRows } from '../../matrix.ts'
import { breather, type Observer } from '../../progress.ts'
import { derive } from '../../random.ts'
import type { Role, Text } from '../../retrieval.ts'
import type { Encoder, EncoderSource } from '../encoder.ts'
import { registerSavable } from '../save/savable.ts'
import type { PlanOptions, TableEncoder, TablePlan, TrainableSource } from '../trainable.ts'
import { type HeadShape, headBytes, openHead } from './head.ts'
import { type ProjectionTraining, projectionTraining } from './projection-training.ts'

export interface ProjectionOptions {
  /** A square matrix; or two factors beside the vector itself, with an activation between them or without. @default 'linear' */
  readonly head?: HeadShape['kind']
  /** Columns between two factors. @default 64 for 'low-rank', twice the vector's length for 'two-layer' */
  readonly inner?: number
}

/** Vectors projected between two looks at the clock. */
const block = 512

/**
 * A trained projection on top of an encoder that stays as it is. Its texts are encoded once, so that a training takes
 * seconds whatever the encoder: samplers can be compared on a pretrained model without a GPU. Queries and documents
 * share the projection. Untrained, it gives the encoder's own vectors.
 *
 * @throws {RangeError} the head is not known, or `inner` is not a positive integer or stands beside 'linear'
 */
export function projection(
  source: EncoderSource,
  { head: kind = 'linear', inner }: ProjectionOptions = {},
): TrainableSource {
  verify(kind, inner)
  return {
    name: source.name,
    label: source.label,
    // A pretrained encoder knows its own once it was created.
    get configuration() {
      return { name: source.name, configuration: source.configuration, projection: kind, inner: inner ?? null }
    },
    get warnings() {
      return source.warnings ?? []
    },
    control: source.control,
    async create(seed, observer) {
      const frozen = await source.create(seed, observer)
      const shape: HeadShape =
        kind === 'linear' ? { kind } : { kind, inner: inner ?? (kind === 'low-rank' ? 64 : 2 * frozen.dimensions) }
      return projected({ frozen, shape, initial: derive(seed, 'projection') })
    },
  }
}

function verify(kind: HeadShape['kind'], inner: number | undefined): void {
  if (!['linear', 'low-rank', 'two-layer'].includes(kind)) {
    throw new RangeError(`projection: head must be 'linear', 'low-rank' or 'two-layer'; got '${kind}'.`)
  }
  if (inner === undefined) return
  if (kind === 'linear') throw new RangeError(`projection: inner must be left out for a linear head; got ${inner}.`)
  if (!Number.isSafeInteger(inner) || inner < 1) {
    throw new RangeError(`projection: inner must be a positive integer; got ${inner}.`)
  }
}

interface Projected {
  readonly frozen: Encoder
  readonly shape: HeadShape
  /** A seed, or trained parameters. */
  readonly initial: number | Float32Array
}

function projected({ frozen, shape, initial }: Projected): TableEncoder {
  const { dimensions } = frozen
  const made: TableEncoder = {
    dimensions,
    async encode(texts, options) {
      const vectors = await frozen.encode(texts, options)
      return typeof initial === 'number' ? vectors : project(vectors, { shape, table: initial }, options)
    },
    async planTraining({ texts, textsPerStep, ...observer }: PlanOptions): Promise<TablePlan> {
      const portable: ProjectionTraining = {
        head: shape,
        dimensions,
        textsPerStep,
        frozen: await frozenVectors(frozen, texts, observer),
        initial,
      }
      return {
        ...projectionTraining(portable),
        identity: () => ({
          encoder: 'projection',
          head: { ...shape },
          frozen: bytesHash(portable.frozen),
          initial: typeof initial === 'number' ? initial : bytesHash(initial),
        }),
        trained: (table) => projected({ frozen, shape, initial: table }),
        portable,
      }
    },
  }
  const table = typeof initial === 'number' ? undefined : initial
  return registerSavable(made, { kind: 'projection', frozen, shape, table })
}

/** The vectors of all texts, each different one encoded once. */
async function frozenVectors(frozen: Encoder, texts: PlanOptions['texts'], observer: Observer): Promise<Float32Array> {
  const { dimensions } = frozen
  const out = new Float32Array(new SharedArrayBuffer(4 * texts.length * dimensions))
  for (const role of ['query', 'document'] satisfies Role[]) {
    const places = new Map<string, { readonly text: Text; readonly at: number[] }>()
    texts.forEach(({ role: of, language, text }, at) => {
      if (of !== role) return
      const key = JSON.stringify([language, text])
      const place = places.get(key)
      if (place) place.at.push(at)
      else places.set(key, { text: { language, text }, at: [at] })
    })
    const different = [...places.values()]
    const { data } = await frozen.encode(
      different.map(({ text }) => text),
      { role, ...observer },
    )
    different.forEach(({ at }, i) => {
      const vector = data.subarray(i * dimensions, (i + 1) * dimensions)
      for (const place of at) out.set(vector, place * dimensions)
    })
  }
  return out
}

/** Vectors through a trained head, scaled to length 1. */
async function project(
  { rows, columns, data }: UnitRows,
  { shape, table }: { readonly shape: HeadShape; readonly table: Float32Array },
  { signal }: Observer,
): Promise<UnitRows> {
  const bytes = headBytes(shape, columns, block) + 4 * (2 * block * columns + block) + 64
  const kernel = createKernel({ bytes })
  const head = openHead(kernel, shape, { dimensions: columns, most: block })
  head.table.set(table)
  const [inputs, outputs, lengths] = [
    kernel.floats(block * columns),
    kernel.floats(block * columns),
    kernel.floats(block),
  ]
  const out = matrix(rows, columns)
  const breathe = breather(signal)
  for (let first = 0; first < rows; first += block) {
    await breathe()
    const count = Math.min(block, rows - first)
    inputs.set(data.subarray(first * columns, (first + count) * columns))
    head.forward(outputs, inputs, count)
    kernel.normalizeRows(outputs, lengths, count, columns)
    out.data.set(outputs.subarray(0, count * columns), first * columns)
  }
  return unitRows(out, 'projection')
}
