import { describe, expect, test } from 'vitest'
import { projectionTraining } from '../../src/encoders/projection/projection-training.ts'
import { inBatchNegatives } from '../../src/losses/in-batch-negatives.ts'
import { median } from '../../src/median.ts'
import { drawInteger, drawNormal, seeded } from '../../src/random.ts'
import { adamW } from '../../src/training/adam.ts'
import { runSteps } from '../../src/training/steps.ts'

const [dimensions, texts, batchSize, steps] = [384, 5000, 100, 200]

describe('projection of frozen vectors, batch 100 × 384', () => {
  const frozen = unitVectors()

  test.for([
    { head: { kind: 'linear' }, most: 10 },
    { head: { kind: 'low-rank', inner: 64 }, most: 10 },
    // Products of five times the linear head's size.
    { head: { kind: 'two-layer', inner: 768 }, most: 40 },
  ] as const)('a step of the $head.kind head takes at most $most ms', async ({ head, most }, { bench, annotate }) => {
    const random = seeded(3)
    const milliseconds: number[] = []
    const processor: number[] = []
    let kernel = ''
    await bench(`${steps} steps`, async () => {
      let [last, lastUsage] = [performance.now(), process.cpuUsage()]
      const training = { head, dimensions, textsPerStep: 2 * batchSize, frozen, initial: 1 }
      const made = await runSteps(projectionTraining(training), {
        loss: inBatchNegatives({ temperature: 0.02, symmetric: false }),
        optimizer: adamW({ learningRate: 1e-4 }),
        learningRates: new Float64Array(steps).fill(1e-4),
        batchSize,
        nextBatches: () =>
          Int32Array.from({ length: 3 * batchSize }, (_, i) => (i < 2 * batchSize ? drawInteger(random, texts) : i)),
        onStep() {
          const { user, system } = process.cpuUsage(lastUsage)
          milliseconds.push(performance.now() - last)
          processor.push((user + system) / 1000)
          last = performance.now()
          lastUsage = process.cpuUsage()
        },
      })
      kernel = made.kernel
    }).run({ iterations: 1, time: 0, warmup: false })
    await annotate(
      `median ${median(milliseconds).toFixed(1)} ms a step (${kernel}), ${median(processor).toFixed(1)} ms of processor time`,
    )
    expect(kernel).toBe('simd')
    expect(median(milliseconds)).toBeLessThan(most)
  })
})

function unitVectors(): Float32Array {
  const random = seeded(2)
  const data = Float32Array.from({ length: texts * dimensions }, () => drawNormal(random))
  for (let at = 0; at < data.length; at += dimensions) {
    const vector = data.subarray(at, at + dimensions)
    const length = Math.hypot(...vector)
    for (const [i, value] of vector.entries()) vector[i] = value / length
  }
  return data
}
