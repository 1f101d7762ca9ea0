import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runRecord } from '../../fixtures/run-record.ts'
import { anglesOfTwoByTwo, atAngles, twoByTwo } from '../../fixtures/two-by-two.ts'
import { evaluate } from '../evaluation/evaluate.ts'
import type { RunRecord } from '../experiment/record.ts'
import { scoreRecords } from '../experiment/summary.ts'
import { defaultMeasures } from '../metrics/notation.ts'
import { settings } from '../retrieval.ts'
import { type MtebResult, mtebResult } from './mteb-result.ts'

const python = process.env['VITEST_RETRIEVAL_PYTHON']
const hasMteb =
  python !== undefined &&
  spawnSync(python, ['-c', 'import importlib.util, sys; sys.exit(importlib.util.find_spec("mteb") is None)']).status ===
    0
const absent = hasMteb ? undefined : 'set VITEST_RETRIEVAL_PYTHON to an interpreter with the package mteb'

const script = `
import json, sys
from pathlib import Path
from mteb.languages.check_language_code import check_language_code
from mteb.results import TaskResult
found = []
for file in sys.argv[1:]:
    result = TaskResult.from_disk(Path(file), load_historic_data=False)
    for entries in result.scores.values():
        for entry in entries:
            for code in entry["languages"]:
                check_language_code(code)
    found.append({
        "task": result.task_name,
        "date": result.date.timestamp(),
        "scores": result.scores,
        "mean": result.get_score(),
    })
print("\\n" + json.dumps(found))
`

const folder = mkdtempSync(join(tmpdir(), 'vitest-retrieval-mteb-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("MTEB's own reader", () => {
  test('takes the result of every setting, knows its languages and has the run’s value as the mean', async ({
    skip,
  }) => {
    skip(absent !== undefined, absent)
    const record = await recordOfTwoByTwo()
    const date = new Date('2026-01-02T03:04:05Z')
    const results = settings.map((setting) => mtebResult(record, { setting, date, split: 'test' }))
    const read = readByMteb(results)
    expect(read.map(({ task }) => task)).toEqual(results.map(({ task_name }) => task_name))
    expect(read.map(({ scores }) => scores)).toEqual(results.map(({ scores }) => scores))
    settings.forEach((setting, at) => {
      const value = record.scores.find((each) => each.measure === 'nDCG@10' && each.setting === setting)!.value
      expect(read[at]!.mean).toBeCloseTo(value, 6)
      expect(read[at]!.date).toBe(date.getTime() / 1000)
    })
  }, 120_000)
})

interface Read {
  readonly task: string
  readonly date: number
  readonly scores: MtebResult['scores']
  readonly mean: number
}

function readByMteb(results: readonly MtebResult[]): readonly Read[] {
  const files = results.map((result) => {
    const file = join(folder, `${result.task_name}.json`)
    writeFileSync(file, JSON.stringify(result))
    return file
  })
  const env = { ...process.env, HF_HUB_OFFLINE: '1' }
  const { stdout, stderr } = spawnSync(python!, ['-c', script, ...files], { encoding: 'utf8', env })
  const last = stdout.trimEnd().split('\n').at(-1)
  if (!last?.startsWith('[')) throw new Error(`Python: ${stderr.slice(-2000)}`)
  return JSON.parse(last)
}

async function recordOfTwoByTwo(): Promise<RunRecord> {
  const found = await evaluate({
    dataset: twoByTwo,
    queries: atAngles(...anglesOfTwoByTwo.queries),
    documents: atAngles(...anglesOfTwoByTwo.documents),
    measures: defaultMeasures,
  })
  const record = runRecord()
  const { name, revision, languages } = twoByTwo
  return { ...record, scores: scoreRecords([found]), dataset: { ...record.dataset, name, revision, languages } }
}
