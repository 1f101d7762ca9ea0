import type { TensorFlow } from './backend.ts'

export interface Kernel<Call, Out> {
  readonly backend: 'wasm' | 'cpu'
  readonly name: string
  readonly run: (call: Call) => Out
}

/** Puts a kernel in the place of the backend's own, where it has one. Gradients follow, since they call kernels too. */
export function replaceKernel<Call, Out>(tf: TensorFlow, { backend, name, run }: Kernel<Call, Out>): void {
  if (tf.getKernel(name, backend) !== undefined) tf.unregisterKernel(name, backend)
  tf.registerKernel({
    kernelName: name,
    backendName: backend,
    kernelFunc: (call) => run(call as unknown as Call) as never,
  })
}
