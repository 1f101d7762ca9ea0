import type { ModelFolder } from './folder/model-folder.ts'
import { onnxRuntime } from './onnx/onnx-runtime.ts'
import { tellingLoss } from './precision-loss.ts'
import type { Runtime } from './runtime.ts'

export type Precision = 'float32' | 'int8'

/** Makes what runs a folder's transformer. */
export type OpenRuntime = (
  model: ModelFolder,
  options: { readonly precision: Precision; readonly onWarning: (warning: string) => void },
) => Promise<Runtime>

/** ONNX Runtime; where it is absent or refuses the model, TensorFlow.js, several times slower, with the same vectors but for rounding. */
export const openRuntime: OpenRuntime = async (model, { precision, onWarning }) => {
  try {
    const runtime = await onnxRuntime(model, { precision })
    if (precision === 'float32') return runtime
    return tellingLoss(runtime, { exact: () => onnxRuntime(model, { precision: 'float32' }), onWarning })
  } catch (error) {
    if (precision !== 'float32') throw error
    onWarning(`pretrained: ${model.name} is encoded by TensorFlow.js, which is slower. ${(error as Error).message}`)
    // Loaded here: it takes half a second that nobody else should pay.
    const { transformerRuntime } = await import('./transformer/runtime.ts')
    return transformerRuntime(model)
  }
}

/** A runtime that is open while it is used, and some time longer. */
export interface SharedRuntime {
  use<T>(task: (runtime: Runtime) => Promise<T>): Promise<T>
  dispose(): Promise<void>
}

/**
 * Opens a runtime when it is first used, and frees its memory when it was not for `idle` milliseconds; it is opened anew
 * when it is needed again. Its timer keeps no process alive. One use at a time.
 */
export function sharedRuntime(open: () => Promise<Runtime>, idle: number): SharedRuntime {
  let runtime: Runtime | undefined
  let timer: NodeJS.Timeout | undefined

  async function dispose(): Promise<void> {
    clearTimeout(timer)
    const closing = runtime
    runtime = undefined
    await closing?.dispose()
  }

  return {
    dispose,
    async use(task) {
      clearTimeout(timer)
      runtime ??= await open()
      try {
        return await task(runtime)
      } finally {
        // Freeing memory that nobody uses has nobody to tell of a failure.
        timer = setTimeout(() => dispose().catch(() => {}), idle).unref()
      }
    },
  }
}
