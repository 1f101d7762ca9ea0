import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  adamW,
  cldrEmoji,
  crossLingual,
  hybrid,
  inBatchNegatives,
  linearDecay,
  mixed,
  monolingual,
  pretrained,
  shuffled,
  warmUp,
} from 'vitest-retrieval'
import { describe, type Run, test } from 'vitest-retrieval/vitest'

// Full fine-tuning of a transformer that knows nothing yet: XLM-RoBERTa's architecture with two layers of 32 numbers and
// random weights. What it learns, it learns from the batches.
const model = join(process.env['VITEST_RETRIEVAL_ORACLE'] ?? '', 'xlmr')
const absent =
  !existsSync(model) && 'no transformer: set VITEST_RETRIEVAL_ORACLE to the folder that holds xlmr, a tiny XLM-R'
const { training: pairs, evaluation: dataset } = await cldrEmoji({ languages: ['de', 'en', 'es'] })

const runs = new Map<string, Run>()
const encoder = () => pretrained(model, { name: 'tiny-xlm-r', cache: false })

describe('fine-tuning a tiny XLM-R', () => {
  test('untrained', async ({ retrieval, skip, expect }) => {
    skip(Boolean(absent), String(absent))
    const run = await retrieval.run({ name: 'untrained', label: 'Random weights', encoder: encoder(), dataset })
    expect(run).toMatchBaseline()
  })

  test.for([monolingual(), crossLingual(), hybrid(), mixed(), shuffled()])(
    '$name',
    async (sampler, { retrieval, skip, expect }) => {
      skip(Boolean(absent), String(absent))
      const run = await retrieval.run({
        encoder: encoder(),
        training: {
          pairs,
          sampler,
          loss: inBatchNegatives({ temperature: 0.05 }),
          optimizer: adamW({ learningRate: 5e-3, clipNorm: 1 }),
          schedule: warmUp({ steps: 20, after: linearDecay() }),
          steps: 200,
          batchSize: 64,
        },
        dataset,
        seeds: [1, 2, 3],
      })
      runs.set(sampler.name, run)
      expect(run).toMatchBaseline()
    },
  )
})

describe('what the samplers teach a transformer', () => {
  /** The runs of these names; skips the test where a filter or absent data left one out. */
  function need(names: readonly string[], skip: (condition: boolean, note: string) => void): Run[] {
    const found = names.flatMap((name) => runs.get(name) ?? [])
    skip(found.length < names.length, absent || `needs the runs ${names.join(', ')}`)
    return found
  }

  test('hybrid gives back the monolingual quality that two languages a pair cost', ({ expect, skip }) => {
    const [both, cross, mono] = need(['hybrid', 'cross-lingual', 'monolingual'], skip) as [Run, Run, Run]
    expect.soft(both).toOutperform(cross, 'AP', { setting: 'monolingual' })
    expect.soft(both).toOutperform(cross, 'AP', { setting: 'multilingual' })
    // Not all of it.
    expect.soft(mono).toOutperform(both, 'AP', { setting: 'monolingual' })
  })

  test('hybrid joins the languages, which one language a batch does not', ({ expect, skip }) => {
    const [both, mono] = need(['hybrid', 'monolingual'], skip) as [Run, Run]
    expect.soft(both).toOutperform(mono, 'AP', { setting: 'cross-lingual' })
    expect.soft(both).toOutperform(mono, 'RankDistance')
  })
})
