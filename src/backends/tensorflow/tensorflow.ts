import type { TensorFlow } from './backend.ts'

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
  const tf = await import('@tensorflow/tfjs-core')
  await import('@tensorflow/tfjs-layers')
  return tf
}

/**
 * Loads without TensorFlow.js's warnings on the console: a native package that lies elsewhere brings its own copies of
 * the other backends, and each of their kernels would say that it is known already.
 */
export async function withoutWarnings<T>(tf: TensorFlow, load: () => Promise<T>): Promise<T> {
  const before = tf.env().getBool('PROD')
  tf.env().set('PROD', true)
  try {
    return await load()
  } finally {
    tf.env().set('PROD', before)
  }
}
