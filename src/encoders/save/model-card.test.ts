import { describe, expect, test } from 'vitest'
import { runRecord } from '../../../fixtures/run-record.ts'
import type { Experiment } from '../../experiment/experiment.ts'
import { version } from '../../version.ts'
import { type CardFacts, modelCard } from './model-card.ts'

const facts: CardFacts = {
  kind: 'Static word encoder',
  dimensions: 12,
  modules: ['StaticEmbedding', 'Normalize'],
  prompts: { query: '', document: '' },
  limits: ['It knows few words.'],
}

function record(changes: Partial<Experiment['record']> = {}): Experiment['record'] {
  const { key, ...rest } = runRecord({ seeds: [1, 2] })
  return { ...rest, ...changes }
}

describe('modelCard', () => {
  test('says what the encoder is, and nothing that it was not told', () => {
    const card = modelCard(facts)
    expect(card.startsWith('---\nlibrary_name: sentence-transformers\n')).toBe(true)
    expect(card).toContain('\n# Static word encoder\n')
    expect(card).toContain(
      '12 dimensions, compared by cosine. Modules: StaticEmbedding, Normalize.\n\nIt knows few words.',
    )
    expect(card).toContain(`Saved by vitest-retrieval ${version}.`)
    expect(card).not.toMatch(/language:|base_model|license|## (Data|Training|Measures|Reproduce)|undefined|begin with/)
  })

  test('has front matter that no language or licence can break', () => {
    const card = modelCard(facts, { languages: ['no', 'zh'], license: 'mit', baseModel: 'intfloat/e5: small' })
    const [, front] = card.split('---\n')
    expect(front).toContain('language:\n- "no"\n- "zh"\nbase_model: "intfloat/e5: small"\nlicense: "mit"\n')
  })

  test('tells data, training and measures of a record', () => {
    const of = record()
    const card = modelCard(facts, { record: of, title: 'Mine', description: 'For **tests**.' })
    for (const line of [
      '# Mine\n\nFor **tests**.\n',
      'language:\n- "de"\n- "en"\n',
      `| training | toy | 1 | 6 concepts | ${of.training!.pairs.hash} |`,
      `| evaluation | toy | 1 | 4 queries, 8 documents, de en | ${of.dataset.hash} |`,
      '| sampler | hybrid |',
      '| steps | 10 |',
      '| batch size | 2 |',
      '| seeds | 1, 2 |',
      'On toy, means over the seeds 1, 2.',
      '| monolingual | AP | .5000 |',
      '| multilingual | RankDistance ↓ | 800 |',
      of.configurationHash,
      'vitest-retrieval 0.1.0 (Node 22.0.0, linux-x64, plain)',
    ]) {
      expect(card).toContain(line)
    }
  })

  test("tells one seed's values", () => {
    const of = record({ scores: [{ ...record().scores[0]!, value: 0.5, perSeed: [0.4, 0.6] }] })
    const card = modelCard(facts, { record: of, seed: 2 })
    expect(card).toContain('On toy, of seed 2.\n')
    expect(card).toContain('| monolingual | AP | .6000 |')
    expect(card).toContain('| seed | 2 |')
    expect(() => modelCard(facts, { record: of, seed: 3 })).toThrow(
      "card.seed must be one of the record's, 1, 2; got 3.",
    )
  })

  test('tells which step validation chose', () => {
    const validation = { measure: 'AP', setting: 'multilingual', curves: [[], []], chosen: [4, 8] } as const
    const of = record({ training: { ...record().training!, validation } })
    expect(modelCard(facts, { record: of, seed: 2 })).toContain('| steps | 8 of 10, chosen by AP, multilingual |')
    expect(modelCard(facts, { record: of })).toContain('| steps | 4, 8 of 10, chosen by AP, multilingual |')
  })

  test('tells nothing of training where there was none, and keeps a table whole', () => {
    const card = modelCard(facts, { record: record({ training: null, dataset: { ...record().dataset, name: 'a|b' } }) })
    expect(card).not.toContain('## Training')
    expect(card).toContain('| evaluation | a\\|b |')
  })

  test('tells the prompts', () => {
    const card = modelCard({ ...facts, prompts: { query: 'query: ', document: '' } })
    expect(card).toContain('Queries begin with "query: ", documents with ""')
  })
})
