/** Names the cluster of each value. Values of one cluster are not independent: translations of one question. */
export type Clusters = readonly (string | number)[]

/** Values summed up a cluster: all that tests of a clustered mean need. */
export interface ClusterTotals {
  /** Sum of each cluster's values, clusters in the order they first appear. */
  readonly sums: Float64Array
  /** How many values each holds. */
  readonly sizes: Float64Array
}

/**
 * Sums and sizes of the clusters; without clusters each value is one.
 *
 * @throws {RangeError} not one cluster named for each value; the message names the caller
 */
export function clusterTotals(caller: string, values: ArrayLike<number>, clusters?: Clusters): ClusterTotals {
  if (!clusters) return { sums: Float64Array.from(values), sizes: new Float64Array(values.length).fill(1) }
  const places = clusterPlaces(caller, values.length, clusters)
  const count = places.reduce((most, place) => Math.max(most, place + 1), 0)
  const sums = new Float64Array(count)
  const sizes = new Float64Array(count)
  places.forEach((place, i) => {
    sums[place] = sums[place]! + values[i]!
    sizes[place] = sizes[place]! + 1
  })
  return { sums, sizes }
}

/** The index of each value's cluster, counted in the order clusters first appear. */
export function clusterPlaces(caller: string, values: number, clusters?: Clusters): number[] {
  if (!clusters) return Array.from({ length: values }, (_, i) => i)
  if (clusters.length !== values) {
    throw new RangeError(`${caller}: clusters must name one a value; got ${clusters.length} for ${values} values.`)
  }
  const places = new Map<string | number, number>()
  return clusters.map((cluster) => {
    const place = places.get(cluster) ?? places.size
    places.set(cluster, place)
    return place
  })
}

/** @throws {RangeError} a single cluster, which says nothing of how clusters vary; the message names the caller */
export function requireTwoClusters(caller: string, { sums }: ClusterTotals): void {
  if (sums.length < 2) {
    throw new RangeError(`${caller}: at least 2 independent values or clusters are needed; got ${sums.length}.`)
  }
}

/**
 * The mean of all values and its standard error, as the ratio of the clusters' sums to their sizes, linearised. With clusters
 * of one it is the usual standard deviation ÷ √n.
 *
 * @see Cochran 1977, Sampling Techniques, 3rd edition, §6.4 and §9A.1
 */
export function clusteredMean({ sums, sizes }: ClusterTotals): { mean: number; standardError: number } {
  const values = total(sizes)
  const mean = total(sums) / values
  const squares = sums.reduce((sum, each, i) => sum + (each - mean * sizes[i]!) ** 2, 0)
  const clusters = sums.length
  return { mean, standardError: Math.sqrt((clusters / (clusters - 1)) * squares) / values }
}

export function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0)
}
