import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { baselineFile, benchProject, goodCase } from '../fixtures/bench-project.ts'
import type { Baseline } from '../src/gate/baseline.ts'
import { verifyNode, verifyUpdate } from './plugin.ts'

describe('retrieval', { timeout: 120_000 }, () => {
  test.concurrent('adds new cases, reports them everywhere, and is unchanged the second time', async ({
    onTestFinished,
  }) => {
    const suite = benchProject({
      'benchmarks/a.bench.ts': `${goodCase}
test('several', async ({ retrieval }) => {
  const bad = await retrieval.run({ name: 'bad', encoder: encoder({ wrong: 7, control: true }), dataset: toy() })
  const run = await retrieval.run({ name: 'fine', encoder: encoder(), dataset: toy() })
  expect(run).toOutperform(bad, 'AP', { setting: 'multilingual' })
  expect(bad).not.toOutperform(run, 'MAP', { setting: 'multilingual' })
  expect(bad).toMatchBaseline()
  expect(run).toMatchBaseline()
})`,
    })
    onTestFinished(suite.remove)
    const reporters = '--reporter=default --reporter=json --reporter=junit --reporter=github-actions'
    const first = await suite.vitest(`bench ${reporters}`, { env: { GITHUB_STEP_SUMMARY: suite.path('summary.md') } })
    expect(first).toMatchObject({ code: 0, output: expect.stringContaining('✓ Retrieval gate passed  3 cases: 3 new') })
    expect(first.output).toMatch(
      /case +AP mono +AP cross +AP multi +rank distance +Δ baseline +verdict\n +good +1\.000 +1\.000 +1\.000 +1 /,
    )
    expect(Object.keys((JSON.parse(suite.read(baselineFile)) as Baseline).cases)).toEqual([
      'benchmarks/a.bench.ts > good',
      'benchmarks/a.bench.ts > several > bad',
      'benchmarks/a.bench.ts > several > fine',
    ])
    expect(suite.report()).toMatchObject({
      verdict: 'passed',
      problems: [],
      environment: { command: `npx vitest bench ${reporters}` },
    })
    expect(suite.read('reports/index.html')).toContain('</html>')
    expect(readdirSync(suite.path('reports/queries'))).toHaveLength(3)
    expect(suite.read('summary.md')).toContain('| several \\> bad |')
    expect(suite.read('.vitest/junit/output.xml')).toContain('name="good"')
    const json = JSON.parse(suite.read('.vitest/json/output.json'))
    expect(json.testResults[0].assertionResults[0].meta.retrieval.runs[0].record.scores[0].value).toBe(1)

    const before = suite.read(baselineFile)
    const second = await suite.vitest('bench')
    expect(second).toMatchObject({ code: 0, output: expect.stringContaining('3 cases: 3 unchanged') })
    expect(suite.read(baselineFile)).toBe(before)
    expect(suite.leftovers()).toEqual([])
  })

  test.concurrent('lets a plain test run use the fixture and the matchers, and leaves it alone otherwise', async ({
    onTestFinished,
  }) => {
    const suite = benchProject({ 'benchmarks/a.bench.ts': goodCase, 'b.test.ts': '' })
    onTestFinished(suite.remove)
    suite.write('b.test.ts', suite.read('benchmarks/a.bench.ts').replace("'../toy.ts'", "'./toy.ts'"))
    const { code, output } = await suite.vitest('run')
    expect({ code, output }).toEqual({ code: 0, output: expect.not.stringContaining('Retrieval') })
    expect(output).toMatch(/Tests +1 passed/)
    expect(readdirSync(suite.folder)).not.toContain('reports')
    expect(readdirSync(suite.path('benchmarks'))).toEqual(['a.bench.ts'])
  })

  test.concurrent('gates the projects that have it, with one report and keys from the common root', async ({
    onTestFinished,
  }) => {
    const worse = goodCase.replace('encoder()', 'encoder({ wrong: 2 })').replace('0.9', '0.1')
    const suite = benchProject({
      'quality/a.bench.ts': goodCase,
      'packages/one/benchmarks/a.bench.ts': worse,
      'speed/b.bench.ts': "test('fast', () => { expect(1).toBe(1) })",
    })
    onTestFinished(suite.remove)
    const config = suite.read('vitest.config.ts')
    const project = (name: string, plugin = ''): string =>
      `{ ${plugin} resolve: config.resolve, test: { name: '${name}', benchmark: { include: ['${name}/*.bench.ts'] } } }`
    const list = `[${project('quality', 'plugins: [retrieval()],')}, ${project('speed')}, 'packages/one']`
    suite.write(
      'vitest.config.ts',
      `${config.replace('export default', 'const config =')}\nexport default { test: { projects: ${list} } }\n`,
    )
    suite.write('packages/one/vitest.config.ts', config)
    suite.write(
      'packages/one/benchmarks/a.bench.ts',
      suite.read('packages/one/benchmarks/a.bench.ts').replace('../toy.ts', '../../../toy.ts'),
    )

    const all = await suite.vitest('bench')
    expect(all.output.match(/Retrieval gate passed {2}2 cases: 2 new/g)).toHaveLength(1)
    expect(all.code).toBe(0)
    expect(Object.keys((JSON.parse(suite.read(baselineFile)) as Baseline).cases)).toEqual([
      'packages/one/benchmarks/a.bench.ts > good',
      'quality/a.bench.ts > good',
    ])
    const speed = await suite.vitest('bench --project speed*')
    expect(speed).toMatchObject({ code: 0, output: expect.not.stringContaining('Retrieval') })
  })
})

describe('verifyNode', () => {
  test.for(['22.19.0', '22.23.3', '24.0.0'])('accepts %s', (version) => {
    expect(() => verifyNode(version)).not.toThrow()
  })
  test.for(['18.20.0', '20.20.2', '22.11.9'])('rejects %s', (version) => {
    expect(() => verifyNode(version)).toThrow(`retrieval: Node must be 22.19 or newer; got ${version}.`)
  })
})

describe('verifyUpdate', () => {
  test.for(['bench -u', 'bench hybrid -u', 'bench --update=all', 'bench -u none', 'bench -u --shard=1/2'])(
    'accepts %s',
    (words) => {
      expect(() => verifyUpdate(words.split(' '))).not.toThrow()
    },
  )
  test('rejects a name that Vitest would take for the value of -u', () => {
    expect(() => verifyUpdate(['bench', '-u', 'hybrid'])).toThrow('Write `vitest bench hybrid -u`.')
  })
})
