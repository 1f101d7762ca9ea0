import { readdirSync } from 'node:fs'
import type { Scope } from './configuration.ts'

type Shard = NonNullable<Scope['shard']>

/** The shards that left a blob in a folder, by the names Vitest gives them: `blob-1-3.json`, `blob-label-1-3.json`. */
export function shardsIn(folder: string): Shard[] {
  return readdirSync(folder).flatMap((name) => {
    const [, index, count] = /^blob-(?:.*-)?(\d+)-(\d+)\.json$/.exec(name) ?? []
    return index && count ? [{ index: Number(index), count: Number(count) }] : []
  })
}

/**
 * What keeps a set of shards from being one whole suite: one sentence, or null.
 * No shard at all is whole: blobs of unsharded runs may be merged too.
 */
export function shardFault(shards: readonly Shard[]): string | null {
  const counts = [...new Set(shards.map(({ count }) => count))].sort((a, b) => a - b)
  const [count] = counts
  if (count === undefined) return null
  if (counts.length > 1)
    return `Blobs of different splits lie together: ${counts.map((each) => `of ${each}`).join(', ')}.`
  const present = new Set(shards.map(({ index }) => index))
  const missing = Array.from({ length: count }, (_, i) => i + 1).filter((index) => !present.has(index))
  if (missing.length === 0) return null
  return `${missing.length === 1 ? 'A shard is' : 'Shards are'} missing: ${missing.map((index) => `${index}/${count}`).join(', ')}.`
}
