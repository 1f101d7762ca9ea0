/** Something that cannot be divided, and how much work it is, in any unit. */
export interface Workload {
  readonly name: string
  readonly work: number
}

export interface ShardLoad {
  readonly names: readonly string[]
  readonly work: number
}

/**
 * Spreads work over shards: the largest piece first, each to the shard with the least so far. No shard has more than 4/3 of
 * what it would have in the best layout.
 *
 * @param shards how many; those that get nothing are there too
 * @see Graham 1969, Bounds on multiprocessing timing anomalies
 */
export function shardLayout(pieces: readonly Workload[], shards: number): readonly ShardLoad[] {
  const loads = Array.from({ length: shards }, () => ({ names: [] as string[], work: 0 }))
  for (const { name, work } of [...pieces].sort((a, b) => b.work - a.work)) {
    const least = loads.reduce((best, load) => (load.work < best.work ? load : best))
    least.names.push(name)
    least.work += work
  }
  return loads
}
