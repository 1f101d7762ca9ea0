import { describe, expect, test } from 'vitest'
import { createKernel } from '../backends/kernel/create-kernel.ts'
import { adam, adamOptions } from './adam.ts'

/** Steps of a table of 3 rows × 2 columns; each step gives gradients for some rows. */
function steps(gradients: readonly (readonly [id: number, ...gradient: [number, number]])[][], learningRate: number) {
  const kernel = createKernel({ bytes: 4096 })
  const table = kernel.floats(6).fill(1)
  const update = adam({ learningRate }).start(kernel, table)
  const [ids, vectors] = [kernel.integers(3), kernel.floats(6)]
  const bags = { ids: kernel.integers(3), starts: kernel.integers(4) }
  bags.ids.set([0, 1, 2])
  bags.starts.set([0, 1, 2, 3])
  for (const [i, step] of gradients.entries()) {
    ids.set(step.map(([id]) => id))
    vectors.set(step.flatMap(([, ...gradient]) => gradient))
    update({ ids, vectors, bags: { ...bags, count: step.length } }, { columns: 2, step: i + 1, learningRate })
  }
  return [...table]
}

describe('adam', () => {
  test('moves by the learning rate against the sign at first', () => {
    expect(steps([[[1, 5, -0.001]]], 0.1)).toEqual([1, 1, expect.closeTo(0.9, 5), expect.closeTo(1.1, 5), 1, 1])
  })

  test('follows the algorithm over several steps, whatever else is in the table', () => {
    let [weight, mean, square] = [1, 0, 0]
    for (const [i, g] of [0.3, -0.2, 0.5].entries()) {
      mean = 0.9 * mean + 0.1 * g
      square = 0.999 * square + 0.001 * g * g
      weight -= (0.1 * (mean / (1 - 0.9 ** (i + 1)))) / (Math.sqrt(square / (1 - 0.999 ** (i + 1))) + 1e-8)
    }
    const table = steps(
      [
        [[2, 0.3, 1]],
        [
          [0, 1, 1],
          [2, -0.2, 1],
        ],
        [[2, 0.5, 1]],
      ],
      0.1,
    )
    expect(table[4]).toBeCloseTo(weight, 5)
  })

  test('is lazy: a row without a gradient rests, and its moments with it', () => {
    const [, , ...rest] = steps([[[0, 1, 1]], [], []], 0.1)
    expect(rest).toEqual([1, 1, 1, 1])
    expect(steps([[[0, 1, 1]], [], []], 0.1)).toEqual(steps([[[0, 1, 1]]], 0.1))
  })

  test.each([
    ['learningRate', 0],
    ['learningRate', Number.NaN],
    ['beta1', 1],
    ['beta2', -0.1],
    ['epsilon', 0],
    ['epsilon', 1e-50],
  ])('rejects %s of %f', (name, value) => {
    expect(() => adam({ [name]: value })).toThrow(`adam: ${name} must be`)
  })

  test('knows its own making, and not a copy that may differ', () => {
    expect(adamOptions(adam({ beta1: 0.5 }))).toEqual({ learningRate: 0.02, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 })
    expect(adamOptions({ ...adam() })).toBeUndefined()
  })
})
