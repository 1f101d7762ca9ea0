import { onnxFile } from '../onnx/onnx-file.ts'
import type { EncoderFolder } from './exported-folder.ts'
import { NotBuilt } from './not-built.ts'
import { openFolder } from './opened-folder.ts'
import { exportedFolder } from './read-exported-folder.ts'
import { modelFolder } from './read-model-folder.ts'

/**
 * Reads a folder that encodes: a `ModelFolder` where its architecture is built here, whatever else lies in it, else the
 * `onnx/model.onnx` or `model.onnx` that it holds.
 *
 * @throws {RangeError} as `readModelFolder`; an architecture that is not built here without such a file
 * @throws {SyntaxError} a file is damaged
 */
export async function readEncoderFolder(path: string): Promise<EncoderFolder> {
  const opened = await openFolder(path)
  try {
    return await modelFolder(opened)
  } catch (error) {
    const file = onnxFile(opened.modules.transformer) ?? onnxFile(opened.folder)
    if (!(error instanceof NotBuilt) || file === undefined) throw error
    return exportedFolder(opened, file)
  }
}
