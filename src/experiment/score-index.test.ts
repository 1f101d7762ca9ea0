import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { conceptCloud } from '../../fixtures/concept-cloud.ts'
import { place } from '../../fixtures/contracts/search-index.ts'
import { type MilvusServer, milvusAbsent, milvusServer } from '../../fixtures/milvus-server.ts'
import { approximationLoss } from '../evaluation/approximation-loss.ts'
import { exactIndex } from '../indexes/exact-index.ts'
import type { MilvusIndexOptions } from '../indexes/milvus/index-settings.ts'
import { milvus } from '../indexes/milvus/milvus.ts'
import type { SearchIndex } from '../indexes/search-index.ts'
import { asMeasure } from '../metrics/notation.ts'
import type { Experiment } from './experiment.ts'
import { lossSentences, scoreIndex } from './score-index.ts'

const cloud = conceptCloud(150, 32)
const measures = ['AP', 'nDCG@10', 'R@10', 'RankDistance']
const given = { dataset: cloud.data, queries: cloud.queries, k: 20, measures, inspection: 'warn' } as const
const encoder = { name: 'drawn', configuration: { seed: 11 } }

async function filled(index: SearchIndex): Promise<SearchIndex> {
  await index.add(cloud.data.documents, cloud.documents)
  return index
}

const scored = async (index: SearchIndex): Promise<Experiment> =>
  await scoreIndex({ ...given, name: 'case', encoder, index })

/** All of a record but what depends on the machine and the minute. */
function lasting({ record, evaluations }: Experiment) {
  const { seconds: _, environment: __, ...rest } = record
  return { ...rest, perQuery: evaluations[0]!.scores.map(({ perQuery }) => [...perQuery]) }
}

describe('scoreIndex', () => {
  test('is a record like any other, with the search in its configuration', async () => {
    const { record } = await scored(await filled(await exactIndex({ dimensions: 32 })))
    expect(record).toMatchObject({
      name: 'case',
      label: 'case',
      training: null,
      seeds: [1],
      configuration: { encoder, search: { kind: 'exact', k: 20 }, measures: ['AP', 'nDCG@10', 'R@10', 'RankDistance'] },
    })
    expect(record.scores.map(({ measure, setting }) => `${measure} ${setting}`)).toContain('AP cross-lingual')
    const distance = record.scores.find(({ measure }) => measure === 'RankDistance')
    expect(distance?.bound).toBe('at least')
    expect(record.warnings?.join(' ')).toContain('RankDistance can only be bounded')
    expect(JSON.parse(JSON.stringify(record))).toEqual(record)
  })

  describe.skipIf(milvusAbsent)(
    `through Milvus${milvusAbsent ? ` (${milvusAbsent})` : ''}`,
    { timeout: 60_000 },
    () => {
      let server: MilvusServer
      beforeAll(async () => {
        server = await milvusServer()
      }, 90_000)
      afterAll(async () => await server?.[Symbol.asyncDispose]())

      const opened = async (options: MilvusIndexOptions): Promise<SearchIndex> =>
        await filled(await milvus({ address: server.address, collection: place(), dimensions: 32, ...options }))

      test('FLAT gives the record of the exact index, query by query', async () => {
        const flat = await opened({ index: 'FLAT' })
        const exact = await filled(await exactIndex({ dimensions: 32 }))
        expect(lasting(await scored(flat))).toEqual(lasting(await scored(exact)))
        await flat.close()
      })

      test('HNSW gives another configuration, and its loss in words', async () => {
        const graph = await opened({ index: 'HNSW', M: 2, efConstruction: 4, ef: 1 })
        const exact = await filled(await exactIndex({ dimensions: 32 }))
        const loss = await approximationLoss({
          ...given,
          index: graph,
          exact,
          measures: measures.map(asMeasure),
          concepts: 60,
        })
        const { record } = await scoreIndex({ ...given, name: 'case', encoder, index: graph, loss })
        expect(record.configuration).toMatchObject({
          search: { index: 'milvus', type: 'HNSW', ef: 1, M: 2, kind: 'approximate' },
        })
        expect(record.configurationHash).not.toBe((await scored(exact)).record.configurationHash)
        const multilingual = loss.recall.find(({ setting }) => setting === 'multilingual')
        expect(multilingual?.value).toBeGreaterThan(0)
        expect(multilingual?.value).toBeLessThan(1)
        expect(record.warnings).toEqual(expect.arrayContaining(lossSentences(loss)))
        await graph.close()
      })
    },
  )
})

describe('lossSentences', () => {
  test('says what was missed, and what that moved', () => {
    const sentences = lossSentences({
      search: { index: 'milvus', kind: 'approximate', k: 100 },
      k: 100,
      queries: 800,
      concepts: 200,
      recall: [
        { setting: 'monolingual', value: 0.99421, interval: [0.99, 0.997] },
        { setting: 'multilingual', value: 1, interval: null },
      ],
      measures: [
        {
          measure: 'AP',
          setting: 'monolingual',
          direction: 'higher',
          exact: 0.7,
          approximate: 0.6979,
          change: -0.0021,
          interval: [-0.004, -0.001],
        },
        {
          measure: 'AP',
          setting: 'multilingual',
          direction: 'higher',
          exact: 0.5,
          approximate: 0.5,
          change: 0,
          interval: null,
        },
        {
          measure: 'RankDistance',
          setting: 'multilingual',
          direction: 'lower',
          exact: 40,
          approximate: 41.5,
          change: 1.5,
          interval: null,
          bounded: true,
        },
      ],
    })
    expect(sentences).toEqual([
      'Approximate search: of the exact first 100 it found monolingual 0.9942 [0.9900, 0.9970], multilingual 1.0000, on 800 queries.',
      'Approximate search moved AP, monolingual, by −0.0021 [−0.0040, −0.0010]: 0.7000 exactly, 0.6979 approximately.',
      'Approximate search moved RankDistance, multilingual, by +1.5000: 40.0000 exactly, 41.5000 approximately. Some values are bounds.',
    ])
  })
})
