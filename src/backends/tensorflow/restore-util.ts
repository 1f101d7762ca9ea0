import { createRequire } from 'node:module'

/** Node's util as CommonJS sees it: one mutable object, where an ES module's namespace is frozen. */
const util: Record<string, unknown> = createRequire(import.meta.url)('node:util')

/**
 * Gives `util` two functions that the native backends of TensorFlow.js 4.22 call and Node 23 removed: without them the
 * first operation throws "isNullOrUndefined is not a function". Older Nodes have them, and print a warning at their use.
 */
export function restoreUtil(): void {
  util['isNullOrUndefined'] = (value: unknown): boolean => value === null || value === undefined
  util['isArray'] = Array.isArray
}
