import { staticTraining } from '../../src/encoders/static-training.ts'
import { inBatchNegatives } from '../../src/losses/in-batch-negatives.ts'
import { drawInteger, drawNormal, seeded } from '../../src/random.ts'
import { adam } from '../../src/training/adam.ts'
import { runSteps } from '../../src/training/steps.ts'

/** A training on token ids drawn at random, as peers can do it too: nothing to learn, only work. */
export interface RandomTask {
  readonly batchSize: number
  readonly dimensions: number
  readonly vocabulary: number
  readonly idsPerText: number
  /** Different batches; they recur in turn. */
  readonly batches: number
}

/** Token ids of every text: anchor and positive of row 0, of row 1, … */
export function randomIds({ batchSize, vocabulary, idsPerText, batches }: RandomTask): Int32Array {
  const random = seeded(7)
  return Int32Array.from({ length: 2 * batches * batchSize * idsPerText }, () => drawInteger(random, vocabulary))
}

/** The ids as JSON lines: {"anchor": [ids], "positive": [ids]}. */
export function jsonLines(ids: Int32Array, { idsPerText }: RandomTask): string {
  const lines: string[] = []
  for (let at = 0; at < ids.length; at += 2 * idsPerText) {
    const anchor = [...ids.subarray(at, at + idsPerText)]
    const positive = [...ids.subarray(at + idsPerText, at + 2 * idsPerText)]
    lines.push(JSON.stringify({ anchor, positive }))
  }
  return `${lines.join('\n')}\n`
}

/** Weights to start from, of the standard normal distribution, as PyTorch draws them. */
export function randomWeights({ vocabulary, dimensions }: RandomTask): Float32Array {
  const random = seeded(1)
  return Float32Array.from({ length: vocabulary * dimensions }, () => drawNormal(random))
}

export interface RandomTraining {
  readonly task: RandomTask
  readonly ids: Int32Array
  readonly weights: Float32Array
  readonly steps: number
}

/** Loss of each step, and milliseconds of each step. Temperature, direction and learning rate are those of the peer's script. */
export async function trainOnIds({
  task,
  ids,
  weights,
  steps,
}: RandomTraining): Promise<{ losses: number[]; milliseconds: number[] }> {
  const { batchSize, dimensions, vocabulary, idsPerText, batches } = task
  const starts = Int32Array.from({ length: ids.length / idsPerText + 1 }, (_, text) => text * idsPerText)
  const training = {
    dimensions,
    buckets: vocabulary,
    textsPerStep: 2 * batchSize,
    features: { ids, starts },
    initial: weights,
  }
  // Made before the clock runs, as the peer's are.
  const packed = Array.from({ length: batches }, (_, batch) => {
    const rows = Array.from({ length: batchSize }, (_, row) => batch * batchSize + row)
    return Int32Array.from([...rows.map((row) => 2 * row), ...rows.map((row) => 2 * row + 1), ...rows])
  })
  let drawn = 0
  const milliseconds: number[] = []
  let last = performance.now()
  const { losses } = await runSteps(
    staticTraining(training, () => weights),
    {
      loss: inBatchNegatives({ temperature: 0.05, symmetric: false }),
      optimizer: adam({ learningRate: 0.02 }),
      learningRates: new Float64Array(steps).fill(0.02),
      batchSize,
      nextBatches: () => packed[drawn++ % batches]!,
      onStep() {
        milliseconds.push(performance.now() - last)
        last = performance.now()
      },
    },
  )
  return { losses: [...losses], milliseconds }
}
