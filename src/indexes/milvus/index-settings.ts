import type { Json } from '../../retrieval.ts'

/** Compares with every document. */
export interface FlatOptions {
  readonly index: 'FLAT'
}

/** A graph of neighbours. */
export interface HnswOptions {
  readonly index: 'HNSW'
  /** Neighbours a document has. @default 16 */
  readonly M?: number
  /** Candidates looked at for each document while the graph is built. @default 200 */
  readonly efConstruction?: number
  /** Candidates looked at in a search; as many as are fetched where that is more. @default 128 */
  readonly ef?: number
}

/** Cells around centres, of which a search looks into the nearest. */
export interface IvfFlatOptions {
  readonly index: 'IVF_FLAT'
  /** Cells. @default 128 */
  readonly nlist?: number
  /** Cells that a search looks into. @default 8 */
  readonly nprobe?: number
}

export type MilvusIndexOptions = FlatOptions | HnswOptions | IvfFlatOptions

export interface IndexSettings {
  readonly kind: 'exact' | 'approximate'
  readonly type: MilvusIndexOptions['index']
  /** What Milvus builds it with. */
  readonly build: Readonly<Record<string, number>>
  /** What Milvus is told with a search for `limit` results. */
  readonly search: (limit: number) => Readonly<Record<string, number>>
  readonly configuration: { readonly [key: string]: Json }
}

/** @throws {RangeError} an index that is none of the three, or a number that is not a positive integer */
export function indexSettings(options: MilvusIndexOptions): IndexSettings {
  if (options.index === 'FLAT') return settings('FLAT', {}, {}, () => ({}))
  if (options.index === 'HNSW') {
    const { M = 16, efConstruction = 200, ef = 128 } = options
    return settings('HNSW', { M, efConstruction }, { ef }, (limit) => ({ ef: Math.max(ef, limit) }))
  }
  if (options.index === 'IVF_FLAT') {
    const { nlist = 128, nprobe = 8 } = options
    if (nprobe > nlist) throw new RangeError(`milvus: nprobe must be at most nlist, ${nlist}; got ${nprobe}.`)
    return settings('IVF_FLAT', { nlist }, { nprobe }, () => ({ nprobe }))
  }
  throw new RangeError(`milvus: index must be FLAT, HNSW or IVF_FLAT; got ${(options as { index: unknown }).index}.`)
}

function settings(
  type: MilvusIndexOptions['index'],
  build: Record<string, number>,
  wanted: Record<string, number>,
  search: IndexSettings['search'],
): IndexSettings {
  for (const [name, value] of Object.entries({ ...build, ...wanted })) {
    if (Number.isSafeInteger(value) && value >= 1) continue
    throw new RangeError(`milvus: ${name} must be a positive integer; got ${value}.`)
  }
  return {
    kind: type === 'FLAT' ? 'exact' : 'approximate',
    type,
    build,
    search,
    configuration: { index: 'milvus', type, ...build, ...wanted },
  }
}
