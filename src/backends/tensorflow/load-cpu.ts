import type { Loaded, TensorFlow } from './backend.ts'
import { registerCpuMatMul } from './matmul.ts'
import { registerCpuSegmentSum } from './segment-sum.ts'

/** Plain JavaScript: runs everywhere, a hundred times slower than the native backends. */
export async function loadCpu(tf: TensorFlow): Promise<Loaded> {
  await import('@tensorflow/tfjs-backend-cpu')
  registerCpuMatMul(tf)
  registerCpuSegmentSum(tf)
  await tf.setBackend('cpu')
  // Its first use advertises the native backend on the console; why that was not taken is told by `refused`.
  Object.assign(tf.backend(), { firstUse: false })
  return { label: `JavaScript (TensorFlow.js ${tf.version_core})`, explain: (error) => error }
}
