import { createRequire } from 'node:module'

/** Node's util as CommonJS sees it: one mutable object, where an ES module's namespace is frozen. */
const util: Record<string, unknown> = createRequire(import.meta.url)('node:util')

/**
 * Gives `util` back two functions that Node 23 removed and the native backends of TensorFlow.js 4.22 call: without them
 * the first operation throws "isNullOrUndefined is not a function". Elsewhere it changes nothing.
 */
export function restoreUtil(): void {
  if (typeof util['isNullOrUndefined'] !== 'function') {
    util['isNullOrUndefined'] = (value: unknown): boolean => value === null || value === undefined
  }
  if (typeof util['isArray'] !== 'function') util['isArray'] = Array.isArray
}
