import { describe, expect, test } from 'vitest'
import { tinyTransformer } from '../../../fixtures/tiny-transformer.ts'
import { chooseBackend } from '../../backends/tensorflow/choose-backend.ts'
import { paddedBatch } from '../padded-batch.ts'
import { openModel } from './open-model.ts'
import { pooled, poolingWeights } from './pooling.ts'

/** Two texts: of 4 tokens, of which the second and third are pooled; of 2, which both are. */
const batch = paddedBatch(
  [
    { ids: Int32Array.of(5, 6, 7, 8), first: 1, end: 3 },
    { ids: Int32Array.of(5, 6), first: 0, end: 2 },
  ],
  { padding: 0, vocabulary: 10, length: 4 },
)

describe('poolingWeights', () => {
  const root = Math.fround(1 / Math.sqrt(2))
  test.each([
    ['cls', [0, 1, 0, 0], [1, 0, 0, 0]],
    ['last-token', [0, 0, 1, 0], [0, 1, 0, 0]],
    ['mean', [0, 0.5, 0.5, 0], [0.5, 0.5, 0, 0]],
    ['mean-sqrt-length', [0, root, root, 0], [root, root, 0, 0]],
    ['weighted-mean', [0, 2 / 5, 3 / 5, 0], [1 / 3, 2 / 3, 0, 0]],
  ] as const)('are for %s those of the pooled tokens', (mode, first, second) => {
    expect(poolingWeights(batch, mode)).toEqual(Float32Array.of(...first, ...second))
  })
})

describe('pooled', () => {
  test('puts several modes side by side, the greatest of pooled tokens alone', async () => {
    const { tf } = await chooseBackend({ prefer: 'wasm' })
    const model = await openModel(tf, tinyTransformer({ family: 'bert', modes: ['max', 'cls'] }))
    // Row r is r in its first half and −r in its second.
    const states = Float32Array.from({ length: 8 * 8 }, (_, i) => Math.floor(i / 8) * (i % 8 < 4 ? 1 : -1))
    const result = tf.tidy(() => pooled({ model, batch }, tf.tensor2d(states, [8, 8])))
    const four = (value: number): number[] => new Array(4).fill(value)
    expect(await result.array()).toEqual([
      [...four(2), ...four(-1), ...four(1), ...four(-1)],
      [...four(5), ...four(-4), ...four(4), ...four(-4)],
    ])
    result.dispose()
    model.dispose()
  })
})
