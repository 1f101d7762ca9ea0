import { describe, expect, test } from 'vitest'
import { runRecord } from '../fixtures/run-record.ts'
import type { CaseResult } from '../src/gate/result.ts'
import { manifestProblems, withoutRepeats } from './manifest.ts'
import type { RetrievalMeta } from './meta.ts'

interface Part {
  readonly shard: number
  readonly file: string
  readonly data?: string
  readonly pairs?: string
  readonly languages?: readonly string[]
  readonly score?: number
  readonly files?: readonly string[]
}

/** What one case of a shard leaves, and the case that the gate is given. */
function merged(...parts: readonly Part[]) {
  const metas = parts.map(
    ({ shard, file, data, pairs, languages = ['de', 'en'], score = 0.5, files }): RetrievalMeta => {
      const key = `${file} > case`
      const record = runRecord({
        key,
        ...(data && { data }),
        ...(pairs && { pairs }),
        scores: { 'AP multilingual': score },
      })
      return {
        file,
        scope: { shard: { index: shard, count: 2 }, narrowed: false, ...(files && { files }) },
        runs: [{ record, checks: [], comparison: null, trainingLanguages: languages }],
        checks: [],
        problems: [],
        notes: [],
      }
    },
  )
  const cases = metas.map(({ file, runs, checks }): CaseResult => {
    return { file, test: 'case', state: 'passed', note: null, errors: [], expectedToFail: false, runs, checks }
  })
  return { metas, cases }
}

const files = ['a.bench.ts', 'b.bench.ts']
const [one, two] = [
  { shard: 1, file: 'a.bench.ts', files },
  { shard: 2, file: 'b.bench.ts', files },
] as const
const messages = (...parts: readonly Part[]): string[] =>
  manifestProblems(merged(...parts)).map(({ message }) => message)

describe('manifestProblems', () => {
  test('finds nothing wrong with shards of one suite, nor with tests that tell no files', () => {
    expect(messages(one, two)).toEqual([])
    expect(messages({ shard: 1, file: 'a.bench.ts' }, two)).toEqual([])
  })

  test('names a file that no shard ran, and one that a shard did not know', () => {
    expect(messages(one)).toEqual(['No shard ran b.bench.ts.'])
    expect(messages(one, { ...two, files: [...files, 'c.bench.ts'] })).toEqual([
      'The shards were split from different files: not all of them have c.bench.ts.',
    ])
  })

  test('names data and pairs that differ, and who used which', () => {
    expect(messages(one, { ...two, data: 'other', pairs: 'others' })).toEqual([
      expect.stringMatching(
        /^The shards used different versions of the data set toy 1 \(de en; 4 queries, 8 documents\): \w{12} in 1\/2; \w{12} in 2\/2\.$/,
      ),
      expect.stringMatching(
        /versions of the training pairs toy 1 \(de en; 6 concepts\): \w{12} in 1\/2; \w{12} in 2\/2\.$/,
      ),
    ])
  })

  test('takes pairs of other languages for another part of the same data', () => {
    expect(messages(one, { ...two, pairs: 'others', languages: ['en', 'fr'] })).toEqual([])
  })

  test('refuses versions of this package that differ', () => {
    const parts = merged(one, two)
    const [first, second] = parts.metas
    const { record } = second!.runs[0]!
    second!.runs[0]!.record = { ...record, environment: { ...record.environment, package: '9.9.9' } }
    expect(manifestProblems({ ...parts, metas: [first!, second!] })[0]?.message).toBe(
      'The shards used different versions of vitest-retrieval: 0.1.0 in 1/2; 9.9.9 in 2/2.',
    )
  })

  test('refuses a case that came twice with different results, and passes it with equal ones', () => {
    const again = { ...one, shard: 2 }
    expect(messages(one, two, again)).toEqual([])
    expect(withoutRepeats(merged(one, two, again).cases)).toHaveLength(2)
    expect(manifestProblems(merged(one, two, { ...again, score: 0.6 }))).toEqual([
      expect.objectContaining({
        key: 'a.bench.ts > case',
        message: 'The case came from two shards with different results.',
      }),
    ])
    expect(withoutRepeats(merged(one, { ...again, score: 0.6 }).cases)).toHaveLength(2)
  })
})
