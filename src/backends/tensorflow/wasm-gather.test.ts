import { fc, test } from '@fast-check/vitest'
import { beforeAll, describe, test as example, expect } from 'vitest'
import type { TensorFlow } from './backend.ts'
import { chooseBackend } from './choose-backend.ts'

let tf: TensorFlow
beforeAll(async () => {
  tf = (await chooseBackend({ prefer: 'wasm' })).tf
})

/** Rows of a table, by ids of one or two dimensions. */
const lookUp = fc
  .record({
    rows: fc.integer({ min: 1, max: 9 }),
    rest: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 2 }),
  })
  .chain(({ rows, rest }) =>
    fc.record({
      rows: fc.constant(rows),
      rest: fc.constant(rest),
      ids: fc.array(fc.tuple(fc.nat({ max: rows - 1 }), fc.nat({ max: rows - 1 })), { minLength: 1, maxLength: 9 }),
    }),
  )

describe('gather on wasm', () => {
  example('copies the rows that are named', () => {
    const rows = tf.tidy(() =>
      tf.keep(
        tf.gather(
          tf.tensor2d([
            [1, 2],
            [3, 4],
            [5, 6],
          ]),
          tf.tensor1d([2, 0, 2], 'int32'),
        ),
      ),
    )
    expect(rows.arraySync()).toEqual([
      [5, 6],
      [1, 2],
      [5, 6],
    ])
    rows.dispose()
  })

  test.prop([lookUp])('gives id by id the row of that number', ({ rows, rest, ids }) => {
    const columns = rest.reduce((size, length) => size * length, 1)
    const table = Float32Array.from({ length: rows * columns }, (_, i) => i)
    const out = tf.tidy(() =>
      tf.keep(tf.gather(tf.tensor(table, [rows, ...rest]), tf.tensor2d(ids, [ids.length, 2], 'int32'))),
    )
    expect(out.shape).toEqual([ids.length, 2, ...rest])
    expect([...out.dataSync()]).toEqual(
      ids.flat().flatMap((id) => [...table.subarray(id * columns, (id + 1) * columns)]),
    )
    out.dispose()
  })

  example('takes columns, and rows of integers, as before', () => {
    tf.tidy(() => {
      const ids = tf.tensor1d([1, 1], 'int32')
      expect([...tf.gather(tf.tensor2d([1, 2, 3, 4], [2, 2]), ids, 1).dataSync()]).toEqual([2, 2, 4, 4])
      const integers = tf.gather(tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32'), ids)
      expect([integers.dtype, ...integers.dataSync()]).toEqual(['int32', 3, 4, 3, 4])
    })
  })

  example.for([-1, 3])('rejects the id %i of three rows, and keeps no memory', (id) => {
    const before = tf.memory().numTensors
    expect(() => tf.tidy(() => tf.gather(tf.ones([3, 2]), tf.tensor1d([0, id], 'int32')))).toThrow(
      `gather: ids must be at least 0 and below 3; got ${id}.`,
    )
    expect(tf.memory().numTensors).toBe(before)
  })
})
