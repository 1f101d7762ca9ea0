import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { openSafetensors, type Safetensors } from '../formats/safetensors.ts'
import { readFloats, readIntegers } from '../formats/safetensors-values.ts'
import { writeSafetensors } from '../formats/write-safetensors.ts'
import { canonicalJson } from '../hash.ts'
import type { Json } from '../retrieval.ts'
import type { TrainingMade } from './made.ts'
import { verifyPositiveInteger } from './positive-integer.ts'
import type { TrainingState } from './steps.ts'
import type { ValidationPoint } from './validation.ts'

export interface CheckpointOptions {
  /** Written whole or not at all; a training that finds it there goes on where it ended. */
  readonly file: string
  /** Steps from one to the next. The last step is always kept, so that a finished training is not made again. */
  readonly every: number
}

export interface Checkpoints {
  /** Where the training was left. */
  readonly last?: TrainingMade
  /** The step after which to save next. */
  next(done: number): number
  save(made: TrainingMade): Promise<void>
  /** A sentence that says where the last one is; empty without any. */
  place(): string
}

/**
 * @param identity all that decides the training's numbers
 * @throws {RangeError} `every` is not a positive integer; the file is of another training, or damaged
 */
export async function checkpoints(
  options: CheckpointOptions | undefined,
  { steps, identity }: { readonly steps: number; readonly identity: () => Json },
): Promise<Checkpoints> {
  if (!options) return { next: () => Infinity, save: async () => {}, place: () => '' }
  const { file, every } = options
  verifyPositiveInteger('checkpoint.every', every)
  const whose = canonicalJson(identity())
  const last = existsSync(file) ? await load(file, whose) : undefined
  let kept = last?.done ?? 0
  return {
    ...(last && { last }),
    next: (done) => (Math.floor(done / every) + 1) * every,
    async save(made) {
      if (made.done % every > 0 && made.done < steps) return
      await write(file, made, whose)
      kept = made.done
    },
    place: () => (kept > 0 ? ` The checkpoint after step ${kept} is kept in ${file}.` : ''),
  }
}

/** Metadata values of a checkpoint: safetensors has texts alone. */
interface Facts {
  readonly done: number
  readonly best: number | null
  readonly seconds: number
  readonly kernel: string
  readonly validation: readonly ValidationPoint[]
}

async function write(file: string, made: TrainingMade, identity: string): Promise<void> {
  const { done, state, losses, validation, best, seconds, kernel } = made
  const arrays: Arrays = new Map<string, Float32Array | Int32Array>([
    ...prefixed('state', state),
    ...prefixed('best', best && best.done !== done ? best.state : new Map()),
    // 64 bits a loss, as two numbers of 32.
    ['losses', new Int32Array(losses.buffer, losses.byteOffset, 2 * losses.length)],
  ])
  const facts: Facts = { done, best: best?.done ?? null, seconds, kernel, validation }
  const tensors = new Map([...arrays].map(([name, data]) => [name, { shape: [data.length], data }]))
  const text = JSON.stringify(facts)
  await writeSafetensors(file, tensors, { identity, facts: text, digest: digestOf(arrays, identity, text) })
}

async function load(file: string, identity: string): Promise<TrainingMade> {
  const opened = await openSafetensors(file)
  const [whose = '{}', text = '{}', digest] = ['identity', 'facts', 'digest'].map((key) => opened.metadata.get(key))
  if (whose !== identity) {
    throw new RangeError(
      `train: the checkpoint ${file} must be of the same training; got one that differs in ${differing(whose, identity)}. Name another file, or delete this one to start anew.`,
    )
  }
  const arrays = await readAll(opened)
  if (digestOf(arrays, whose, text) !== digest) {
    throw new RangeError(
      `train: the checkpoint ${file} must be as it was written; got other contents. Delete it to start anew.`,
    )
  }
  const { done, best, ...facts } = JSON.parse(text) as Facts
  const state = ofPrefix('state', arrays)
  return {
    ...facts,
    done,
    state,
    losses: new Float64Array((arrays.get('losses') as Int32Array<ArrayBuffer>).buffer),
    ...(best !== null && { best: { done: best, state: best === done ? state : ofPrefix('best', arrays) } }),
  }
}

type Arrays = ReadonlyMap<string, Float32Array | Int32Array>

async function readAll({ places }: Safetensors): Promise<Arrays> {
  const arrays = new Map<string, Float32Array | Int32Array>()
  for (const [name, place] of places) {
    arrays.set(name, await (place.type === 'F32' ? readFloats(place) : readIntegers(place)))
  }
  return arrays
}

function prefixed(prefix: string, state: TrainingState): [string, Float32Array][] {
  return [...state].map(([name, array]) => [`${prefix}.${name}`, array])
}

function ofPrefix(prefix: string, arrays: Arrays): TrainingState {
  const state = new Map<string, Float32Array>()
  for (const [name, array] of arrays) {
    if (name.startsWith(`${prefix}.`)) state.set(name.slice(prefix.length + 1), array as Float32Array)
  }
  return state
}

function digestOf(arrays: Arrays, ...texts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(text).update('\u0000')
  for (const [name, array] of [...arrays].sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(name).update(array)
  return hash.digest('hex')
}

/** The names of what two identities differ in. */
function differing(a: string, b: string): string {
  const [left, right] = [JSON.parse(a), JSON.parse(b)] as [Record<string, Json>, Record<string, Json>]
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])]
  return keys.filter((key) => JSON.stringify(left[key]) !== JSON.stringify(right[key])).join(', ')
}
