import { widenBF16, widenF16 } from './half-floats.ts'
import type { SafetensorsPlace } from './safetensors.ts'
import { type ReadBytes, withFile } from './safetensors-bytes.ts'
import { elementsOf } from './safetensors-header.ts'

/** What reading needs to know of a tensor. */
export type FloatsPlace = Pick<SafetensorsPlace, 'file' | 'type' | 'shape' | 'start'>

/** Numbers of 16 bits that are widened at a time: 8 MiB of them. */
const halvesAtOnce = 2 ** 22

/**
 * A tensor's values as 32-bit floats, row-major. Exact: F32, F16 and BF16 are read, nothing that would be rounded.
 *
 * @throws {RangeError} it is of another type
 * @throws {SyntaxError} the file is shorter than it was when it was opened
 */
export async function readFloats(place: FloatsPlace): Promise<Float32Array> {
  const { type } = place
  if (type !== 'F32' && type !== 'F16' && type !== 'BF16') throw otherType('readFloats', place, 'F32, F16 or BF16')
  return withFile(place.file, async (read) => {
    const out = new Float32Array(elementsOf(place.shape))
    if (type === 'F32') await read(bytesOf(out), place.start)
    else await widen(read, { out, from: place.start, by: type === 'F16' ? widenF16 : widenBF16 })
    return out
  })
}

/**
 * A tensor's values as 32-bit integers, row-major, of I32 or U8.
 *
 * @throws {RangeError} it is of another type
 * @throws {SyntaxError} the file is shorter than it was when it was opened
 */
export async function readIntegers(place: FloatsPlace): Promise<Int32Array> {
  const { type } = place
  if (type !== 'I32' && type !== 'U8') throw otherType('readIntegers', place, 'I32 or U8')
  return withFile(place.file, async (read) => {
    const length = elementsOf(place.shape)
    const out = type === 'I32' ? new Int32Array(length) : new Uint8Array(length)
    await read(bytesOf(out), place.start)
    return out instanceof Int32Array ? out : Int32Array.from(out)
  })
}

interface Widening {
  readonly out: Float32Array
  readonly from: number
  readonly by: typeof widenF16
}

async function widen(read: ReadBytes, { out, from, by }: Widening): Promise<void> {
  const halves = new Uint16Array(Math.min(out.length, halvesAtOnce))
  for (let at = 0; at < out.length; at += halves.length) {
    const part = halves.subarray(0, out.length - at)
    await read(bytesOf(part), from + 2 * at)
    by(part, out.subarray(at))
  }
}

/** The format is little-endian, and so is every machine that Node.js runs on but IBM Z. */
function bytesOf(array: Float32Array | Int32Array | Uint16Array | Uint8Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}

function otherType(reader: string, { file, type, start }: FloatsPlace, types: string): RangeError {
  return new RangeError(
    `${reader}: ${file}: the tensor at byte ${start} must be of type ${types}; got ${type}. Convert it first.`,
  )
}
