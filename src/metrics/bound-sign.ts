import type { Side } from './measure.ts'

/** What is written before a value: `≥ ` or `≤ ` where the truth is at least, or at most, that; nothing where it is known. */
export function boundSign(bound: Side | undefined): string {
  if (bound === undefined) return ''
  return bound === 'at least' ? '≥ ' : '≤ '
}
