import type { FileHandle } from 'node:fs/promises'
import type { Matrix, UnitRows } from '../matrix.ts'

/** Rows of one length, one after another in a file. */
export interface RowsOnDisk {
  readonly rows: number
  readonly columns: number
  /** That a row takes on the disk. */
  readonly rowBytes: number
  /** Rows `from` … `from + count − 1`. */
  read(from: number, count: number): Promise<UnitRows>
}

/** Bytes that are read at once. */
const blockBytes = 2 ** 22
/** Bytes between two rows that are read along with them: as quick as another call. */
const gapBytes = 2 ** 16

/** All rows in order, block by block, never all at once. */
export async function* blocksOf(stored: RowsOnDisk): AsyncGenerator<UnitRows> {
  const size = Math.max(1, Math.floor(blockBytes / stored.rowBytes))
  for (let from = 0; from < stored.rows; from += size) yield await stored.read(from, Math.min(size, stored.rows - from))
}

/** Copies of some rows, one after another; rows that lie near each other are read together. */
export async function picked(stored: RowsOnDisk, wanted: ArrayLike<number>): Promise<Matrix> {
  const { columns, rowBytes } = stored
  const data = new Float32Array(wanted.length * columns)
  for (const { from, to, slots } of stretchesOf(wanted, rowBytes)) {
    const stretch = await stored.read(from, to - from)
    for (const slot of slots) {
      const at = (wanted[slot]! - from) * columns
      data.set(stretch.data.subarray(at, at + columns), slot * columns)
    }
  }
  return { rows: wanted.length, columns, data }
}

/** Fills `into` from byte `position` on. @param end makes the error where the file ends first */
export async function readAll(
  file: FileHandle,
  into: Uint8Array,
  { position, end }: { readonly position: number; readonly end: () => Error },
): Promise<void> {
  for (let at = 0; at < into.length; ) {
    const { bytesRead } = await file.read(into, at, into.length - at, position + at)
    if (bytesRead === 0) throw end()
    at += bytesRead
  }
}

interface Stretch {
  readonly from: number
  readonly to: number
  /** Places in the list of those rows that lie in the stretch. */
  readonly slots: readonly number[]
}

/** The rows in stretches that are worth reading at once. */
function stretchesOf(wanted: ArrayLike<number>, rowBytes: number): readonly Stretch[] {
  const slots = Array.from(wanted, (_, slot) => slot).sort((a, b) => wanted[a]! - wanted[b]!)
  const stretches: { from: number; to: number; slots: number[] }[] = []
  for (const slot of slots) {
    const at = wanted[slot]!
    const last = stretches.at(-1)
    const isNear = last && (at - last.to) * rowBytes <= gapBytes && (at - last.from) * rowBytes <= blockBytes
    if (isNear) {
      last.to = Math.max(last.to, at + 1)
      last.slots.push(slot)
    } else stretches.push({ from: at, to: at + 1, slots: [slot] })
  }
  return stretches
}
