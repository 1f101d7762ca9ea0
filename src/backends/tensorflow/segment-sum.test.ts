import { fc, test } from '@fast-check/vitest'
import { describe, test as example, expect } from 'vitest'
import { chooseBackend } from './choose-backend.ts'

/** Rows of a table, looked up by ids of any shape; some repeat, some are never named. */
const lookUp = fc
  .record({ segments: fc.integer({ min: 1, max: 9 }), columns: fc.integer({ min: 1, max: 5 }) })
  .chain(({ segments, columns }) =>
    fc.record({
      segments: fc.constant(segments),
      columns: fc.constant(columns),
      ids: fc.array(fc.integer({ min: -1, max: segments }), { minLength: 1, maxLength: 20 }),
    }),
  )

describe.each(['wasm', 'cpu'] as const)('unsortedSegmentSum on %s', (prefer) => {
  example('adds rows of the same segment', async () => {
    const { tf } = await chooseBackend({ prefer })
    const sums = tf.tidy(() => {
      const rows = tf.tensor2d([
        [1, 2],
        [3, 4],
        [5, 6],
      ])
      return tf.keep(tf.unsortedSegmentSum(rows, tf.tensor1d([2, 0, 2], 'int32'), 4))
    })
    expect(sums.arraySync()).toEqual([
      [3, 4],
      [0, 0],
      [6, 8],
      [0, 0],
    ])
    sums.dispose()
  })

  test.prop([lookUp])('leaves out ids that name no segment', async ({ segments, columns, ids }) => {
    const { tf } = await chooseBackend({ prefer })
    const values = Float32Array.from({ length: ids.length * columns }, (_, i) => i + 1)
    const sums = tf.tidy(() => {
      const rows = tf.tensor2d(values, [ids.length, columns])
      return tf.keep(tf.unsortedSegmentSum(rows, tf.tensor1d(ids, 'int32'), segments))
    })
    const wanted = new Float32Array(segments * columns)
    ids.forEach((id, r) => {
      for (let c = 0; c < columns; c++)
        if (id >= 0 && id < segments) wanted[id * columns + c]! += values[r * columns + c]!
    })
    expect(sums.shape).toEqual([segments, columns])
    expect(sums.dataSync()).toEqual(wanted)
    sums.dispose()
  })

  example('is the gradient of a look-up by a matrix of ids', async () => {
    const { tf } = await chooseBackend({ prefer })
    const gradient = tf.tidy(() => {
      const ids = tf.tensor2d(
        [
          [1, 1],
          [0, 1],
        ],
        [2, 2],
        'int32',
      )
      const weights = tf.tensor3d([
        [[1], [2]],
        [[3], [4]],
      ])
      return tf.keep(tf.grad((table) => tf.sum(tf.mul(tf.gather(table, ids), weights)))(tf.zeros([3, 1])))
    })
    expect(gradient.arraySync()).toEqual([[3], [7], [0]])
    gradient.dispose()
  })

  example('takes a vocabulary of 30,000 in one pass over the rows', async () => {
    const { tf } = await chooseBackend({ prefer })
    const start = performance.now()
    tf.tidy(() => tf.unsortedSegmentSum(tf.ones([4096, 8]), tf.zeros([4096], 'int32'), 30_000))
    expect(performance.now() - start).toBeLessThan(2000)
  })
})
