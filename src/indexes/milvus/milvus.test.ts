import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { place, satisfiesSearchIndexContract } from '../../../fixtures/contracts/search-index.ts'
import { type MilvusServer, milvusAbsent, milvusServer } from '../../../fixtures/milvus-server.ts'
import type { MilvusIndexOptions } from './index-settings.ts'
import { milvus } from './milvus.ts'

describe.skipIf(milvusAbsent)(`milvus${milvusAbsent ? ` (${milvusAbsent})` : ''}`, () => {
  let server: MilvusServer
  beforeAll(async () => {
    server = await milvusServer()
  }, 90_000)
  afterAll(async () => await server[Symbol.asyncDispose]())

  const indexes: readonly { options: MilvusIndexOptions; recall: number }[] = [
    { options: { index: 'FLAT' }, recall: 1 },
    { options: { index: 'HNSW', M: 8, efConstruction: 40, ef: 32 }, recall: 0.9 },
    { options: { index: 'IVF_FLAT', nlist: 4, nprobe: 4 }, recall: 0.9 },
  ]
  for (const { options, recall } of indexes) {
    satisfiesSearchIndexContract(`milvus ${options.index}`, {
      open: async (collection, dimensions) =>
        await milvus({ address: server.address, collection, dimensions, ...options }),
      isKept: true,
      recall,
    })
  }
  test('x', () => {
    expect(place()).toBeTruthy()
  })
})
