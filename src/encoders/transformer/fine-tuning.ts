// What the fine-tuning of a pretrained encoder takes, in one module: it is loaded when a training begins.
import type { Backend } from '../../backends/tensorflow/backend.ts'
import { chooseBackend, refusals } from '../../backends/tensorflow/choose-backend.ts'

export { trainedModel } from './trained-model.ts'
export { transformerPlan } from './transformer-encoder.ts'

/** The backend for training, and a sentence that names quicker ones and why they are not used. */
export async function backendForTraining(): Promise<{ readonly backend: Backend; readonly warning?: string }> {
  const backend = await chooseBackend()
  if (backend.refused.length === 0) return { backend }
  return { backend, warning: `Trained by ${backend.label}. ${refusals(backend.refused)}` }
}
