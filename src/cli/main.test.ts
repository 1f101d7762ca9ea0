import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { outsideData } from '../../fixtures/outside-data.ts'

const main = fileURLToPath(new URL('main.ts', import.meta.url))
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vitest-retrieval-cli-'))
  write('qrels', 'q1 0 a 1\nq1 0 b 0\nq2 0 c 1\n')
  // AP: 1 and ½.
  write('good.run', 'q1 Q0 a 1 2 t\nq1 Q0 b 2 1 t\nq2 Q0 d 1 2 t\nq2 Q0 c 2 1 t\n')
  // AP: ½, and nothing for q2.
  write('bad.run', 'q1 Q0 b 1 2 t\nq1 Q0 a 2 1 t\n')
  write('broken.run', 'q1 Q0 a 1 2 t\nq1 Q0 b 2 high t\n')
  writeFileSync(join(folder, 'good.run.gz'), gzipSync(readFileSync(join(folder, 'good.run'))))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('vitest-retrieval measure', () => {
  test('prints JSON with every digit, queries and warnings', () => {
    const { status, stdout, stderr } = command(
      'measure qrels good.run bad.run -m mAP -m AP,P@1 --per-query --format json',
    )
    expect(JSON.parse(stdout)).toEqual({
      runs: [
        {
          run: 'good.run',
          overall: { AP: 0.75, 'P@1': 0.5 },
          queries: { q1: { AP: 1, 'P@1': 1 }, q2: { AP: 0.5, 'P@1': 0 } },
        },
        {
          run: 'bad.run',
          overall: { AP: 0.25, 'P@1': 0 },
          queries: { q1: { AP: 0.5, 'P@1': 0 }, q2: { AP: 0, 'P@1': 0 } },
        },
      ],
      warnings: ['bad.run: The run lacks 1 judged query, counted as if nothing had been found: "q2".'],
    })
    expect([status, stderr]).toEqual([0, ''])
  })

  test('leaves queries out of the JSON unless asked for', () => {
    const { stdout } = command('measure qrels good.run.gz -m AP --format json')
    expect(JSON.parse(stdout)).toEqual({ runs: [{ run: 'good.run.gz', overall: { AP: 0.75 } }], warnings: [] })
  })

  test("prints trec_eval's lines", () => {
    expect(command('measure qrels good.run -m AP,NumRet --format trec -q').stdout.split('\n')).toEqual([
      'runid                 \tall\tgood.run',
      'AP                    \tq1\t1.0000',
      'NumRet                \tq1\t2',
      'AP                    \tq2\t0.5000',
      'NumRet                \tq2\t2',
      'AP                    \tall\t0.7500',
      'NumRet                \tall\t4',
      '',
    ])
  })

  test('prints a table that stars the best, and warns on the other stream', () => {
    const { stdout, stderr } = command('measure qrels good.run bad.run -m AP')
    expect(stdout).toBe('run           AP\ngood.run  .7500*\nbad.run   .2500\n\n2 queries. * best of its measure.\n')
    expect(stderr).toBe(
      'vitest-retrieval measure: bad.run: The run lacks 1 judged query, counted as if nothing had been found: "q2".\n',
    )
  })

  test('leaves out what a run lacks where that is wanted', () => {
    const { stdout } = command('measure qrels bad.run -m AP --missing skip --format json')
    expect(JSON.parse(stdout)).toMatchObject({ runs: [{ overall: { AP: 0.5 } }] })
  })

  test('measures AP, nDCG@10, RR and R@100 unless told otherwise', () => {
    const { runs } = JSON.parse(command('measure qrels good.run --format json').stdout)
    expect(Object.keys(runs[0].overall)).toEqual(['AP', 'nDCG@10', 'RR', 'R@100'])
  })
})

describe('vitest-retrieval compare', () => {
  test('prints both values, the difference, its interval and p, corrected for the whole family', () => {
    const { status, stdout } = command('compare qrels good.run bad.run -m AP,P@1 --test t --format json')
    const report = JSON.parse(stdout)
    expect(report).toMatchObject({ baseline: 'good.run', queries: 2, test: 't', correction: 'holm', alpha: 0.05 })
    const [ap, precision] = report.runs[0].comparisons
    expect(ap).toMatchObject({ measure: 'AP', baseline: 0.75, value: 0.25, difference: -0.5, wins: 0, losses: 2 })
    expect(precision).toMatchObject({
      measure: 'P@1',
      difference: -0.5,
      ties: 1,
      losses: 1,
      p: expect.closeTo(0.5, 12),
    })
    // AP's p is 0, so that the larger of the two is not multiplied.
    expect(precision.correctedP).toBe(precision.p)
    expect([ap.correctedP, ap.significant, precision.significant]).toEqual([0, true, false])
    expect(status).toBe(0)
  })

  test('fails on a significant regression where asked to', () => {
    const flags = '-m AP --test t --correction none'
    // All queries lose the same, ½, so that p is 0.
    expect(command(`compare qrels good.run bad.run ${flags} --fail-on-regression`).status).toBe(1)
    expect(command(`compare qrels good.run bad.run ${flags}`).status).toBe(0)
    expect(command(`compare qrels bad.run good.run ${flags} --fail-on-regression`).status).toBe(0)
  })

  test('warns of a file that is given twice', () => {
    const { stderr } = command('compare qrels good.run ./good.run -m AP')
    expect(stderr).toBe('vitest-retrieval compare: The same file is given 2 times: good.run, ./good.run.\n')
  })
})

