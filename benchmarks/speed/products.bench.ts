import { describe, expect, test } from 'vitest'
import { createKernel } from '../../src/backends/kernel/create-kernel.ts'

describe.each([
  { m: 128, k: 64, n: 128 },
  { m: 256, k: 128, n: 256 },
  { m: 256, k: 384, n: 4096 },
])('product of $m × $k and $k × $n', ({ m, k, n }) => {
  /** So many products a call that the clock's resolution does not matter. */
  const repeats = Math.ceil(2e7 / (m * k * n))

  test('SIMD is at least three times as fast as typed arrays', async ({ bench, annotate }) => {
    const run = (prefer: 'simd' | 'plain') => {
      const kernel = createKernel({ bytes: 4 * (m * k + k * n + m * n) + 64, prefer })
      const [out, a, b] = [kernel.floats(m * n), kernel.floats(m * k).fill(0.5), kernel.floats(k * n).fill(0.25)]
      return () => {
        for (let i = 0; i < repeats; i++) kernel.multiplyTransposed(out, a, b, m, k, n)
      }
    }
    const results = await bench.compare(bench('simd', run('simd')), bench('plain', run('plain')), {
      iterations: 10,
      time: 0,
      warmupIterations: 2,
    })
    const [simd, plain] = [results.get('simd').latency.p50, results.get('plain').latency.p50]
    const rate = (milliseconds: number): string => ((2 * m * k * n * repeats) / milliseconds / 1e6).toFixed(1)
    await annotate(`simd ${rate(simd)} GFLOP/s, plain ${rate(plain)}`)
    expect(plain / simd).toBeGreaterThan(3)
  })
})
