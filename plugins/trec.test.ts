import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BenchProject, benchProject, goodCase } from '../fixtures/bench-project.ts'
import { measureRun } from '../src/evaluation/measure-run.ts'

describe('retrieval({ trec: true })', () => {
  let suite: BenchProject

  beforeAll(async () => {
    const wrong = goodCase
      .replace("'good'", "'wrong'")
      .replace('encoder()', 'encoder({ wrong: 3 })')
      .replace(/expect.*\n/g, '')
    suite = benchProject({ 'benchmarks/a.bench.ts': `${goodCase}\n${wrong}` }, '{ trec: true }')
    await suite.vitest('bench -u')
  }, 120_000)

  afterAll(() => suite.remove())

  test('writes runs and judgements that score as the suite did', async () => {
    const names = readdirSync(suite.path('reports/trec')).sort()
    expect(names.map((name) => name.replace(/[0-9a-f]{8}/, 'HASH'))).toEqual([
      'benchmarks-a-bench-ts-good-HASH.qrels',
      'benchmarks-a-bench-ts-good-HASH.run.gz',
      'benchmarks-a-bench-ts-wrong-HASH.qrels',
      'benchmarks-a-bench-ts-wrong-HASH.run.gz',
    ])
    const { cases } = suite.report()
    for (const { test, run } of cases) {
      const name = names.find((each) => each.includes(`-${test}-`))!.replace('.qrels', '')
      const files = {
        run: join(suite.path('reports/trec'), `${name}.run.gz`),
        qrels: join(suite.path('reports/trec'), `${name}.qrels`),
      }
      const { overall } = await measureRun({ ...files, measures: ['AP', 'nDCG@10', 'RR'] })
      for (const [measure, value] of overall) {
        const own = run?.scores.find((each) => each.measure === measure && each.setting === 'multilingual')
        expect(value).toBeCloseTo(own?.value ?? Number.NaN, 9)
      }
    }
  })
})
