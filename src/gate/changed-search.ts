import type { Json } from '../retrieval.ts'

/**
 * Why a run that searched approximately says nothing of one that searched exactly, and the reverse: what differs between
 * them is the search as well as whatever was to be compared. Configurations without `search` are of exact searches.
 */
export function changedSearch(before: Json, now: Json): string[] {
  const [was, is] = [kindOf(before), kindOf(now)]
  if (was === is) return []
  return [
    `The search changed: the baseline's is ${was}, this run's ${is}. approximationLoss() tells what that costs; a baseline of its own compares like with like.`,
  ]
}

function kindOf(configuration: Json): string {
  const search = memberOf(configuration, 'search')
  const kind = memberOf(search, 'kind')
  return typeof kind === 'string' ? kind : 'exact'
}

function memberOf(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return (value as { readonly [key: string]: Json })[key]
}
