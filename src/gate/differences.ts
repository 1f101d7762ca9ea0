import type { Json } from '../retrieval.ts'

/** Where two JSON values differ: one phrase a path, `training.steps was 2000 and is 3000`. */
export function differences(before: Json | undefined, now: Json | undefined, path = ''): string[] {
  if (isNode(before) && isNode(now) && Array.isArray(before) === Array.isArray(now)) {
    const [left, right] = [before, now].map((node) => new Map(Object.entries(node) as [string, Json][]))
    const keys = new Set([...left!.keys(), ...right!.keys()])
    return [...keys].flatMap((key) => differences(left!.get(key), right!.get(key), path ? `${path}.${key}` : key))
  }
  if (JSON.stringify(before) === JSON.stringify(now)) return []
  return [`${path || 'the whole'} was ${show(before)} and is ${show(now)}`]
}

function isNode(value: Json | undefined): value is readonly Json[] | { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null
}

function show(value: Json | undefined): string {
  const text = value === undefined ? 'absent' : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
