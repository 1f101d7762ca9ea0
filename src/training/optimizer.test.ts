import { expect, test } from 'vitest'
import { gradientOfRow } from './optimizer.ts'

test('gradientOfRow adds up the vectors that a row lists, whatever was in the array before', () => {
  const gradients = {
    ids: Int32Array.of(4, 9, 7),
    vectors: Float32Array.of(1, 2, 10, 20, 100, 200),
    bags: { ids: Int32Array.of(1, 0, 2, 2), starts: Int32Array.of(0, 1, 4, 4), count: 3 },
  }
  const rows = [0, 1, 2].map((r) => [...gradientOfRow(gradients, r, new Float32Array(2).fill(7))])
  expect(rows).toEqual([
    [10, 20],
    [201, 402],
    [0, 0],
  ])
})
