import { relative } from 'node:path'
import type { ExportedFolder } from './folder/exported-folder.ts'
import { onnxFileRuntime } from './onnx/onnx-file-runtime.ts'
import type { Runtime } from './runtime.ts'

/**
 * Runs a folder's file of ONNX, which nothing but ONNX Runtime can.
 *
 * @param options.poolingAsked whether the folder's pooling is one that its user asked for
 * @throws {Error} ONNX Runtime is absent or refuses the file
 * @throws {RangeError} the file's inputs and outputs are not an encoder's, or it pools by itself where a pooling was
 * asked for
 */
export async function exportedRuntime(
  model: ExportedFolder,
  { poolingAsked }: { readonly poolingAsked: boolean },
): Promise<Runtime> {
  const { architecture, exported, maxLength, pooling, dense } = model
  const runtime = await onnxFileRuntime({ ...architecture, file: exported.file, maxLength, pooling, dense }).catch(
    (error: unknown) => {
      throw error instanceof RangeError ? error : neededRuntime(model, error as Error)
    },
  )
  if (!poolingAsked || runtime.gives === 'tokens') return runtime
  await runtime.dispose()
  throw new RangeError(
    `pretrained: pooling must be left out for ${model.name}, whose ${exportName(model)} pools by itself; got ${pooling.modes.join(', ')}. Leave it out.`,
  )
}

/** An error for a training that starts from a folder of which there is no gradient. */
export function notTrainable(model: ExportedFolder): RangeError {
  return new RangeError(
    `pretrained: an encoder must be of an architecture that is built here to be fine-tuned; got ${model.name}, of the architecture ${model.architecture.type}, which ${exportName(model)} computes without gradients. Train a projection() on it.`,
  )
}

/** Why such an encoder, or a projection on it, cannot be saved, in the words of `saveEncoder`. */
export function notSavable(model: ExportedFolder): string {
  return `the encoder must be of an architecture that is built here; got ${model.name}, of the architecture ${model.architecture.type}, which ${exportName(model)} computes. Keep its folder.`
}

/** Path of the file in its folder. */
function exportName({ path, exported }: ExportedFolder): string {
  return relative(path, exported.file).replaceAll('\\', '/')
}

function neededRuntime(model: ExportedFolder, cause: Error): Error {
  const { name, architecture } = model
  return new Error(
    `pretrained: ${name} is of the architecture ${architecture.type}, which is not built here: ONNX Runtime alone encodes with its ${exportName(model)}. ${cause.message}`,
    { cause },
  )
}
