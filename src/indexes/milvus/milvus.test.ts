import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { type DataType, MilvusClient } from '@zilliz/milvus2-sdk-node'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { place, satisfiesSearchIndexContract } from '../../../fixtures/contracts/search-index.ts'
import { type MilvusServer, milvusAbsent, milvusServer, startedLite } from '../../../fixtures/milvus-server.ts'
import { atAngles } from '../../../fixtures/two-by-two.ts'
import { matrix, unitRows } from '../../matrix.ts'
import { seeded } from '../../random.ts'
import { exactIndex } from '../exact-index.ts'
import type { IndexedDocument, SearchIndex } from '../search-index.ts'
import type { MilvusIndexOptions } from './index-settings.ts'
import { loadSdk } from './load-sdk.ts'
import { type MilvusOptions, milvus } from './milvus.ts'

const four = ['en1', 'de1', 'en2', 'de2'].map((id) => ({ id, language: id.slice(0, 2) }))
const angles = atAngles(10, 60, 100, 45)

describe('milvus without a server', () => {
  test('says what to install where the client is missing', async () => {
    const missing = (): Promise<never> => Promise.reject(new Error("Cannot find package '@zilliz/milvus2-sdk-node'"))
    await expect(loadSdk(missing)).rejects.toThrow(
      "milvus: the package @zilliz/milvus2-sdk-node must load; got Cannot find package '@zilliz/milvus2-sdk-node'. Run: npm install",
    )
  })

  test.for<[string, object, string]>([
    ['an index of another kind', { index: 'SCANN' }, 'index must be FLAT, HNSW or IVF_FLAT; got SCANN'],
    ['no neighbours', { index: 'HNSW', M: 0 }, 'M must be a positive integer; got 0'],
    ['more cells than there are', { index: 'IVF_FLAT', nlist: 4, nprobe: 5 }, 'nprobe must be at most nlist, 4; got 5'],
    ['no dimensions', { index: 'FLAT', dimensions: 0 }, 'dimensions must be a positive integer; got 0'],
  ])('refuses %s', async ([, options, message]) => {
    const whole = { address: '127.0.0.1:1', collection: 'a', dimensions: 2, ...options } as MilvusOptions
    await expect(milvus(whole)).rejects.toThrow(message)
  })

  test('says that the server is down', async () => {
    const { port, close } = await listening()
    await close()
    const down = milvus({ address: `127.0.0.1:${port}`, collection: 'a', dimensions: 2, index: 'FLAT' })
    await expect(down).rejects.toThrow(
      /milvus: the server at 127\.0\.0\.1:\d+, collection "a", must answer; got .*UNAVAILABLE.*See that the server runs/s,
    )
  })

  test('says that nobody answers at the port', async () => {
    const { port, close } = await listening()
    const silent = milvus({ address: `127.0.0.1:${port}`, collection: 'a', dimensions: 2, index: 'FLAT', timeout: 200 })
    await expect(silent).rejects.toThrow(/must answer; got .*(DEADLINE_EXCEEDED|UNAVAILABLE)/s)
    await close()
  })
})

