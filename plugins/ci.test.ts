import { describe, expect, test } from 'vitest'
import { benchProject, goodCase } from '../fixtures/bench-project.ts'
import { readHistory } from '../src/gate/history-file.ts'

const historyFile = 'benchmarks/history.jsonl'

describe('what a job sees of a run', { timeout: 120_000 }, () => {
  test.concurrent('annotations of what Vitest has none of, measures in JUnit, a summary', async ({
    onTestFinished,
  }) => {
    const worse = `
test('worse', async ({ retrieval }) => {
  expect(await retrieval.run({ encoder: encoder(), dataset: toy() })).toMatchBaseline()
})`
    const suite = benchProject({
      'benchmarks/a.bench.ts': goodCase + worse,
      'benchmarks/b.bench.ts': goodCase.replace('good', 'gone'),
    })
    onTestFinished(suite.remove)
    await suite.vitest('bench')
    for (const [file, from, to] of [
      ['a', 'toMatchBaseline()\n})\ntest', 'toMatchBaseline()\n})\n\ntest'],
      [
        'a',
        'run({ encoder: encoder(), dataset: toy() })).to',
        'run({ encoder: encoder({ wrong: 3 }), dataset: toy() })).to',
      ],
      ['b', "test('gone'", "test.skip('gone'"],
    ] as const) {
      const path = `benchmarks/${file}.bench.ts`
      suite.write(path, suite.read(path).replace(from, to))
    }
    const env = {
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: suite.path('summary.md'),
      GITHUB_WORKSPACE: suite.folder,
    }
    const { code, output } = await suite.vitest('bench --reporter=junit --reporter=github-actions', { env })
    expect(code).toBe(1)
    const annotations = output.split('\n').filter((line) => line.startsWith('::'))
    expect(annotations).toEqual([
      expect.stringMatching(/^::error file=.*a\.bench\.ts,title=.* > worse,line=10,/),
      expect.stringMatching(/^::error file=benchmarks\/b\.bench\.ts,line=3,title=Retrieval gate%3A gone::.* skipped/),
    ])
    expect(suite.read('summary.md')).toMatch(/^\| 🔴 regressed \| worse \| AP [a-z-]+ /m)
    expect(suite.report().outcome).toEqual({ kind: 'worse', cases: { unchanged: 1, regressed: 1, missing: 1 } })

    const [good, bad] = suite.read('.vitest/junit/output.xml').split('<testcase ').slice(1)
    expect(good).toMatch(/<property name="AP \(monolingual\)" value="1">.*<property name="verdict" value="unchanged">/s)
    expect(bad).toMatch(
      /<property name="AP \(monolingual\)" value="0\.\d+">.*<property name="verdict" value="regressed">/s,
    )
    expect(output).not.toContain('::notice')
  })

  test.concurrent('keeps a history of whole runs, passed or failed', async ({ onTestFinished }) => {
    const suite = benchProject({ 'benchmarks/a.bench.ts': goodCase }, `{ history: '${historyFile}' }`)
    onTestFinished(suite.remove)
    await suite.vitest('bench')
    await suite.vitest('bench a.bench')
    await suite.vitest('bench -t good')
    expect(readHistory(suite.path(historyFile))).toHaveLength(1)
    suite.write(
      'benchmarks/a.bench.ts',
      suite.read('benchmarks/a.bench.ts').replace('encoder()', 'encoder({ wrong: 5 })'),
    )
    expect((await suite.vitest('bench')).code).toBe(1)
    const values = readHistory(suite.path(historyFile))?.map(({ scores }) => scores['AP']?.monolingual)
    expect(values).toEqual([1, expect.closeTo(0.5, 0)])
    expect(suite.read('reports/index.html')).toContain('Line chart over 2 runs')

    suite.write(historyFile, `torn\n${suite.read(historyFile)}`)
    const { code, output } = await suite.vitest('bench')
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringContaining('readHistory: benchmarks/history.jsonl:1: the line is not JSON.'),
    })
    expect(suite.report().problems).toEqual([expect.stringContaining('benchmarks/history.jsonl:1')])
  })

  test.concurrent('has a report.json that knows where the page could not be written', async ({ onTestFinished }) => {
    const suite = benchProject({ 'benchmarks/a.bench.ts': goodCase, 'reports/index.html/taken': '' })
    onTestFinished(suite.remove)
    expect((await suite.vitest('bench')).code).toBe(1)
    expect(suite.report()).toMatchObject({
      verdict: 'failed',
      outcome: { kind: 'undecided' },
      problems: [expect.stringContaining('The report could not be written to reports.')],
    })
    expect(suite.leftovers()).toEqual([])
  })
})
