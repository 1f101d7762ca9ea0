import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Language, pretrained, type Setting, xquadR, xquadRLanguages } from 'vitest-retrieval'
import { describe, type Run, test } from 'vitest-retrieval/vitest'
import { projectionProtocol } from './projection-protocol.ts'

// A pretrained multilingual encoder, E5-small, zero-shot on XQuAD-R, and what each sampler's batches do to a projection
// trained on top of it: on half of the articles, asked about another quarter.
const model = join(process.env['VITEST_RETRIEVAL_MODELS'] ?? '', 'multilingual-e5-small-pruned')
const data = join(process.env['VITEST_RETRIEVAL_DATA'] ?? '', 'xquad-r')
const absent =
  (!existsSync(model) && 'no E5: set VITEST_RETRIEVAL_MODELS to the folder that holds multilingual-e5-small-pruned') ||
  (!existsSync(data) && 'no XQuAD-R: set VITEST_RETRIEVAL_DATA to the folder that holds xquad-r/*.json')

const settings: readonly Setting[] = ['monolingual', 'cross-lingual', 'multilingual']

/** Texts are encoded once, then kept in the cache: three languages take about two minutes, eleven about six. */
const scopes = [
  {
    scope: 'three languages',
    languages: ['ar', 'en', 'zh'] as readonly Language[],
    left: false as string | false,
    whole: { atLeast: [0.808, 0.6, 0.352], distance: 408 },
  },
  {
    scope: 'eleven languages',
    languages: xquadRLanguages,
    left: process.env['VITEST_RETRIEVAL_LANGUAGES'] !== 'all' && 'eleven languages: set VITEST_RETRIEVAL_LANGUAGES=all',
    whole: { atLeast: [0.798, 0.638, 0.296], distance: 1224 },
  },
]

describe.for(scopes)('E5-small, $scope', ({ scope, languages, left, whole }) => {
  const e5 = () => pretrained(model, { name: 'e5-small', prompts: { query: 'query: ', document: 'passage: ' } })
  const unavailable = absent || left

  test('zero-shot', async ({ retrieval, skip, expect }) => {
    skip(Boolean(unavailable), String(unavailable))
    const run = await retrieval.run({ encoder: e5(), dataset: await xquadR(data, { languages }) })
    for (const [i, setting] of settings.entries()) expect.soft(run).toReach('AP', whole.atLeast[i]!, { setting })
    expect.soft(run).toReach('RankDistance', whole.distance)
    expect.soft(run).toMatchBaseline()
  })

  const { need } = projectionProtocol({ data, languages, encoder: e5, unavailable, gated: true })

  describe('what the samplers teach', () => {
    const multilingual = { setting: 'multilingual' } as const

    test('in one pool: languages mixed < one language a batch < two languages a pair', ({ expect, skip }) => {
      const [mix, mono, cross] = need(['mixed', 'monolingual', 'cross-lingual'], skip) as [Run, Run, Run]
      expect.soft(mono).toOutperform(mix, 'AP', multilingual)
      expect.soft(cross).toOutperform(mono, 'AP', multilingual)
      expect.soft(cross).toOutperform(mono, 'RankDistance')
    })

    test('hybrid keeps most of what two languages a pair teach, and no more', ({ expect, skip }) => {
      const [both, mono, cross] = need(['hybrid', 'monolingual', 'cross-lingual'], skip) as [Run, Run, Run]
      expect.soft(both).toOutperform(mono, 'AP', multilingual)
      expect.soft(both).toOutperform(mono, 'RankDistance')
      expect.soft(both).toReach('AP', cross.score('AP', multilingual) - 0.02, multilingual)
      expect.soft(both).not.toOutperform(cross, 'AP', multilingual)
      // With three languages a pair of two recurs often enough in half of the batches; with eleven it shows.
      if (scope === 'eleven languages') expect.soft(cross).toOutperform(both, 'AP', multilingual)
    })

    test('two languages a pair cost no monolingual quality that a hybrid could give back', ({ expect, skip }) => {
      const [both, cross] = need(['hybrid', 'cross-lingual'], skip) as [Run, Run]
      expect.soft(cross).toReach('AP', both.score('AP', { setting: 'monolingual' }) - 0.005, { setting: 'monolingual' })
    })
  })
})