describe.skipIf(milvusAbsent)(`milvus${milvusAbsent ? ` (${milvusAbsent})` : ''}`, { timeout: 60_000 }, () => {
  let server: MilvusServer
  let client: MilvusClient
  beforeAll(async () => {
    server = await milvusServer()
    client = new MilvusClient({ address: server.address, logLevel: 'error', telemetry: { enabled: false } })
    await client.connectPromise
  }, 90_000)
  afterAll(async () => {
    await client?.closeConnection()
    await server?.[Symbol.asyncDispose]()
  })

  const opened = async (collection: string, options: Partial<MilvusOptions> = {}): Promise<SearchIndex> =>
    await milvus({ address: server.address, collection, dimensions: 2, index: 'FLAT', ...options } as MilvusOptions)

  const indexes: readonly { options: MilvusIndexOptions; recall: number }[] = [
    { options: { index: 'FLAT' }, recall: 1 },
    { options: { index: 'HNSW', M: 8, efConstruction: 40, ef: 32 }, recall: 0.9 },
    { options: { index: 'IVF_FLAT', nlist: 4, nprobe: 4 }, recall: 0.9 },
  ]
  for (const { options, recall } of indexes) {
    satisfiesSearchIndexContract(`milvus ${options.index}`, {
      open: async (collection, dimensions) => await opened(collection, { dimensions, ...options }),
      isKept: true,
      recall,
    })
  }

  test('finds by hand what lies nearest, in all languages or one', async () => {
    const index = await opened(place())
    await index.add(four, angles)
    const [all] = await index.search(atAngles(50), { k: 3 })
    const [english] = await index.search(atAngles(50), { k: 3, language: 'en' })
    expect([all?.documents, english?.documents]).toEqual([
      ['de2', 'de1', 'en1'],
      ['en1', 'en2'],
    ])
    await index.close()
  })

  test('FLAT ranks bit for bit as the exact index does, alone or together, ties and near ties included', async () => {
    const { documents, vectors, queries } = cluster(600, 48)
    const [exact, flat] = [await exactIndex({ dimensions: 48 }), await opened(place(), { dimensions: 48 })]
    for (const index of [exact, flat]) await index.add(documents, vectors)
    for (const options of [{ k: 10 }, { k: 100, language: 'l1' }, { k: 600 }]) {
      expect(await flat.search(queries, options)).toEqual(await exact.search(queries, options))
    }
    await flat.close()
  })

  test('HNSW loses some, and gives what it finds its exact score', async () => {
    const { documents, vectors, queries } = cluster(1500, 48)
    const exact = await exactIndex({ dimensions: 48 })
    const graph = await opened(place(), { dimensions: 48, index: 'HNSW', M: 2, efConstruction: 4, ef: 1 })
    for (const index of [exact, graph]) await index.add(documents, vectors)
    const [all, best, found] = [
      await exact.search(queries, { k: 1500 }),
      await exact.search(queries, { k: 10 }),
      await graph.search(queries, { k: 10 }),
    ]
    const scores = all.map((hits) => new Map(hits.documents.map((id, at) => [id, hits.scores[at]])))
    found.forEach((hits, query) => {
      expect(hits.documents.map((id) => scores[query]?.get(id))).toEqual([...hits.scores])
    })
    const shared = found.flatMap((hits, query) => hits.documents.filter((id) => best[query]?.documents.includes(id)))
    expect(shared.length).toBeGreaterThan(0)
    expect(shared.length).toBeLessThan(10 * queries.rows)
    await graph.close()
  })

  test('asks HNSW again where its filter left less than k, and takes what there is', async () => {
    const { documents, vectors, queries } = cluster(1500, 48)
    const index = await opened(place(), { dimensions: 48, index: 'HNSW', ef: 16 })
    const rare = documents.map(({ id }, at) => ({ id, language: at % 75 === 0 ? 'rare' : 'usual' }))
    await index.add(rare, vectors)
    const found = await index.search(queries, { k: 10, language: 'rare' })
    expect(new Set(found.map((hits) => hits.documents.length))).toEqual(new Set([10]))
    const everything = await index.search(queries, { k: 50, language: 'rare' })
    expect(Math.max(...everything.map((hits) => hits.documents.length))).toBeLessThanOrEqual(20)
    await index.close()
  })

  test('settles a cut that hundreds of equal scores lie across', async () => {
    const index = await opened(place())
    const documents = Array.from({ length: 300 }, (_, at) => ({ id: `d${at}`, language: 'en' }))
    await index.add(documents, atAngles(...documents.map(() => 30)))
    const [hits] = await index.search(atAngles(0), { k: 2 })
    expect(hits?.documents).toEqual(['d99', 'd98'])
    await index.close()
  })

  test('inserts more than one call takes, and knows what arrived', async () => {
    const { documents, vectors } = cluster(1100, 2000)
    const index = await opened(place(), { dimensions: 2000 })
    await index.add(documents, vectors)
    expect(await index.count()).toBe(1100)
    expect(await index.has(['d0', 'd1099', 'd1100'])).toEqual([true, true, false])
    await index.close()
  })

  describe('refuses a collection', () => {
    test('of other dimensions', async () => {
      const collection = place()
      await (await opened(collection)).close()
      await expect(opened(collection, { dimensions: 3 })).rejects.toThrow(
        /must have the fields .*vector FloatVector\(3\); got id VarChar\(512\), key; language VarChar\(64\); vector FloatVector\(2\)\. Name another/,
      )
    })

    test('of another index, or of one that was built otherwise', async () => {
      const collection = place()
      await (await opened(collection, { index: 'HNSW', M: 8 })).close()
      await expect(opened(collection)).rejects.toThrow(
        /must have the index \{"index_type":"FLAT".*got \{"index_type":"HNSW"/,
      )
      await expect(opened(collection, { index: 'HNSW', M: 9 })).rejects.toThrow(/"M":9.*; got .*"M":8/)
      await (await opened(collection, { index: 'HNSW', M: 8, ef: 9 })).close()
    })

    test('of another metric', async () => {
      const collection = place()
      await made(collection, [{ name: 'id', data_type: 21, is_primary_key: true, max_length: 9 }, language, vector])
      await client.createIndex({
        collection_name: collection,
        field_name: 'vector',
        index_type: 'FLAT',
        metric_type: 'L2',
      })
      await expect(opened(collection)).rejects.toThrow(
        /must have the index .*"metric_type":"IP".*got .*"metric_type":"L2"/,
      )
    })

    test('whose key is a number', async () => {
      const collection = place()
      await made(collection, [{ name: 'id', data_type: 5, is_primary_key: true }, language, vector])
      await expect(opened(collection)).rejects.toThrow(/must have the fields id VarChar, key; .*got id Int64/)
    })
  })

  test('refuses ids and languages that are too long in bytes, and adds nothing then', async () => {
    const index = await opened(place())
    const long = (id: string, of = 'en'): Promise<void> =>
      index.add(
        [
          { id: 'a', language: 'en' },
          { id, language: of },
        ],
        atAngles(0, 9),
      )
    await expect(long('é'.repeat(257))).rejects.toThrow('id must have at most 512 bytes; got "éé')
    await expect(long('b', 'x'.repeat(65))).rejects.toThrow('language must have at most 64 bytes')
    expect(await index.count()).toBe(0)
    await long('é'.repeat(256), 'x'.repeat(64))
    expect(await index.count()).toBe(2)
    await index.close()
  })

  test('says so when its collection was dropped meanwhile', async () => {
    const collection = place()
    const index = await opened(collection)
    await index.add(four, angles)
    await client.dropCollection({ collection_name: collection })
    await expect(index.search(atAngles(0), { k: 1 })).rejects.toThrow(
      /^milvus: the server at .*, collection "test_.*", must /,
    )
    await expect(index.add([{ id: 'new', language: 'en' }], atAngles(0))).rejects.toThrow(
      /^milvus: the server at .* must /,
    )
    await index.close()
  })

  test('says so when the server refuses rows and queries, since its collection became another', async () => {
    const collection = place()
    const index = await opened(collection)
    await index.add(four, angles)
    await index.search(atAngles(0), { k: 1 })
    await client.dropCollection({ collection_name: collection })
    await (await opened(collection, { dimensions: 3 })).close()
    await expect(index.add([{ id: 'new', language: 'en' }], atAngles(0))).rejects.toThrow(
      /must insert rows 0 to 0; got .*(dim|length).*\(code \d+\)/s,
    )
    const other = await opened(collection, { dimensions: 3 })
    await other.add([{ id: 'there', language: 'en' }], unitRows(matrix(1, 3, Float32Array.of(1, 0, 0))))
    await expect(index.search(atAngles(0), { k: 1 })).rejects.toThrow(/must search for 1 of the queries; got/)
    await Promise.all([index.close(), other.close()])
  })

  test('says so when the collection was released meanwhile', async () => {
    const collection = place()
    const index = await opened(collection)
    await index.add(four, angles)
    await index.search(atAngles(0), { k: 1 })
    await client.releaseCollection({ collection_name: collection })
    await expect(index.search(atAngles(0), { k: 1 })).rejects.toThrow(
      /must (count documents|search for 1 of the queries); got .*\(code \d+\)/,
    )
    await index.close()
  })

  test('finds a row that is not a number, which others inserted, before it is ranked', async () => {
    const collection = place()
    const index = await opened(collection)
    await index.add(four, angles)
    const row = { id: 'bad', language: 'en', vector: [Number.NaN, 0] }
    await client.insert({ collection_name: collection, data: [row] })
    await expect(index.search(atAngles(0), { k: 5 })).rejects.toThrow(/must score by inner product; got NaN for "bad"/)
    await index.close()
  })

  test('stops waiting once it is aborted in mid-search', async () => {
    const index = await opened(place())
    await index.add(four, angles)
    const controller = new AbortController()
    const found = index.search(atAngles(0), { k: 1, signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(found).rejects.toThrow('enough')
    expect(await index.search(atAngles(9), { k: 1 })).toHaveLength(1)
    await index.close()
  })

  test.skipIf(process.env['MILVUS_ADDRESS'])('says so when the server is killed in mid-search', async () => {
    const own = await startedLite()
    onTestFinished(async () => await own[Symbol.asyncDispose]())
    const index = await milvus({
      address: own.address,
      collection: place(),
      dimensions: 2,
      index: 'FLAT',
      timeout: 3000,
    })
    await index.add(four, angles)
    const searches = (async () => {
      for (;;) await index.search(atAngles(0, 10, 20), { k: 4 })
    })()
    await Promise.all([
      expect(searches).rejects.toThrow(
        /^milvus: the server at .* must .*; got .*UNAVAILABLE.*See that the server runs/s,
      ),
      own.kill?.(),
    ])
    await index.close()
  })

  const language = { name: 'language', data_type: 21 as DataType, max_length: 9 }
  const vector = { name: 'vector', data_type: 101 as DataType, dim: 2 }
  const made = async (collection: string, fields: readonly object[]): Promise<unknown> =>
    await client.createCollection({ collection_name: collection, fields: [...fields] as never })
})

/** Vectors that lie close together, so that many scores differ by rounding alone; each tenth is one that was there before. */
function cluster(count: number, columns: number) {
  const random = seeded(3)
  const rows = (number: number, spread: number): Float32Array => {
    const data = new Float32Array(number * columns)
    for (let r = 0; r < number; r++) {
      const own = data.subarray(r * columns, (r + 1) * columns)
      for (let c = 0; c < columns; c++) own[c] = Math.cos(c) + spread * (random() - 0.5)
      if (spread < 1 && r % 10 === 9) own.set(data.subarray((r - 9) * columns, (r - 8) * columns))
      else scale(own)
    }
    return data
  }
  const documents: IndexedDocument[] = Array.from({ length: count }, (_, at) => ({
    id: `d${at}`,
    language: `l${at % 3}`,
  }))
  return {
    documents,
    vectors: unitRows(matrix(count, columns, rows(count, 0.2))),
    queries: unitRows(matrix(20, columns, rows(20, 3))),
  }
}

/** A port where nobody says anything. */
async function listening(): Promise<{ port: number; close: () => Promise<void> }> {
  const sockets: Socket[] = []
  const server = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { port, close }
}

function scale(own: Float32Array): void {
  const length = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0))
  own.set(own.map((value) => value / length))
}
