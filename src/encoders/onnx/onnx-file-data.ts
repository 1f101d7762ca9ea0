import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Field, type FieldFile, withFieldFile } from './onnx-file-fields.ts'

type Message = 'model' | 'function' | 'graph' | 'node' | 'attribute' | 'sparse' | 'tensor' | 'entry'

/** By kind of message and number of field, what may hold tensors. @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
const parts: Readonly<Record<Message, Readonly<Record<number, Message>>>> = {
  model: { 7: 'graph', 25: 'function' },
  function: { 7: 'node' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  tensor: { 13: 'entry' },
  entry: {},
}

/**
 * Paths of the files beside a file of ONNX that hold values of its tensors, each once. Values that lie in the file
 * itself are passed over: little of it is read.
 *
 * @throws {RangeError} the file is no model of ONNX, or a file that it names is not there
 */
export function onnxDataFiles(file: string): readonly string[] {
  const locations = withFieldFile(file, (fields) => {
    const found = new Set<string>()
    collect(fields, { message: 'model', start: 0, end: fields.length }, found)
    return [...found]
  })
  return locations.map((location) => {
    const path = join(dirname(file), location)
    if (existsSync(path)) return path
    throw new RangeError(
      `readModelFolder: ${path}: the file must be there, which holds weights of ${file}; got none. Fetch it with the others.`,
    )
  })
}

interface Span {
  readonly message: Message
  readonly start: number
  readonly end: number
}

function collect(fields: FieldFile, { message, start, end }: Span, found: Set<string>): void {
  for (const field of fields.fields(start, end)) {
    const within = parts[message][field.number]
    if (within === 'entry') collectLocation(fields, field, found)
    else if (within !== undefined) collect(fields, { message: within, start: field.start, end: field.end }, found)
  }
}

/** An entry has a key, its field 1, and a value, its field 2. */
function collectLocation(fields: FieldFile, entry: Field, found: Set<string>): void {
  const texts = new Map([...fields.fields(entry.start, entry.end)].map((part) => [part.number, fields.text(part)]))
  const location = texts.get(2)
  if (texts.get(1) === 'location' && location !== undefined) found.add(location)
}
