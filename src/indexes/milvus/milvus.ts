import { checkedIndex } from '../checked-index.ts'
import type { SearchIndex } from '../search-index.ts'
import { calls, unlessAborted } from './call.ts'
import { type CollectionWanted, openCollection } from './collection.ts'
import { inLanguage, withIds } from './filter.ts'
import { indexSettings, type MilvusIndexOptions } from './index-settings.ts'
import { insert, verifySizes } from './insert.ts'
import { loadSdk, type MilvusClient, type MilvusSdk } from './load-sdk.ts'
import { makeReady } from './readiness.ts'
import { mostResults, searchSettled } from './search.ts'

export interface MilvusServer {
  /** `host:port`, `http://…` or `https://…`. */
  readonly address: string
  /** Made where it is not there. Letters, digits and underscores. */
  readonly collection: string
  /** Length of the vectors. */
  readonly dimensions: number
  readonly database?: string
  /** `user:password`, or an API key. Written down nowhere. */
  readonly token?: string
  /** Milliseconds after which a call has failed. @default 120 000 */
  readonly timeout?: number
}

export type MilvusOptions = MilvusServer & MilvusIndexOptions

/** Servers of gRPC take a ping every five minutes, and hang up on who sends more, as the client would. */
const quiet = { 'grpc.keepalive_time_ms': 300_000, 'grpc.keepalive_permit_without_calls': 0 }
/** Ids that are looked up at a time. */
const idsAtOnce = 1000

/**
 * A collection of a Milvus server, Milvus Lite or Milvus Distributed, as an index. `FLAT` is exact: it ranks bit for bit as
 * `exactIndex` does; `HNSW` and `IVF_FLAT` may miss documents. Needs the package @zilliz/milvus2-sdk-node, 3.x. The
 * collection has the fields id and language, of at most 512 and 64 bytes, and vector; its metric is the inner product.
 *
 * Only what the server answers with success is believed; collection, dimensions, metric and index are verified before use.
 *
 * @throws {RangeError} a collection of other fields, dimensions, metric or index; numbers that are not positive integers
 * @throws {Error} the package is missing, the server cannot be reached, or it refuses
 */
export async function milvus(options: MilvusOptions): Promise<SearchIndex> {
  const { address, collection, dimensions } = options
  const settings = indexSettings(options)
  if (!Number.isSafeInteger(dimensions) || dimensions < 1) {
    throw new RangeError(`milvus: dimensions must be a positive integer; got ${dimensions}.`)
  }
  const sdk = await loadSdk()
  const ask = calls(`the server at ${address}, collection "${collection}",`)
  const client = await connected(sdk, options)
  const wanted = { sdk, client, calls: ask, collection, dimensions, settings }
  try {
    return checkedIndex(overCollection(wanted, await openCollection(wanted)))
  } catch (error) {
    await client.closeConnection()
    throw error
  }
}

async function connected(
  { MilvusClient: Client }: MilvusSdk,
  { address, collection, database, token, timeout = 120_000 }: MilvusOptions,
): Promise<MilvusClient> {
  const client = new Client({
    address,
    timeout,
    logLevel: 'error',
    telemetry: { enabled: false },
    channelOptions: quiet,
    ...(database !== undefined && { database }),
    ...(token !== undefined && { token }),
  })
  try {
    await client.connectPromise
    return client
  } catch (cause) {
    await client.closeConnection()
    const { ask } = calls(`the server at ${address}, collection "${collection}",`)
    return await ask('answer', () => Promise.reject(cause))
  }
}

function overCollection(wanted: CollectionWanted, sizes: Parameters<typeof verifySizes>[1]): SearchIndex {
  const { sdk, client, calls: ask, collection, dimensions, settings } = wanted
  const strong = { collection_name: collection, consistency_level: sdk.ConsistencyLevelEnum.Strong }
  /** Of all that was added; none while something was added since. */
  let ready: Promise<void> | undefined
  const count = async (language: string | undefined, signal?: AbortSignal): Promise<number> => {
    const filter = language === undefined ? {} : { expr: inLanguage(language) }
    const { data } = await ask.ask('count documents', async () => await client.count({ ...strong, ...filter }), signal)
    return Number(data)
  }
  return {
    name: 'milvus',
    kind: settings.kind,
    configuration: { ...settings.configuration, dimensions },
    dimensions,
    limit: mostResults,
    async add(documents, vectors, { signal } = {}) {
      verifySizes(documents, sizes)
      try {
        await insert(wanted, documents, vectors, signal)
      } finally {
        ready = undefined
      }
    },
    async search(queries, options) {
      const { language, signal } = options
      // Not with the signal: whoever else waits for it has one of its own.
      ready ??= makeReady(wanted).catch((error: unknown) => {
        ready = undefined
        throw error
      })
      const whole = ready
      await unlessAborted(() => whole, signal)
      const size = await count(language, signal)
      const nothing = { documents: [], scores: new Float64Array(0) }
      if (size === 0) return Array.from({ length: queries.rows }, () => nothing)
      return await searchSettled({ ...wanted, size }, queries, options)
    },
    async has(ids, { signal } = {}) {
      const found = new Set<string>()
      for (let from = 0; from < ids.length; from += idsAtOnce) {
        const filter = withIds(ids.slice(from, from + idsAtOnce))
        const { data } = await ask.ask(
          'look up documents',
          async () => await client.query({ ...strong, filter, output_fields: ['id'] }),
          signal,
        )
        for (const { id } of data) found.add(id as string)
      }
      return ids.map((id) => found.has(id))
    },
    count: (language) => count(language),
    async close() {
      await client.closeConnection()
    },
  }
}
