import { describe, expect, test } from 'vitest'
import { runRecord } from '../fixtures/run-record.ts'
import { timingRows } from './bench-rows.ts'
import { firstNonFinite } from './finite.ts'

describe('timingRows', () => {
  test('has a row for training, one sample a seed, and one for ranking', () => {
    const record = runRecord({ seeds: [1, 2, 3] })
    const [train, rank] = timingRows({ ...record, training: { ...record.training!, seconds: [1, 2, 6] } })
    expect(train).toMatchObject({ name: 'hybrid: train', data: { totalTime: 9000, period: 3000 } })
    expect(train?.data.latency).toMatchObject({
      mean: 3000,
      min: 1000,
      max: 6000,
      p50: 2000,
      mad: 1000,
      variance: 7e6,
      df: 2,
      samplesCount: 3,
    })
    expect(rank).toMatchObject({
      name: 'hybrid: rank for a query',
      data: { latency: { mean: 50, samplesCount: 1, sd: 0 } },
    })
  })

  test('stays finite where the clock saw no time pass', () => {
    const record = runRecord()
    expect(firstNonFinite(timingRows({ ...record, seconds: { encode: 0, evaluate: 0 } }))).toBeNull()
  })
})
