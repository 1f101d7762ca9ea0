import { describe, expect, test } from 'vitest'
import type { CaseResult } from '../src/gate/result.ts'
import { selector } from './scope.ts'

const ran: CaseResult = {
  file: 'a.bench.ts',
  test: 'group > one',
  state: 'passed',
  note: null,
  errors: [],
  expectedToFail: false,
  runs: [],
  checks: [],
}
const cases: CaseResult[] = [
  ran,
  { ...ran, test: 'group > two', state: 'skipped' },
  { ...ran, test: 'three', state: 'skipped', note: 'slow' },
]
const keys = ['group > one', 'group > one > hybrid', 'group > two', 'three', 'four'].map(
  (name) => `a.bench.ts > ${name}`,
)
const elsewhere = 'b.bench.ts > one'

describe('selector', () => {
  test('wants every key of a whole run', () => {
    const selected = selector(cases, { files: false, tests: false })
    expect([...keys, elsewhere].filter(selected)).toEqual([...keys, elsewhere])
  })

  test('wants the keys of the files that ran', () => {
    expect([...keys, elsewhere].filter(selector(cases, { files: true, tests: false }))).toEqual(keys)
  })

  test('wants the keys of the tests that ran, or skipped themselves', () => {
    const selected = [...keys, elsewhere].filter(selector(cases, { files: false, tests: true }))
    expect(selected).toEqual(['group > one', 'group > one > hybrid', 'three'].map((name) => `a.bench.ts > ${name}`))
  })
})
