import { describe, expect, test } from 'vitest'
import type { Tokens } from '../tokenizers/tokenizer.ts'
import { tellingLoss } from './precision-loss.ts'
import type { Runtime } from './runtime.ts'

const text: Tokens = { ids: Int32Array.of(1), first: 0, end: 1 }

/** Gives the text in place i the direction of so many degrees. */
function turning(degrees: (place: number) => number, closed: () => void = () => {}): Runtime {
  const rows = (count: number): number[] =>
    Array.from({ length: count }, (_, i) => (degrees(i) * Math.PI) / 180).flatMap((a) => [Math.cos(a), Math.sin(a)])
  return {
    name: 'turning',
    dimensions: 2,
    run: async (texts) => Float32Array.from(rows(texts.length)),
    dispose: async () => closed(),
  }
}

describe('tellingLoss', () => {
  test('tells mean and least cosine with full precision once, and gives the vectors as they are', async () => {
    const warnings: string[] = []
    let closed = 0
    // 60 degrees off in the second place: cosines 1 and ½.
    const runtime = tellingLoss(
      turning((place) => 60 * place),
      {
        exact: async () =>
          turning(
            () => 0,
            () => closed++,
          ),
        onWarning: (warning) => warnings.push(warning),
      },
    )
    const [, , x, y] = await runtime.run([text, text])
    expect([x, y]).toEqual([expect.closeTo(0.5, 6), expect.closeTo(Math.sqrt(0.75), 6)])
    await runtime.run([text])
    expect(warnings).toEqual([
      "8-bit products: on 2 texts the cosine with full precision is 0.7500 on average and 0.5000 at least. Report figures of precision 'float32'.",
    ])
    expect(closed).toBe(1)
  })
})
