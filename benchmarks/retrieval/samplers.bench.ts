import {
  adam,
  cldrEmoji,
  crossLingual,
  hybrid,
  inBatchNegatives,
  mixed,
  monolingual,
  randomEncoder,
  shuffled,
  staticEncoder,
} from 'vitest-retrieval'
import { describe, test } from 'vitest-retrieval/vitest'

const { training, evaluation } = await cldrEmoji()

describe.concurrent('samplers on CLDR emoji', () => {
  test.for([randomEncoder(), staticEncoder()])('$name', async (encoder, { retrieval, expect }) => {
    const run = await retrieval.run({ encoder, dataset: evaluation })
    expect(run).toMatchBaseline()
  })

  test.for([monolingual(), crossLingual(), hybrid(), mixed(), shuffled()])(
    '$name',
    async (sampler, { retrieval, expect }) => {
      const run = await retrieval.run({
        encoder: staticEncoder(),
        training: { pairs: training, sampler, loss: inBatchNegatives(), optimizer: adam(), steps: 200, batchSize: 128 },
        dataset: evaluation,
      })
      expect(run).toMatchBaseline()
    },
  )
})
