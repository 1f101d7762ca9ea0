import { describe, expect, test } from 'vitest'
import { createKernel } from '../backends/kernel/create-kernel.ts'
import { type AdamWOptions, adam, adamSettings, adamW } from './adam.ts'

/** Steps of a table of 3 rows × 2 columns; each step gives gradients for some rows. */
function steps(gradients: readonly (readonly [id: number, ...gradient: [number, number]])[][], learningRate: number) {
  const kernel = createKernel({ bytes: 4096 })
  const table = kernel.floats(6).fill(1)
  const update = adam({ learningRate }).start(kernel, table, kernel.floats(2 * table.length))
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
    expect(adamSettings(adam({ beta1: 0.5 }))).toMatchObject({ learningRate: 0.02, beta1: 0.5, weightDecay: 0 })
    expect(adamSettings({ ...adam() })).toBeUndefined()
  })
})

describe('adamW', () => {
  const updated = (options: AdamWOptions, gradient: readonly number[], of = adamW): number[] => {
    const kernel = createKernel({ bytes: 4096 })
    const table = kernel.floats(4).fill(1)
    const [vectors, rows, ids, starts] = [kernel.floats(2), kernel.integers(1), kernel.integers(1), kernel.integers(2)]
    vectors.set(gradient)
    rows[0] = 1
    starts[1] = 1
    const update = of(options).start(kernel, table, kernel.floats(8))
    update({ ids: rows, vectors, bags: { ids, starts, count: 1 } }, { columns: 2, step: 1, learningRate: 0.1 })
    return [...table]
  }

  test('first takes rate × decay off the weights that have a gradient, then steps as Adam', () => {
    // The first step is the rate, in the gradient's direction: 1 · (1 − 0.1 · 0.5) − 0.1 and + 0.1.
    const [a, b, c, d] = updated({ weightDecay: 0.5 }, [3, -7])
    expect([a, b]).toEqual([1, 1])
    expect(c).toBeCloseTo(0.85, 5)
    expect(d).toBeCloseTo(1.05, 5)
  })

  test('without decay and clipping is Adam', () => {
    expect(updated({ weightDecay: 0 }, [3, -7])).toEqual(updated({}, [3, -7], adam))
  })

  test('scales a gradient that is longer than the limit, and leaves a shorter one', () => {
    // With ε = 1 a first step is rate · g ÷ (|g| + 1); the gradient (3, 4) has the length 5, limited to 1: (0.6, 0.8).
    const clipped = updated({ weightDecay: 0, epsilon: 1, clipNorm: 1 }, [3, 4])
    expect(clipped[2]).toBeCloseTo(1 - 0.1 * (0.6 / 1.6), 5)
    expect(clipped[3]).toBeCloseTo(1 - 0.1 * (0.8 / 1.8), 5)
    expect(updated({ epsilon: 1, clipNorm: 5.1 }, [3, 4])).toEqual(updated({ epsilon: 1 }, [3, 4]))
  })

  test.each([
    [{ weightDecay: -1 }, 'adamW: weightDecay must be a number of at least 0; got -1'],
    [{ clipNorm: 0 }, 'adamW: clipNorm must be a positive number; got 0'],
    [{ learningRate: 0 }, 'adamW: learningRate must be a positive number; got 0'],
  ])('rejects %j', (options, message) => {
    expect(() => adamW(options)).toThrow(message)
  })
})
