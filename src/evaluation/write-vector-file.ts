import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { narrowF16 } from '../formats/narrow-halves.ts'
import type { UnitRows } from '../matrix.ts'
import type { StoredPrecision } from './open-vector-file.ts'

export interface WriteVectorFileOptions {
  /** How many there will be: the file says it before the first. */
  readonly rows: number
  readonly columns: number
  /** Rounding to 16 bits halves the file and moves cosines by some 1e-5. @default 'float32' */
  readonly precision?: StoredPrecision
}

/**
 * Writes vectors block by block as safetensors with one tensor `embeddings` [rows, columns], which `openVectorFile`, NumPy
 * and PyTorch read. To a neighbour that is renamed at the end: a reader finds a whole file or none.
 *
 * @throws {RangeError} the blocks do not add up to the rows, or have other columns
 */
export async function writeVectorFile(
  path: string,
  blocks: Iterable<UnitRows> | AsyncIterable<UnitRows>,
  { rows, columns, precision = 'float32' }: WriteVectorFileOptions,
): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`
  await mkdir(dirname(path), { recursive: true })
  const file = await open(temporary, 'wx')
  try {
    await file.appendFile(header({ rows, columns, precision }))
    let written = 0
    for await (const block of blocks) {
      written += block.rows
      if (block.columns !== columns || written > rows) {
        throw misfit({ rows, columns }, `rows up to ${written} of ${block.columns}`)
      }
      await append(file, block.data, precision)
    }
    if (written !== rows) throw misfit({ rows, columns }, `${written}`)
    await file.sync()
    await file.close()
    await rename(temporary, path)
  } catch (error) {
    await file.close().catch(() => {})
    await rm(temporary, { force: true })
    throw error
  }
}

function misfit({ rows, columns }: WriteVectorFileOptions, got: string): RangeError {
  return new RangeError(`writeVectorFile: blocks must add up to ${rows} rows of ${columns} numbers; got ${got}.`)
}

async function append(file: FileHandle, data: Float32Array, precision: StoredPrecision): Promise<void> {
  const numbers = precision === 'float32' ? data : new Uint16Array(data.length)
  if (numbers instanceof Uint16Array) narrowF16(data, numbers)
  await file.appendFile(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength))
}

/** Length and JSON, padded with blanks so that the tensor begins at a multiple of 8. */
function header({ rows, columns, precision }: Required<WriteVectorFileOptions>): Buffer {
  const isWide = precision === 'float32'
  const bytes = (isWide ? 4 : 2) * rows * columns
  const dtype = isWide ? 'F32' : 'F16'
  const json = JSON.stringify({ embeddings: { dtype, shape: [rows, columns], data_offsets: [0, bytes] } })
  const length = Math.ceil(json.length / 8) * 8
  const start = Buffer.alloc(8)
  start.writeBigUInt64LE(BigInt(length))
  return Buffer.concat([start, Buffer.from(json.padEnd(length))])
}
