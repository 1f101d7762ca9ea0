/** What a collection is made of, as far as its memory goes. */
export interface CollectionSize {
  readonly entities: number
  readonly dimensions: number
  /** Bytes of an entity besides its vector: key, language, the server's own. */
  readonly entityBytes: number
  readonly replicas: number
}

/**
 * Share of the query nodes' memory that may be filled; the rest is left to the work itself.
 *
 * @see https://milvus.io/docs/limitations.md
 */
export const loadedShare = 0.9

/** Bytes of memory that query nodes need for a FLAT index: the vectors in 32 bits, and what else an entity has. */
export function flatBytes({ entities, dimensions, entityBytes, replicas }: CollectionSize): number {
  return (replicas * entities * (4 * dimensions + entityBytes)) / loadedShare
}

/**
 * Bytes of memory that query nodes need for an HNSW index: the vectors, and the links of 4 bytes each, 2M in the lowest
 * layer and M in each higher one, of which an entity stands in 1/ln M on average.
 *
 * @param links M, the most links of an entity in a layer; > 1
 * @see Malkov and Yashunin 2018, §4.2.3, arXiv:1603.09320
 */
export function hnswBytes(size: CollectionSize, links: number): number {
  const ofLinks = 4 * links * (2 + 1 / Math.log(links))
  return flatBytes({ ...size, entityBytes: size.entityBytes + ofLinks })
}
