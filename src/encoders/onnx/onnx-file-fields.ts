import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** A field of a message of protocol buffers: its number, and where in the file its value lies. */
export interface Field {
  readonly number: number
  readonly start: number
  readonly end: number
}

/** A file of protocol buffers, read piece by piece where it is asked for. */
export interface FieldFile {
  readonly length: number
  /** The fields of the message that lies from `start` to `end`. @throws {RangeError} there is no message */
  fields(start: number, end: number): Generator<Field>
  text(field: Field): string
}

const window = 2 ** 16

/** Opens a file for as long as a task takes. */
export function withFieldFile<T>(file: string, task: (fields: FieldFile) => T): T {
  const opened = openSync(file, 'r')
  try {
    return task(fieldFile(opened, file))
  } finally {
    closeSync(opened)
  }
}

function fieldFile(opened: number, file: string): FieldFile {
  const { size } = fstatSync(opened)
  const piece = Buffer.alloc(window)
  let first = 0
  let filled = 0

  function byte(at: number): number {
    if (at < first || at >= first + filled) {
      filled = readSync(opened, piece, 0, window, at)
      first = at
    }
    return piece[at - first] ?? 0
  }

  function varint(at: number, end: number): { value: number; end: number } {
    let value = 0
    for (let i = 0; i < 10 && at + i < end; i++) {
      const bits = byte(at + i)
      value += (bits & 127) * 2 ** (7 * i)
      if (bits < 128) return { value, end: at + i + 1 }
    }
    throw damaged(file, at)
  }

  function fieldAt(at: number, end: number): Field {
    const tag = varint(at, end)
    const number = Math.floor(tag.value / 8)
    const place = placeOf(tag.value % 8, tag.end, end)
    if (number === 0 || place.end > end) throw damaged(file, at)
    return { number, ...place }
  }

  function placeOf(kind: number, at: number, end: number): { start: number; end: number } {
    if (kind === 0) return { start: at, end: varint(at, end).end }
    if (kind === 1) return { start: at, end: at + 8 }
    if (kind === 5) return { start: at, end: at + 4 }
    if (kind !== 2) throw damaged(file, at)
    const length = varint(at, end)
    return { start: length.end, end: length.end + length.value }
  }

  return {
    length: size,
    *fields(start, end) {
      for (let at = start; at < end; ) {
        const field = fieldAt(at, end)
        yield field
        at = field.end
      }
    },
    text({ start, end }) {
      const bytes = Buffer.alloc(end - start)
      readSync(opened, bytes, 0, bytes.length, start)
      return bytes.toString()
    },
  }
}

function damaged(file: string, at: number): RangeError {
  return new RangeError(
    `readModelFolder: ${file}: the file must be a model of ONNX; got something else at byte ${at}. Fetch it again, with Git LFS if it comes by Git.`,
  )
}
