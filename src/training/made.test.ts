import { expect, test } from 'vitest'
import { beginning, continued } from './made.ts'

const part = (losses: Float64Array, state = new Map()) => ({ state, losses, kernel: 'simd', seconds: 2 })

test('parts of a training go on from each other', () => {
  const last = new Map([['table', Float32Array.of(1)]])
  const made = continued(continued(beginning, part(Float64Array.of(3, 2))), part(Float64Array.of(1), last))
  expect(made).toEqual({
    ...beginning,
    done: 3,
    state: last,
    losses: Float64Array.of(3, 2, 1),
    seconds: 4,
    kernel: 'simd',
  })
})

test('a training may have more steps than a call has arguments', () => {
  const steps = 1_000_000
  const { done, losses } = continued(beginning, part(new Float64Array(steps).fill(0.5)))
  expect([done, losses.length, losses.at(-1)]).toEqual([steps, steps, 0.5])
})
