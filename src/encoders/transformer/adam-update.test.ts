import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { chooseBackend } from '../../backends/tensorflow/choose-backend.ts'
import { adamSettings, adamW } from '../../training/adam.ts'
import { adamUpdate } from './adam-update.ts'
import { openMoments, stateOf } from './training-state.ts'

const { tf, memory } = await chooseBackend({ prefer: 'wasm' })

interface Run {
  readonly start: readonly number[]
  /** One for each step, as long as `start`. */
  readonly gradients: readonly (readonly number[])[]
  readonly weightDecay?: number
  readonly clipNorm?: number
}

/** Parameters and moments after some steps at learning rate .1, the parameters split into two arrays. */
async function updated({ start, gradients, ...options }: Run) {
  const settings = adamSettings(adamW({ learningRate: 0.1, ...options }))!
  const parts = [start.slice(0, 1), start.slice(1)]
  const values = new Map(parts.map((part, i) => [`p${i}`, tf.tidy(() => tf.variable(tf.tensor1d([...part])))]))
  const variables = openMoments(tf, values, undefined)
  for (const [i, gradient] of gradients.entries()) {
    const tensors = [tf.tensor1d(gradient.slice(0, 1)), tf.tensor1d(gradient.slice(1))]
    adamUpdate(tf, variables, tensors, { step: i + 1, learningRate: 0.1, settings })
    tf.dispose(tensors)
  }
  const state = await stateOf(variables)
  tf.dispose(variables.flatMap(({ value, mean, square }) => [value, mean, square]))
  return { values: [...state.get('p0')!, ...state.get('p1')!], state }
}

/** PyTorch's AdamW in 64 bits. */
function naive({ start, gradients, weightDecay = 0.01, clipNorm = Number.POSITIVE_INFINITY }: Run): number[] {
  const [mean, square] = [start.map(() => 0), start.map(() => 0)]
  return gradients.reduce<number[]>(
    (values, gradient, i) => {
      const factor = Math.min(1, clipNorm / Math.hypot(...gradient))
      return values.map((value, p) => {
        const g = gradient[p]! * factor
        mean[p] = 0.9 * mean[p]! + 0.1 * g
        square[p] = 0.999 * square[p]! + 0.001 * g * g
        const spread = Math.sqrt(square[p] / (1 - 0.999 ** (i + 1))) + 1e-8
        return value * (1 - 0.1 * weightDecay) - ((0.1 / (1 - 0.9 ** (i + 1))) * mean[p]) / spread
      })
    },
    [...start],
  )
}

describe('adamUpdate', () => {
  test('moves each number by the learning rate against its gradient in the first step, after the decay', async () => {
    const { values, state } = await updated({ start: [2, -1, 0], gradients: [[0.5, -3, 0]], weightDecay: 0.5 })
    expect(values[0]).toBeCloseTo(2 * 0.95 - 0.1, 5)
    expect(values[1]).toBeCloseTo(-1 * 0.95 + 0.1, 5)
    expect(values[2]).toBe(0)
    expect([...state.keys()]).toEqual(['p0', 'mean.p0', 'square.p0', 'p1', 'mean.p1', 'square.p1'])
    expect(state.get('mean.p0')![0]).toBeCloseTo(0.05, 6)
    expect(state.get('square.p0')![0]).toBeCloseTo(0.00025, 8)
  })

  test('goes on moving a number whose gradient is 0 from then on, as PyTorch does and a table of rows does not', async () => {
    const { values } = await updated({
      start: [1, 1],
      gradients: [
        [1, 1],
        [0, 0],
      ],
      weightDecay: 0,
    })
    expect(values[0]).toBeLessThan(0.85)
  })

  // In steps of .01: the square of a much smaller gradient is lost in 32 bits.
  const number = fc.integer({ min: -200, max: 200 }).map((hundredths) => hundredths / 100)
  const numbers = fc.array(number, { minLength: 3, maxLength: 3 })
  test.prop([numbers, fc.array(numbers, { minLength: 1, maxLength: 4 }), fc.constantFrom(undefined, 0.5, 2)], {
    numRuns: 40,
  })('is the naive one, clipped by the length of all arrays together', async (start, gradients, clipNorm) => {
    const run = { start, gradients, ...(clipNorm !== undefined && { clipNorm }) }
    const { values } = await updated(run)
    for (const [i, right] of naive(run).entries()) expect(values[i]).toBeCloseTo(right, 4)
  })

  test('leaves no tensor behind', async () => {
    const before = memory()
    await updated({
      start: [1, 2],
      gradients: [
        [1, 1],
        [2, 2],
      ],
      clipNorm: 1,
    })
    expect(memory()).toEqual(before)
  })
})
