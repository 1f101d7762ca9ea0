import type { TensorFlow } from './backend.ts'
import { restoreUtil } from './restore-util.ts'

let loading: Promise<TensorFlow> | undefined

/**
 * TensorFlow.js with its gradients. The core by itself registers none under Node; importing the layers does, through a
 * registry that all copies in a process share.
 */
export function tensorFlow(): Promise<TensorFlow> {
  loading ??= load()
  return loading
}

async function load(): Promise<TensorFlow> {
  restoreUtil()
  const tf = await import('@tensorflow/tfjs-core')
  await import('@tensorflow/tfjs-layers')
  return tf
}
