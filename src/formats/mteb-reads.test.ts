import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
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
import { writeMtebResult } from './write-mteb-result.ts'

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
from mteb.cache import ResultCache
from mteb.models.model_meta import ModelMeta
from mteb.results import TaskResult
folder, *files = sys.argv[1:]
cache = ResultCache(folder)
loaded = cache.load_results(require_model_meta=True, include_remote=False)
tasks = [(model.model_name, model.model_revision, result.task_name) for model in loaded for result in model]
found = []
for file in files:
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
kept = json.loads((Path(files[0]).parent / "model_meta.json").read_text())
made = ModelMeta(**{key: value for key, value in kept.items() if key != "is_cross_encoder"})
remade = json.loads(json.dumps(made.to_dict(), default=str))
print("\\n" + json.dumps({"found": found, "tasks": sorted(tasks), "kept": kept, "remade": remade}))
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
    const { found: read, tasks, kept, remade } = await readByMteb(results)
    const names = results.map(({ task_name }) => task_name)
    expect(tasks).toEqual(names.map((name) => ['org/name', 'r1', name]).sort())
    expect(read.map(({ task }) => task)).toEqual(names)
    expect(kept).toEqual(remade)
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

/** What MTEB finds in the files, and in the folder that holds them: model, revision, task. */
async function readByMteb(results: readonly MtebResult[]): Promise<{
  readonly found: readonly Read[]
  readonly tasks: readonly (readonly string[])[]
  /** The model's metadata as they were written, and as MTEB writes them. */
  readonly kept: object
  readonly remade: object
}> {
  const model = { model: 'org/name', revision: 'r1', dimensions: 2, license: 'mit', reference: 'https://a.example/b' }
  const files = await Promise.all(results.map((result) => writeMtebResult(folder, result, model)))
  const env = { ...process.env, HF_HUB_OFFLINE: '1' }
  const { stdout, stderr } = spawnSync(python!, ['-c', script, folder, ...files], { encoding: 'utf8', env })
  const last = stdout.trimEnd().split('\n').at(-1)
  if (!last?.startsWith('{')) throw new Error(`Python: ${stderr.slice(-2000)}`)
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