describe('vitest-retrieval', () => {
  test.each([
    ['measure qrels good.run -m foo', 'vitest-retrieval measure: the notation must be one of AP'],
    ['measure qrels broken.run', 'vitest-retrieval measure: broken.run:2: '],
    ['measure qrels absent.run', 'vitest-retrieval measure: absent.run: the file must exist'],
    ['measure qrels', "vitest-retrieval measure: missing required argument 'runs'"],
    [
      'measure qrels good.run --format xml',
      "vitest-retrieval measure: option '--format <format>' argument 'xml' is invalid",
    ],
    ['compare qrels good.run bad.run --alpha 2', 'vitest-retrieval compare: alpha must lie between 0 and 1; got 2.'],
    [
      'compare qrels good.run bad.run --alpha x',
      "vitest-retrieval compare: option '--alpha <level>' argument 'x' is invalid",
    ],
    ['compare qrels good.run bad.run -m NumRet', 'vitest-retrieval compare: measures must be means over queries'],
    [
      'encode --encoder absent --texts qrels --role query --out x.safetensors',
      'vitest-retrieval encode: qrels:1:1: the line must be a JSON object; got "q1',
    ],
    ['encode --encoder absent --texts qrels --out x', "vitest-retrieval encode: required option '--role <role>' not"],
    [
      'evaluate --encoder absent --dataset xquad-r --data absent --languages xx',
      'vitest-retrieval evaluate: a language must be one of ar, de, el',
    ],
    [
      'overlap --training absent.tsv --dataset xquad-r',
      'vitest-retrieval overlap: --training must name files that exist',
    ],
    ['overlap --dataset xquad-r', "vitest-retrieval overlap: required option '--training <files...>' not specified"],
    [
      'verify beir',
      'vitest-retrieval verify: --data must name a folder in the layout of beir, or org/name@revision of the hub; got none.',
    ],
    ['search', "vitest-retrieval: unknown command 'search'"],
  ])('refuses %s', (line, message) => {
    const { status, stdout, stderr } = command(line)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr.slice(0, message.length)).toBe(message)
    expect(stderr.split('\n')).toHaveLength(2)
  })

  test.each(['measure', 'compare'])('explains %s with the measures that it takes', (name) => {
    const { status, stdout } = command(`${name} --help`)
    expect(status).toBe(0)
    for (const text of [`Usage: vitest-retrieval ${name}`, 'nDCG', 'Bpref', 'Also: mAP']) expect(stdout).toContain(text)
    expect(stdout).not.toContain('RankDistance')
  })

  test.each(['encode', 'evaluate'])('explains %s with the encoders that it takes', (name) => {
    const { status, stdout } = command(`${name} --help`)
    expect(status).toBe(0)
    for (const text of ['--encoder <folder|url>', '--max-length', '--no-cache']) expect(stdout).toContain(text)
  })

  test.each(['evaluate', 'overlap', 'verify'])('explains %s with the data sets that it takes', (name) => {
    const { status, stdout } = command(`${name} --help`)
    expect(status).toBe(0)
    for (const text of ['Data set:', '"xquad-r", "mlqa-r"', '"cldr-emoji"', '--candidate'])
      expect(stdout).toContain(text)
  })

  test('names every command in one screen', () => {
    const { stdout } = command('--help')
    for (const name of ['measure', 'compare', 'encode', 'evaluate', 'verify', 'overlap', 'translate', 'datasets'])
      expect(stdout).toMatch(new RegExp(`^  ${name} {2,}\\w`, 'm'))
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  test('tells its version', () => {
    expect(command('--version')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  })

  test('says nothing where its reader has gone', () => {
    const line = `"${process.execPath}" "${main}" measure qrels good.run --format trec | true`
    expect(spawnSync('sh', ['-c', line], { cwd: folder, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
  })
})

describe('vitest-retrieval measure agrees with trec_eval', () => {
  const oracle = outsideData('VITEST_RETRIEVAL_ORACLE', 'metrics')

  test('on graded judgements with ties', ({ skip }) => {
    skip(Boolean(oracle.absent), oracle.absent)
    const files = `${oracle.path('graded-ties.qrels')} ${oracle.path('graded-ties.run')}`
    const { overall } = JSON.parse(command(`measure ${files} -m AP,nDCG@10,RR --format json`).stdout).runs[0]
    const expected = JSON.parse(readFileSync(oracle.path('graded-ties.expected.json'), 'utf8')).overall.all_qrels
    for (const name of ['AP', 'nDCG@10', 'RR']) expect(Math.abs(overall[name] - expected[name])).toBeLessThan(1e-9)
  })
})

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text)
}

/** Runs the command in the folder with the files. */
function command(line: string): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [main, ...line.split(' ')], { cwd: folder, encoding: 'utf8' })
}
