import { expect, test } from 'vitest'
import type { Progress } from '../progress.ts'
import { transferRate } from './transfer-rate.ts'

test('transferRate tells speed and time left, by what came since it began', () => {
  let time = 0
  const seen: Progress[] = []
  const rate = transferRate(
    (progress) => seen.push(progress),
    () => time,
  )
  rate.report(10e6, 40e6)
  time = 50
  rate.report(11e6, 40e6)
  time = 2000
  rate.report(20e6, 40e6)
  expect(seen).toEqual([
    { stage: 'load', done: 10e6, total: 40e6, unit: 'bytes' },
    { stage: 'load', done: 20e6, total: 40e6, unit: 'bytes', note: '5 MB/s, 4 s left' },
  ])
})

test('transferRate counts anew when what came was thrown away, and knows no end that no one told', () => {
  let time = 0
  const seen: Progress[] = []
  const rate = transferRate(
    (progress) => seen.push(progress),
    () => time,
  )
  rate.report(9e6, undefined)
  time = 1000
  rate.report(0, undefined)
  time = 3000
  rate.report(3e6, undefined)
  expect(seen.at(-1)).toEqual({ stage: 'load', done: 3e6, total: 3e6, unit: 'bytes', note: '1.5 MB/s' })
})
