import { dirname, relative, sep } from 'node:path'
import type { ElementType } from '../../formats/onnx/element-types.ts'
import type { Graph } from '../../formats/onnx/graph.ts'
import type { FloatType, TensorPlace, Weights } from '../folder/weights.ts'
import { asFloat } from './inputs.ts'

/** The parameters of a model as values of its graph. They stay in their files, which the runtime maps into memory. */
export interface Stored {
  /** Values as they are stored, perhaps of 16 bits: a table of which few rows are used is not widened as a whole. */
  table(name: string): string
  /** Values as 32-bit floats: the runtime widens them once, when it loads the graph. */
  values(name: string): string
  /** One row of a table, as 32-bit floats. */
  row(name: string, index: number): string
}

const types: Readonly<Record<FloatType, { readonly type: ElementType; readonly bytes: number }>> = {
  F32: { type: 'float32', bytes: 4 },
  F16: { type: 'float16', bytes: 2 },
  BF16: { type: 'bfloat16', bytes: 2 },
}

/** @param folder a folder that holds all files of the weights, as the runtime is told */
export function storedValues(graph: Graph, weights: Weights, folder: string): Stored {
  const external = ({ file, type, shape, start, end }: TensorPlace): string => {
    const location = relative(folder, file).split(sep).join('/')
    return graph.external({ type: types[type].type, shape, location, start, end })
  }
  const widened = (place: TensorPlace): string =>
    place.type === 'F32' ? external(place) : asFloat(graph, external(place))
  return {
    table: (name) => external(weights.place(name)),
    values: (name) => widened(weights.place(name)),
    row(name, index) {
      const place = weights.place(name)
      const width = place.shape.at(-1) ?? 0
      const start = place.start + index * width * types[place.type].bytes
      return widened({ ...place, shape: [width], start, end: start + width * types[place.type].bytes })
    },
  }
}

/** The innermost folder that holds all files of the weights, links followed: the runtime opens none outside it. */
export function commonFolder({ names, place }: Weights): string {
  const folders = [...new Set(names.map((name) => dirname(place(name).file)))]
  const holdsAll = (folder: string): boolean =>
    folders.every((other) => other === folder || other.startsWith(folder.endsWith(sep) ? folder : folder + sep))
  let folder = folders[0] ?? ''
  while (!holdsAll(folder) && folder !== dirname(folder)) folder = dirname(folder)
  return folder
}
