import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Loaded, TensorFlow } from './backend.ts'
import { lessMemory, OutOfMemory } from './out-of-memory.ts'
import { restoreUtil } from './restore-util.ts'

/** Names a folder that holds a native package built elsewhere (docs/gpu.md). */
export const nativeVariable = 'VITEST_RETRIEVAL_TFJS_NODE'

interface NativeBackend {
  readonly isUsingGpuDevice: boolean
  readonly binding: { readonly TF_Version: string }
}

/** TensorFlow's C library, on a GPU or on all cores. */
export async function loadNative(tf: TensorFlow, name: 'tfjs-node-gpu' | 'tfjs-node'): Promise<Loaded> {
  restoreUtil()
  quietLibrary()
  await importNative(`@tensorflow/${name}`)
  await tf.setBackend('tensorflow')
  const { isUsingGpuDevice, binding } = tf.backend() as unknown as NativeBackend
  const device = isUsingGpuDevice ? 'GPU' : 'CPU'
  return { label: `TensorFlow ${binding.TF_Version} on the ${device}`, explain }
}

/**
 * What the library reads as it starts. It logs its start to standard error, and on recent NVIDIA chips rounds the
 * factors of a 32-bit product to 10 bits, after which no figure could be compared with another machine's.
 */
function quietLibrary(): void {
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'
  process.env['NVIDIA_TF32_OVERRIDE'] ??= '0'
}

async function importNative(packageName: string): Promise<void> {
  const entry = await entryOf(packageName)
  try {
    await import(entry)
  } catch (error) {
    throw plainer(error, packageName) ?? error
  }
}

/** The two usual reasons, without the paths of the machine. */
function plainer(cause: unknown, packageName: string): Error | undefined {
  if (!(cause instanceof Error)) return undefined
  if ('code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND' && cause.message.includes(`'${packageName}'`)) {
    return new Error(`${packageName} is not installed`, { cause })
  }
  if (!cause.message.includes('native addon module')) return undefined
  return new Error(`${packageName} is installed without its binary; docs/gpu.md says how to build it`, { cause })
}

async function entryOf(packageName: string): Promise<string> {
  const folder = process.env[nativeVariable]
  if (folder === undefined || folder === '') return packageName
  const { name } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { name?: string }
  if (name !== packageName) return packageName
  return pathToFileURL(createRequire(join(folder, 'package.json')).resolve(folder)).href
}

function explain(error: unknown): unknown {
  if (!(error instanceof Error) || !/OOM when allocating|ran out of memory|RESOURCE_EXHAUSTED/i.test(error.message)) {
    return error
  }
  return new OutOfMemory(`tensorflow: a step must fit in the device's memory. ${lessMemory}`, {
    alive: true,
    cause: error,
  })
}
