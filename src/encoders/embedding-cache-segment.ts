import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import { openSafetensors, type SafetensorsPlace } from '../formats/safetensors.ts'
import { readFloats, readIntegers } from '../formats/safetensors-values.ts'
import { writeSafetensors } from '../formats/write-safetensors.ts'

/** Whose vectors they are: a file holds those of one encoder in one role. */
export interface SegmentOwner {
  /** All that decides a vector besides its text. */
  readonly key: string
  readonly dimensions: number
}

/** Vectors of some texts. */
export interface Segment {
  /** sha-256 of each text as 32 Latin-1 characters. */
  readonly texts: readonly string[]
  /** texts.length × dimensions */
  readonly rows: Float32Array
}

/** Bytes of a sha-256. */
const hashBytes = 32
export const segmentExtension = '.safetensors'

/**
 * Writes a file that never changes: its name is the hash of its content, so that processes that write the same file
 * write the same bytes.
 *
 * @returns its name
 */
export async function writeSegment(folder: string, owner: SegmentOwner, segment: Segment): Promise<string> {
  const { texts, rows } = sorted(segment, owner.dimensions)
  const hashes = Buffer.from(texts.join(''), 'latin1')
  const digest = digestOf(owner, hashes, rows)
  const tensors = new Map([
    ['hashes', { shape: [texts.length, hashBytes], data: new Uint8Array(hashes) }],
    ['embeddings', { shape: [texts.length, owner.dimensions], data: rows }],
  ])
  await writeSafetensors(join(folder, digest + segmentExtension), tensors, { key: owner.key, digest })
  return digest + segmentExtension
}

/**
 * The file's vectors where it has one of the wanted texts, else undefined. What is given was read whole and has the
 * hash that the file's name says.
 *
 * @throws {SyntaxError} the file is not as it was written
 */
export async function readSegment(
  file: string,
  owner: SegmentOwner,
  wanted: { has(text: string): boolean },
): Promise<Segment | undefined> {
  const { places } = await openSafetensors(file)
  const [hashes, embeddings] = [places.get('hashes'), places.get('embeddings')]
  const count = hashes?.shape[0] ?? 0
  if (!hasShape(hashes, [count, hashBytes]) || !hasShape(embeddings, [count, owner.dimensions])) throw altered(file)
  const bytes = Buffer.from(await readIntegers(hashes))
  const texts = Array.from({ length: count }, (_, i) => bytes.toString('latin1', i * hashBytes, (i + 1) * hashBytes))
  if (!texts.some((text) => wanted.has(text))) return undefined
  const rows = await readFloats(embeddings)
  if (digestOf(owner, bytes, rows) + segmentExtension !== basename(file)) throw altered(file)
  return { texts, rows }
}

function hasShape(place: SafetensorsPlace | undefined, shape: readonly number[]): place is SafetensorsPlace {
  return place !== undefined && place.shape.length === shape.length && shape.every((n, i) => place.shape[i] === n)
}

function digestOf({ key, dimensions }: SegmentOwner, hashes: Uint8Array, rows: Float32Array): string {
  return createHash('sha256').update(`${key}\u0000${dimensions}\u0000`).update(hashes).update(rows).digest('hex')
}

/** By text, each once. */
function sorted({ texts, rows }: Segment, dimensions: number): Segment {
  const places = new Map(texts.map((text, at) => [text, at]))
  const order = [...places].sort(([a], [b]) => (a < b ? -1 : 1))
  const out = new Float32Array(order.length * dimensions)
  order.forEach(([, at], i) => {
    out.set(rows.subarray(at * dimensions, (at + 1) * dimensions), i * dimensions)
  })
  return { texts: order.map(([text]) => text), rows: out }
}

function altered(file: string): SyntaxError {
  return new SyntaxError(`embeddingCache: ${file} must be as it was written; got other contents.`)
}
