import { fc, test as propertyTest } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { assumed, counted, type Figure, following, measured } from './figure.ts'
import type { PlanInputs } from './inputs.ts'
import { flatBytes, hnswBytes } from './milvus-memory.ts'
import { planScale } from './plan.ts'
import { shardLayout } from './shard-layout.ts'

const of = (value: number): Figure => measured(value, 'a test')

/** 10⁶ English and 10⁵ Swahili documents, in figures that are easily multiplied. */
const inputs: PlanInputs = {
  languages: [
    { language: 'en', documents: counted(1_000_000, 'x'), queries: counted(1000, 'x') },
    { language: 'sw', documents: counted(100_000, 'x'), queries: counted(100, 'x') },
  ],
  tokensPerDocument: of(100),
  dimensions: of(1000),
  documentsPerSecond: of(50),
  tokensPerSecond: of(50_000),
  gpus: of(2),
  products: of(1e10),
  diskRate: of(1e9),
  entityBytes: of(50),
  links: of(16),
  replicas: of(2),
  segmentBytes: of(1e9),
  shards: of(2),
  models: of(3),
  share: of(0.5),
  gpuPrice: of(2),
  machinePrice: of(1),
}

function values(given: PlanInputs): Record<string, number> {
  return Object.fromEntries(planScale(given).rows.map(({ key, figure }) => [key, figure.value]))
}

describe('planScale', () => {
  test('computes what can be computed by hand', () => {
    const { rows, shards } = planScale(inputs)
    const gpuHours = 2200 / 3600
    const within = (101 + 8.8) / 3600
    const expected = {
      documents: 1_100_000,
      queries: 1100,
      tokens: 1.1e8,
      encodingHours: 22_000 / 3600,
      gpuHours,
      gpuWall: gpuHours / 2,
      float32Bytes: 4.4e9,
      float16Bytes: 2.2e9,
      flatBytes: (2 * 1.1e6 * 4050) / 0.9,
      hnswBytes: (2 * 1.1e6 * (4050 + 64 * (2 + 1 / Math.log(16)))) / 0.9,
      segments: 5,
      withinHours: within,
      pooledHours: (121 + 8.8) / 3600,
      nightGpuHours: 1.5 * gpuHours,
      nightRankHours: 3 * within,
      nightHours: 3 * (gpuHours / 4 + (100 + 8) / 3600),
      nightCost: 3 * gpuHours + 3 * within,
    }
    expect(rows.map(({ key }) => key)).toEqual(Object.keys(expected))
    for (const { key, figure } of rows) expect(figure.value, key).toBeCloseTo(expected[key as keyof typeof expected], 6)
    expect(shards.map(({ names }) => names)).toEqual([['en'], ['sw']])
    expect(shards[0]!.hours + shards[1]!.hours).toBeCloseTo(within, 9)
  })

  test('names no costs without prices, and no encoding here without an encoder', () => {
    const { gpuPrice: _, documentsPerSecond: __, ...rest } = inputs
    expect(values(rest)).not.toHaveProperty('nightCost')
    expect(values(rest)).not.toHaveProperty('encodingHours')
  })

  test.each<[keyof PlanInputs, readonly string[]]>([
    ['tokensPerDocument', ['tokens', 'gpuHours', 'gpuWall', 'nightGpuHours', 'nightHours', 'nightCost']],
    ['products', ['withinHours', 'pooledHours', 'nightRankHours', 'nightHours', 'nightCost']],
    ['links', ['hnswBytes']],
    ['segmentBytes', ['segments']],
    ['gpuPrice', ['nightCost']],
  ])('says of everything that rests on an assumed %s that it is assumed', (key, affected) => {
    const { rows } = planScale({ ...inputs, [key]: assumed(7, 'a guess') })
    expect(rows.filter(({ figure }) => figure.basis === 'assumed').map((each) => each.key)).toEqual(affected)
  })

  propertyTest.prop([fc.integer({ min: 2, max: 9 })])(
    'grows by as much as the corpus does, for all of time, bytes and cost',
    (factor) => {
      const grown = inputs.languages.map((each) => ({
        ...each,
        documents: { ...each.documents, value: each.documents.value * factor },
      }))
      const [before, after] = [values(inputs), values({ ...inputs, languages: grown })]
      for (const [key, value] of Object.entries(before)) {
        if (key === 'queries' || key === 'segments') continue
        expect(after[key]! / value, key).toBeCloseTo(factor, 9)
      }
    },
  )
})

describe('following', () => {
  test('stands on the softest ground', () => {
    const [a, b, c] = [counted(1, ''), measured(1, ''), assumed(1, '')]
    expect([following(2, '', a, a), following(2, '', b, a), following(2, '', a, c, b)]).toMatchObject([
      { basis: 'counted' },
      { basis: 'measured' },
      { basis: 'assumed' },
    ])
  })
})

describe('memory of Milvus', () => {
  const size = { entities: 1_000_000, dimensions: 128, entityBytes: 0, replicas: 1 }

  test('is that of the vectors, of the links, and what must stay free', () => {
    expect(flatBytes(size)).toBeCloseTo(568_888_889, 0)
    // 64 bytes a layer below, 1/ln 16 layers above with 16 links of 4 bytes.
    expect((hnswBytes(size, 16) - flatBytes(size)) * 0.9).toBeCloseTo(1e6 * (128 + 64 / Math.log(16)), 0)
  })
})

describe('shardLayout', () => {
  const works = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 7 })

  /** The least that the fullest of so many shards can have, by trying everything. */
  function best(work: readonly number[], loads: readonly number[]): number {
    const [first, ...rest] = work
    if (first === undefined) return Math.max(...loads)
    return Math.min(
      ...loads.map((_, at) =>
        best(
          rest,
          loads.map((load, i) => (i === at ? load + first : load)),
        ),
      ),
    )
  }

  propertyTest.prop([works, fc.integer({ min: 1, max: 3 })])(
    'gives each piece to one shard, the fullest at most 4/3 of what must be',
    (work, shards) => {
      const loads = shardLayout(
        work.map((each, i) => ({ name: `${i}`, work: each })),
        shards,
      )
      expect(loads).toHaveLength(shards)
      expect(loads.flatMap(({ names }) => names).sort()).toEqual(work.map((_, i) => `${i}`).sort())
      for (const { names, work: load } of loads) {
        expect(load).toBe(names.reduce((sum, name) => sum + work[Number(name)]!, 0))
      }
      const fullest = Math.max(...loads.map((load) => load.work))
      expect(fullest).toBeLessThanOrEqual((4 / 3) * best(work, new Array(shards).fill(0)) + 1e-9)
    },
  )
})
