import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { measureCommand } from './measure-command.ts'
import { measuresHelp, measuresWanted } from './measures-wanted.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitest-retrieval-measured-'))
afterAll(() => rmSync(folder, { recursive: true }))

function write(name: string, content: string): string {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

// Relevant: a and b for q1, a for q2, nothing for q3. `short` lacks b, which stands at 3 at best; `whole` has it at 4.
const qrels = write('qrels', 'q1 0 a 1\nq1 0 b 1\nq2 0 a 1\nq3 0 a 0\n')
const rest = 'q2 Q0 a 1 1 t\nq3 Q0 a 1 1 t\n'
const short = write('short.run', `q1 Q0 a 1 2 t\nq1 Q0 x 2 1 t\n${rest}`)
const whole = write('whole.run', `q1 Q0 a 1 4 t\nq1 Q0 x 2 3 t\nq1 Q0 y 3 2 t\nq1 Q0 b 4 1 t\n${rest}`)
const screen = { width: 200, colour: false }

const printed = async (runs: readonly string[], format: 'table' | 'json' | 'trec', perQuery = false) => {
  const { text, warnings } = await measureCommand({ qrels, runs, measures: ['MaxRank,R@2'], perQuery, format, screen })
  return { text: text.replaceAll(`${folder}/`, ''), warnings }
}

describe('measureCommand', () => {
  test('marks what is only bounded in the table, and stars no best of it', async () => {
    const { text, warnings } = await printed([short, whole], 'table', true)
    const [columns, ...rows] = text.split('\n')
    expect([columns, ...rows.slice(0, 2)].map((line) => line!.replace(/ +/g, ' '))).toEqual([
      'run MaxRank ↓ R@2',
      'short.run ≥ 2 .5000',
      'whole.run 2.50 .5000',
    ])
    expect(rows.slice(2)).toEqual([
      '',
      '3 queries. * best of its measure.',
      '',
      'short.run',
      'query  MaxRank     R@2',
      'q1         ≥ 3   .5000',
      'q2           1  1.0000',
      'q3         n/a   .0000',
      '',
      'whole.run',
      'query  MaxRank     R@2',
      'q1           4   .5000',
      'q2           1  1.0000',
      'q3         n/a   .0000',
      '',
    ])
    expect(warnings).toEqual([expect.stringContaining('so that MaxRank can only be bounded (≥, ≤)')])
  })

  test('says in JSON which values are bounds, and of which queries', async () => {
    const { runs } = JSON.parse((await printed([short, whole], 'json', true)).text)
    expect(runs[0]).toMatchObject({
      overall: { MaxRank: 2, 'R@2': 0.5 },
      queries: { q1: { MaxRank: 3 }, q2: { MaxRank: 1 }, q3: { MaxRank: null } },
      bounds: { overall: { MaxRank: 'at least' }, queries: { q1: { MaxRank: 'at least' } } },
    })
    expect(runs[1]).not.toHaveProperty('bounds')
    expect(JSON.parse((await printed([short], 'json')).text).runs[0].bounds).toEqual({
      overall: { MaxRank: 'at least' },
    })
  })

  test("prints a bound in trec_eval's lines so that it is read as no number, and no line for no value", async () => {
    expect(
      (await printed([short], 'trec', true)).text.split('\n').filter((line) => line.startsWith('MaxRank')),
    ).toEqual([
      'MaxRank               \tq1\t>=3.0000',
      'MaxRank               \tq2\t1.0000',
      'MaxRank               \tall\t>=2.0000',
    ])
  })
})

describe('measuresWanted', () => {
  test('are known values unless bounds are wanted too', () => {
    expect(measuresWanted(['AP,MaxRank'], { bounds: true }).map(({ name }) => name)).toEqual(['AP', 'MaxRank'])
    expect(() => measuresWanted(['AP,MaxRank'])).toThrow('measures: values must be known to be compared; got MaxRank')
  })
})

describe('measuresHelp', () => {
  const names = (command: string): string[] =>
    Array.from(
      measuresHelp({ command: { name: () => command } }).matchAll(/^ {2}([A-Z][A-Za-z]*)/gm),
      ([, name]) => name!,
    )

  test('lists what a run and judgements tell, and nothing else', () => {
    expect(names('measure')).toEqual(expect.arrayContaining(['AP', 'MaxRank', 'Comp', 'Judged']))
    expect(names('measure').filter((name) => /^(Norm|Language|Rank|Mean|PEER|MRC|Same)/.test(name))).toEqual([])
  })

  test('leaves out what may only be bounded where values are compared', () => {
    expect(names('measure').filter((name) => !names('compare').includes(name))).toEqual(['MaxRank'])
  })
})
