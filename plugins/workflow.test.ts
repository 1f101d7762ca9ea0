import { cpSync, existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type BenchProject, baselineFile, benchProject, goodCase, verdictsOf } from '../fixtures/bench-project.ts'

const page = readFileSync(new URL('../docs/ci.md', import.meta.url), 'utf8')
const workflow = /```yaml\n(.*?)```/s.exec(page)?.[1] ?? ''

interface Job {
  /** What its steps run after `npx vitest `. */
  readonly commands: readonly string[]
  /** What its last step uploads. */
  readonly uploads: readonly string[]
}

function job(name: string): Job {
  const text = new RegExp(`^ {2}${name}:\\n((?: {4}.*\\n)+)`, 'm').exec(workflow)?.[1] ?? ''
  const runs = [...text.matchAll(/- run: (.*)/g)].map(([, command]) => command as string)
  const uploads = [...text.matchAll(/path: \|\n((?: {12}.*\n)+)/g)].flatMap(
    ([, paths]) => paths?.trim().split(/\s+/) ?? [],
  )
  // The packages of a project within this one are here already.
  return { commands: runs.filter((run) => run !== 'npm ci').map((run) => run.replace(/^npx vitest /, '')), uploads }
}

/** As between machines: what one uploads, another finds at the same place. */
function carry(paths: readonly string[], from: BenchProject, to: BenchProject): void {
  for (const path of paths) if (existsSync(from.path(path))) cpSync(from.path(path), to.path(path), { recursive: true })
}

describe('the workflow of docs/ci.md', { timeout: 180_000 }, () => {
  const worse = goodCase.replace('encoder()', 'encoder({ wrong: 3 })').replace('0.9', '0.1')
  const files = { 'benchmarks/a.bench.ts': goodCase, 'benchmarks/b.bench.ts': goodCase.replace('good', 'fine') }
  const changed = { ...files, 'benchmarks/b.bench.ts': worse.replace('good', 'fine') }
  const [measure, gate] = [job('measure'), job('gate')]

  test('measures in shards, and gates what they merged to', async ({ onTestFinished }) => {
    expect([measure.commands.length, gate.commands.length]).toEqual([1, 1])
    const home = benchProject(files)
    onTestFinished(home.remove)
    const [, update] = /^ {4}npx vitest (bench -u)$/m.exec(page) ?? []
    expect((await home.vitest(update ?? '')).code).toBe(0)

    const gateOf = async (content: Readonly<Record<string, string>>) => {
      const last = benchProject(content)
      onTestFinished(last.remove)
      const codes: (number | null)[] = []
      for (const shard of ['1', '2']) {
        const machine = benchProject(content)
        onTestFinished(machine.remove)
        cpSync(home.path('benchmarks'), machine.path('benchmarks'), { recursive: true, filter: isNoBench })
        const env = { CI: 'true', GITHUB_ACTIONS: 'true' }
        const { code } = await machine.vitest(measure.commands[0]!.replace(/\$\{\{ matrix\.shard \}\}/, shard), { env })
        codes.push(code)
        carry(measure.uploads, machine, last)
      }
      cpSync(home.path('benchmarks'), last.path('benchmarks'), { recursive: true, filter: isNoBench })
      const env = { CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: last.path('summary.md') }
      return { last, codes, ...(await last.vitest(gate.commands[0]!, { env })) }
    }

    const passed = await gateOf(files)
    expect({ codes: passed.codes, code: passed.code, output: passed.output }).toEqual({
      codes: [0, 0],
      code: 0,
      output: expect.stringContaining('2 cases: 2 unchanged'),
    })
    expect(verdictsOf(passed.last.report())).toEqual({ good: 'unchanged', fine: 'unchanged' })
    for (const path of gate.uploads) expect(existsSync(passed.last.path(path))).toBe(true)
    expect(passed.last.read(baselineFile)).toBe(home.read(baselineFile))

    const failed = await gateOf(changed)
    expect([failed.codes, failed.code]).toEqual([[0, 1], 1])
    expect(failed.last.report().outcome?.kind).toBe('worse')
    expect(failed.last.read('summary.md')).toMatch(/\| 🔴 regressed \| fine \| /)
    expect(failed.output.match(/^::error /gm)).toHaveLength(1)
    expect(failed.last.read('.vitest/junit/output.xml')).toContain('<property name="verdict" value="regressed">')
  })
})

const isNoBench = (path: string): boolean => !path.endsWith('.bench.ts')
