import { availableParallelism } from 'node:os'
import type { InferenceSession } from 'onnxruntime-node'

export interface OnnxSessionOptions {
  /** Threads of a product. @default as many as Node.js counts cores for this process */
  readonly threads?: number
  /** Options of ONNX Runtime's own, put over those given here. */
  readonly session?: InferenceSession.SessionOptions
}

export type Onnx = typeof import('onnxruntime-node')

/** @throws {Error} the package is not installed, or has nothing for this machine; `cause` says which */
export async function onnxPackage(caller: string): Promise<Onnx> {
  try {
    return await import('onnxruntime-node')
  } catch (cause) {
    throw new Error(
      `${caller}: the package onnxruntime-node must load; got ${said(cause)}. Install it, or encode with another backend.`,
      { cause },
    )
  }
}

/** What a session is made of: a model's bytes or its path, and the folder of the files that it names. */
export interface SessionSource {
  readonly caller: string
  readonly model: Uint8Array | string
  readonly folder?: string
}

/**
 * @throws {RangeError} `threads` is no positive integer
 * @throws {Error} ONNX Runtime refuses the model
 */
export async function openSession(
  { InferenceSession }: Onnx,
  { caller, model, folder }: SessionSource,
  { threads = availableParallelism(), session = {} }: OnnxSessionOptions,
): Promise<InferenceSession> {
  if (!(Number.isSafeInteger(threads) && threads > 0)) {
    throw new RangeError(`${caller}: threads must be a positive integer; got ${threads}.`)
  }
  const own = (session.extra?.['session'] ?? {}) as Record<string, unknown>
  const files = folder === undefined ? {} : { model_external_initializers_file_folder_path: folder }
  const options: InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: fatalOnly,
    ...session,
    extra: { ...session.extra, session: { ...own, ...files } },
  }
  try {
    // Its types know bytes and paths as two functions.
    return await (typeof model === 'string'
      ? InferenceSession.create(model, options)
      : InferenceSession.create(model, options))
  } catch (cause) {
    throw new Error(`${caller}: ONNX Runtime must take the model; got ${said(cause)}. Encode with another backend.`, {
      cause,
    })
  }
}

/** Errors are thrown: printed too, they would be told twice. */
const fatalOnly = 4

function said(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).replace(/\.?\s*$/, '')
}
