import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  readSegment,
  type Segment,
  type SegmentOwner,
  segmentExtension,
  writeSegment,
} from './embedding-cache-segment.ts'

/** Files below this many bytes are put together … */
const small = 2 ** 23
/** … once there are so many. */
const many = 16
/** Milliseconds after which a half-written file is that of a process that ended. */
const abandoned = 3_600_000

const everything = { has: () => true }

/**
 * Puts many small files together to one, and takes half-written ones of ended processes away. A file goes only when its
 * vectors are in another, whole: whatever other processes do meanwhile, nothing is lost.
 */
export async function compact(folder: string, owner: SegmentOwner): Promise<void> {
  const files = await sizes(folder)
  for (const { name, age } of files) {
    if (name.endsWith('.tmp') && age > abandoned) await rm(join(folder, name), { force: true })
  }
  const candidates = files.filter(({ name, size }) => name.endsWith(segmentExtension) && size < small)
  if (candidates.length < many) return
  const merged: string[] = []
  const segments: Segment[] = []
  for (const { name } of candidates) {
    // A file that is gone or damaged is left to whoever needs its vectors.
    const segment = await readSegment(join(folder, name), owner, everything).catch(() => undefined)
    if (!segment) continue
    merged.push(name)
    segments.push(segment)
  }
  const whole = await writeSegment(folder, owner, joined(segments))
  for (const name of merged) if (name !== whole) await rm(join(folder, name), { force: true })
}

interface Sized {
  readonly name: string
  readonly size: number
  /** Milliseconds since it was written. */
  readonly age: number
}

async function sizes(folder: string): Promise<Sized[]> {
  const names = await readdir(folder)
  const found = names.map(async (name) => {
    const facts = await stat(join(folder, name)).catch(() => undefined)
    return facts ? [{ name, size: facts.size, age: Date.now() - facts.mtimeMs }] : []
  })
  return (await Promise.all(found)).flat()
}

function joined(segments: readonly Segment[]): Segment {
  const rows = new Float32Array(segments.reduce((sum, segment) => sum + segment.rows.length, 0))
  let filled = 0
  for (const segment of segments) {
    rows.set(segment.rows, filled)
    filled += segment.rows.length
  }
  return { texts: segments.flatMap(({ texts }) => texts), rows }
}
