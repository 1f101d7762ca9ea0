import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  adam,
  cldrEmoji,
  crossLingual,
  hybrid,
  inBatchNegatives,
  monolingual,
  staticEncoder,
  xquadR,
} from 'vitest-retrieval'
import { describe, test } from 'vitest-retrieval/vitest'

// The encoder of samplers.bench.ts, trained on emoji and asked real questions: what it learnt does not transfer.
const folder = join(process.env['VITEST_RETRIEVAL_DATA'] ?? '', 'xquad-r')
const absent = !existsSync(folder) && 'no XQuAD-R: set VITEST_RETRIEVAL_DATA to the folder that holds xquad-r/*.json'

describe.concurrent('emoji encoder on XQuAD-R', () => {
  test('untrained', async ({ retrieval, skip, expect }) => {
    skip(Boolean(absent), String(absent))
    const run = await retrieval.run({ encoder: staticEncoder(), dataset: await xquadR(folder) })
    expect(run).toMatchBaseline()
  })

  test.for([monolingual(), crossLingual(), hybrid()])('$name', async (sampler, { retrieval, skip, expect }) => {
    skip(Boolean(absent), String(absent))
    const { training: pairs } = await cldrEmoji()
    const run = await retrieval.run({
      encoder: staticEncoder(),
      training: { pairs, sampler, loss: inBatchNegatives(), optimizer: adam(), steps: 1000, batchSize: 128 },
      dataset: await xquadR(folder),
    })
    expect(run).toMatchBaseline()
  })
})
