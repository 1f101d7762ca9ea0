import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The export that a model folder holds, `onnx/model.onnx` or `model.onnx`; undefined where it holds none. */
export function onnxFile(folder: string): string | undefined {
  return [join(folder, 'onnx', 'model.onnx'), join(folder, 'model.onnx')].find(existsSync)
}
