import { open } from 'node:fs/promises'
import { widenF16 } from '../formats/half-floats.ts'
import { openSafetensors, type SafetensorsPlace } from '../formats/safetensors.ts'
import { matrix, type UnitRows, unitRows } from '../matrix.ts'
import type { StreamedDocuments } from '../search/stream-chunks.ts'
import type { DocumentVectors } from './document-vectors.ts'
import { blocksOf, picked, type RowsOnDisk, readAll } from './stored-rows.ts'

/** How numbers lie on the disk: in 4 bytes, or in 2 with 11 significant bits. */
export type StoredPrecision = 'float32' | 'float16'

/** Vectors of a file, read as often as is wanted and never held all at once. */
export interface StoredVectors extends DocumentVectors, StreamedDocuments {
  readonly precision: StoredPrecision
  blocks(): AsyncIterable<UnitRows>
  close(): Promise<void>
}

export interface OpenVectorFileOptions {
  /** Name of the tensor. @default the only one */
  readonly tensor?: string
  /** What the file must hold; checked where given. */
  readonly rows?: number
  readonly columns?: number
  readonly precision?: StoredPrecision
}

/**
 * Opens a safetensors file with one tensor [rows, columns] of F32 or F16, as `vitest-retrieval encode`, `writeVectorFile`,
 * NumPy and PyTorch write it. Rows are unit vectors, verified whenever they are read; those of 16 bits are widened exactly,
 * block by block, and are not scaled again: a cosine is the product of the numbers that are in the file.
 *
 * @throws {SyntaxError} the file is damaged or no safetensors
 * @throws {RangeError} it holds another tensor than is wanted; on reading: a row that is not finite and of length 1 to
 * within 1e-3
 */
export async function openVectorFile(path: string, wanted: OpenVectorFileOptions = {}): Promise<StoredVectors> {
  const place = placeOf(path, (await openSafetensors(path)).places, wanted)
  const [rows, columns] = place.shape as readonly [number, number]
  const precision = place.type === 'F32' ? 'float32' : 'float16'
  verifyWanted(path, { rows, columns, precision }, wanted)
  const file = await open(place.file)
  const rowBytes = (precision === 'float32' ? 4 : 2) * columns
  const stored: RowsOnDisk = {
    rows,
    columns,
    rowBytes,
    async read(from, count) {
      if (from + count > rows)
        throw new RangeError(`openVectorFile: ${path} has ${rows} rows; got row ${from + count - 1}.`)
      const data = new Float32Array(count * columns)
      const halves = precision === 'float16' ? new Uint16Array(data.length) : undefined
      const end = () => new RangeError(`openVectorFile: ${path} must be as long as when it was opened; got its end.`)
      await readAll(file, new Uint8Array((halves ?? data).buffer), { position: place.start + from * rowBytes, end })
      if (halves) widenF16(halves, data)
      return unitRows(matrix(count, columns, data), `openVectorFile: ${path}, rows from ${from} on`)
    },
  }
  return {
    rows,
    columns,
    precision,
    blocks: () => blocksOf(stored),
    pick: (some) => picked(stored, some),
    close: () => file.close(),
  }
}

function placeOf(
  path: string,
  places: ReadonlyMap<string, SafetensorsPlace>,
  { tensor }: OpenVectorFileOptions,
): SafetensorsPlace {
  const names = [...places.keys()].slice(0, 5).join(', ') || 'none'
  const [only] = places.size === 1 ? places.values() : []
  const place = tensor === undefined ? only : places.get(tensor)
  if (!place) {
    const rule =
      tensor === undefined ? 'hold one tensor, or tensor must name one' : `hold a tensor ${JSON.stringify(tensor)}`
    throw new RangeError(`openVectorFile: ${path} must ${rule}; got ${places.size}: ${names}.`)
  }
  if ((place.type === 'F32' || place.type === 'F16') && place.shape.length === 2 && place.shape[1] !== 0) return place
  throw new RangeError(
    `openVectorFile: ${path}: the tensor ${JSON.stringify(place.name)} must be rows × columns of F32 or F16; got ${place.type} [${place.shape.join(', ')}]. Convert it first.`,
  )
}

function verifyWanted(
  path: string,
  found: Required<Omit<OpenVectorFileOptions, 'tensor'>>,
  wanted: OpenVectorFileOptions,
): void {
  for (const key of ['rows', 'columns', 'precision'] as const) {
    if (wanted[key] === undefined || wanted[key] === found[key]) continue
    const rule = key === 'precision' ? `hold ${wanted.precision}` : `have ${wanted[key]} ${key}`
    throw new RangeError(`openVectorFile: ${path} must ${rule}; got ${found[key]}.`)
  }
}
