import { describe, expect, test } from 'vitest'
import { withoutMachine } from './provenance.ts'

describe('withoutMachine', () => {
  test.for([
    ['/home/me/project/reports', 'reports'],
    ['/home/me/project', '.'],
    ['/home/me/other/list.txt', 'list.txt'],
    ['--outputFile=/home/me/project/out.json', '--outputFile=out.json'],
    ['-t=hybrid', '-t=hybrid'],
    ['benchmarks/a.bench.ts', 'benchmarks/a.bench.ts'],
  ] as const)('writes %s as %s', ([word, expected]) => {
    expect(withoutMachine(word, '/home/me/project')).toBe(expected)
  })
})
