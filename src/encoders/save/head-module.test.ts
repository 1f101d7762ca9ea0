import { describe, expect, test } from 'vitest'
import { createKernel } from '../../backends/kernel/create-kernel.ts'
import { drawNormal, seeded } from '../../random.ts'
import { type HeadShape, headBytes, headRows, openHead } from '../projection/head.ts'
import { headModule } from './head-module.ts'

describe('headModule', () => {
  test('turns x W round: rows of the weight are outputs', () => {
    expect(headModule({ kind: 'linear' }, Float32Array.of(1, 2, 3, 4), 2)).toEqual({
      inputs: 2,
      outputs: 2,
      activation: 'identity',
      weight: Float32Array.of(1, 3, 2, 4),
      bias: new Float32Array(2),
    })
  })

  test.each<HeadShape>([{ kind: 'linear' }, { kind: 'low-rank', inner: 3 }])(
    'computes what the head computes: %j',
    (shape) => {
      const [d, count] = [5, 4]
      const random = seeded(3)
      const kernel = createKernel({ bytes: headBytes(shape, d, count) + 8 * count * d + 64 })
      const head = openHead(kernel, shape, { dimensions: d, most: count })
      const table = Float32Array.from({ length: headRows(shape, d) * d }, () => drawNormal(random))
      head.table.set(table)
      const [x, out] = [kernel.floats(count * d), kernel.floats(count * d)]
      for (let i = 0; i < x.length; i++) x[i] = drawNormal(random)
      head.forward(out, x, count)
      const { weight } = headModule(shape, table, d)
      for (let row = 0; row < count; row++) {
        for (let i = 0; i < d; i++) {
          let sum = 0
          for (let j = 0; j < d; j++) sum += x[row * d + j]! * weight[i * d + j]!
          expect(sum).toBeCloseTo(out[row * d + i]!, 5)
        }
      }
    },
  )

  test('refuses a head with an activation', () => {
    expect(() => headModule({ kind: 'two-layer', inner: 2 }, new Float32Array(18), 3)).toThrow(
      /must be linear or low-rank.*got two-layer.*Train a linear one/,
    )
  })
})
