import { describe, expect, test } from 'vitest'
import { baselineFile, benchProject, goodCase, verdictsOf } from '../fixtures/bench-project.ts'
import type { Baseline } from '../src/gate/baseline.ts'

describe('the end of a bench run', { timeout: 120_000 }, () => {
  test.concurrent('gates against the baseline: regressed, missing, incomparable, not compared; `-u` accepts and prunes', async ({
    onTestFinished,
  }) => {
    const cases = (wrong: number, revision: string, compared: string): string => `${goodCase}
test('worse', async ({ retrieval }) => {
  expect(await retrieval.run({ encoder: encoder({ wrong: ${wrong} }), dataset: toy() })).toMatchBaseline()
})
test('moved', async ({ retrieval }) => {
  expect(await retrieval.run({ encoder: encoder(), dataset: toy('${revision}', '${revision}') })).toMatchBaseline()
})
test('silent', async ({ retrieval }) => {
  const run = await retrieval.run({ encoder: encoder(), dataset: toy() })
  ${compared}
})`
    const gone = goodCase.replace('good', 'gone')
    const suite = benchProject({
      'benchmarks/a.bench.ts': cases(0, '1', 'expect(run).toMatchBaseline()'),
      'benchmarks/b.bench.ts': gone,
    })
    onTestFinished(suite.remove)
    await suite.vitest('bench')
    const before = suite.read(baselineFile)

    suite.write('benchmarks/a.bench.ts', suite.read('benchmarks/a.bench.ts').split('test(')[0] + cases(2, '2', ''))
    suite.write('benchmarks/b.bench.ts', suite.read('benchmarks/b.bench.ts').replace("test('gone'", "test.skip('gone'"))
    const failed = await suite.vitest('bench')
    expect(failed.code).toBe(1)
    expect(verdictsOf(suite.report())).toEqual({
      good: 'unchanged',
      worse: 'regressed',
      moved: 'incomparable',
      silent: 'new',
      gone: 'missing',
    })
    expect(failed.output).toMatch(
      /AP \(monolingual\) is 0\.\d{4}, the baseline has 1\.0000: -0\.\d{4}, tolerance 0\.0050\./,
    )
    expect(failed.output).toMatch(/The data set changed: the baseline has toy 1 \(\w{8}\), this run toy 2 \(\w{8}\)\./)
    expect(failed.output).toContain('The baseline has this case but the case was not compared with it.')
    expect(failed.output).toContain("npx vitest bench benchmarks/a.bench.ts -t 'worse'")

    const part = await suite.vitest('bench a.bench -t good')
    expect(part).toMatchObject({ code: 0, output: expect.stringContaining('1 case: 1 unchanged') })
    expect(suite.read(baselineFile)).toBe(before)

    suite.write('benchmarks/b.bench.ts', "import { test } from 'vitest'\ntest('other', () => {})\n")
    const updated = await suite.vitest('bench -u')
    expect(updated).toMatchObject({
      code: 0,
      output: expect.stringContaining('Baseline: 2 changed, 2 removed in benchmarks/baseline.json'),
    })
    expect(updated.output).toContain('removed: benchmarks/b.bench.ts > gone')
    expect(Object.keys((JSON.parse(suite.read(baselineFile)) as Baseline).cases)).toEqual(
      ['good', 'moved', 'worse'].map((name) => `benchmarks/a.bench.ts > ${name}`),
    )
  })

  test.concurrent('refuses a new case in CI, and a corrupt baseline even under `-u`', async ({ onTestFinished }) => {
    const suite = benchProject({ 'benchmarks/a.bench.ts': goodCase })
    onTestFinished(suite.remove)
    const refused = await suite.vitest('bench', { env: { CI: 'true' } })
    expect(refused).toMatchObject({
      code: 1,
      output: expect.stringContaining('does not have this case. Run `npx vitest bench -u` and commit the file.'),
    })
    expect(() => suite.read(baselineFile)).toThrow('ENOENT')

    suite.write(baselineFile, '{\n  "schema": 1,\n  "cases": {\n')
    const corrupt = await suite.vitest('bench -u')
    expect(corrupt).toMatchObject({
      code: 1,
      output: expect.stringMatching(/readBaseline: benchmarks\/baseline\.json:\d is not JSON/),
    })
    expect(suite.read(baselineFile)).toBe('{\n  "schema": 1,\n  "cases": {\n')
  })

  test.concurrent('fails without a case; tells its results where the report cannot be written', async ({
    onTestFinished,
  }) => {
    const empty = benchProject({ 'benchmarks/a.bench.ts': "test('speed', () => { expect(1).toBe(1) })" })
    onTestFinished(empty.remove)
    expect(await empty.vitest('bench')).toMatchObject({
      code: 1,
      output: expect.stringContaining('No retrieval case ran.'),
    })

    const blocked = benchProject(
      { 'benchmarks/a.bench.ts': goodCase, 'blocked/reports': 'a file' },
      "{ report: 'blocked/reports' }",
    )
    const { code, output } = await blocked.vitest('bench')
    onTestFinished(blocked.remove)
    expect(code).toBe(1)
    expect(output).toContain('The report could not be written to blocked/reports.')
    expect(output).toContain('The per-query results could not be written: ')
    expect(output).toMatch(/good +1\.000/)
    expect(() => blocked.read(baselineFile)).toThrow('ENOENT')
  })

  test.concurrent('leaves no half-written file when it is interrupted', async ({ onTestFinished }) => {
    const slow = goodCase.replace('good', 'slow').replace('encoder()', 'encoder({ wait: 600 })')
    const suite = benchProject({ 'benchmarks/a.bench.ts': `${goodCase}\n${slow}` })
    onTestFinished(suite.remove)
    await suite.vitest('bench -t good')
    const before = [baselineFile, 'reports/report.json'].map((name) => suite.read(name))
    const { code, output } = await suite.vitest('bench --reporter=verbose', {
      // The first case is over, the second under way.
      onOutput: (text, stop) => text.includes('benchmarks/a.bench.ts > good') && stop('SIGINT'),
    })
    expect(output).not.toContain('Retrieval gate')
    expect(code).not.toBe(0)
    expect([baselineFile, 'reports/report.json'].map((name) => suite.read(name))).toEqual(before)
    expect(suite.leftovers()).toEqual([])
  })
})
