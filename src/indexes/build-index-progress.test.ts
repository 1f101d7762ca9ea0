import { expect, test } from 'vitest'
import type { Progress } from '../progress.ts'
import { buildProgress } from './build-index-progress.ts'

test('buildProgress counts what is in, and reckons with what is encoded since it went on', () => {
  const reports: Progress[] = []
  let now = 0
  const progress = buildProgress(
    1_000,
    (report) => void reports.push(report),
    () => now,
  )
  progress.added(400)
  now = 2_000
  progress.encoded(50)
  progress.added(450)
  now = 30_000
  progress.encoded(60)
  const report = { stage: 'encode', total: 1_000, unit: 'documents' }
  expect(reports).toEqual([
    { ...report, done: 400 },
    { ...report, done: 400, note: '25 documents/s, 22 s left' },
    { ...report, done: 450, note: '25 documents/s, 22 s left' },
    { ...report, done: 450, note: '2 documents/s, 5 min left' },
  ])
})
