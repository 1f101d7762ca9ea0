import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { benchProject, verdictsOf } from '../fixtures/bench-project.ts'

const src = fileURLToPath(new URL('../src', import.meta.url))
const source = (name: string): string => JSON.stringify(join(src, name))

test('a search of an index stands in the suite, and has the scores of the run that ranks the same vectors', {
  timeout: 120_000,
}, async ({ onTestFinished }) => {
  const suite = benchProject({
    'benchmarks/a.bench.ts': `
import { embed } from ${source('evaluation/embed.ts')}
import { exactIndex } from ${source('indexes/exact-index.ts')}
const toReach = (run) => {
  expect(run).toReach('AP', 0.7, { setting: 'multilingual' })
  expect(run).toMatchBaseline()
}
const measures = ['AP']
test('ranked', async ({ retrieval }) => {
  toReach(await retrieval.run({ encoder: encoder({ wrong: 2 }), dataset: toy(), measures }))
})
test('searched', async ({ retrieval }) => {
  const dataset = toy()
  const source = encoder({ wrong: 2 })
  const made = source.create()
  const { queries, documents } = await embed({ encoder: made, name: 'toy', dataset })
  const index = await exactIndex({ dimensions: made.dimensions })
  await index.add(dataset.documents, documents)
  toReach(await retrieval.score({ index, queries, k: 16, dataset, measures, name: 'index', encoder: { name: 'toy', configuration: source.configuration } }))
})`,
  })
  onTestFinished(suite.remove)
  const { code, output } = await suite.vitest('bench')
  expect([code, code === 0 ? '' : output]).toEqual([0, ''])
  const report = suite.report()
  expect(verdictsOf(report)).toEqual({ ranked: 'new', searched: 'new' })
  const [ranked, searched] = report.cases.map(({ run }) => run!)
  expect(searched!.scores).toEqual(ranked!.scores)
  expect(searched!.configuration).toMatchObject({ search: { kind: 'exact', k: 16 } })
})
