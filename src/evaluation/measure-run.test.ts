import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test as propertyTest } from '@fast-check/vitest'
import { afterAll, describe, expect, test } from 'vitest'
import { outsideData } from '../../fixtures/outside-data.ts'
import type { Measure } from '../metrics/measure.ts'
import { measure } from '../metrics/notation.ts'
import type { Qrels, Ranking } from '../retrieval.ts'
import { descendingIdOrder } from '../search/id-order.ts'
import { type MeasuredRun, measureRun } from './measure-run.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitest-retrieval-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
function fileOf(content: string, kind: string): string {
  const file = join(folder, `${++files}.${kind}`)
  writeFileSync(file, content)
  return file
}

const pair = (run: string, qrels: string): { run: string; qrels: string } => ({
  run: fileOf(run, 'run'),
  qrels: fileOf(qrels, 'qrels'),
})

// Order: c before b, which ties with a and is the greater id. Relevant: a at rank 3 with grade 2, e not retrieved.
const byHand = {
  run: 'q Q0 a 1 0.5 t\nq Q0 b 2 .5 t\nq Q0 c 3 1e0 t\nonly Q0 a 1 1 t\n',
  qrels: 'q 0 a 2\nq 0 c 0\nq 0 e 1\nlacking 0 a 1\n',
}

describe('measureRun', () => {
  test('measures a run worked by hand', async () => {
    const { overall, queries, perQuery } = await measureRun({
      ...pair(byHand.run, byHand.qrels),
      measures: ['AP', 'MRR'],
    })
    expect(queries).toEqual(['q', 'lacking'])
    expect([...perQuery]).toEqual([
      ['AP', Float64Array.of(1 / 6, 0)],
      ['RR', Float64Array.of(1 / 3, 0)],
    ])
    expect([...overall]).toEqual([
      ['AP', 1 / 12],
      ['RR', 1 / 6],
    ])
  })

  test('knows how far down the last relevant document stands only where it was returned', async () => {
    // q: a at 3 of 3, e missing, at 4 at best. whole: 1 and 3. lacking: 1 at best. none: nothing to look for.
    const run = `${byHand.run}whole Q0 a 1 3 t\nwhole Q0 x 2 2 t\nwhole Q0 b 3 1 t\nnone Q0 a 1 1 t\n`
    const files = pair(run, `${byHand.qrels}whole 0 a 1\nwhole 0 b 1\nnone 0 a 0\n`)
    const measured = await measureRun({ ...files, measures: ['MaxRank', 'Comp@3'] })
    expect(measured.queries).toEqual(['q', 'lacking', 'whole', 'none'])
    expect([...measured.perQuery]).toEqual([
      ['MaxRank', Float64Array.of(4, 1, 3, Number.NaN)],
      ['Comp@3', Float64Array.of(0, 0, 1, 0)],
    ])
    expect([...measured.overall]).toEqual([
      ['MaxRank', (4 + 1 + 3) / 3],
      ['Comp@3', 1 / 4],
    ])
    expect([...measured.bounds!]).toEqual([
      ['MaxRank', { side: 'at least', overall: true, queries: [true, true, false, false] }],
    ])
    expect(measured.warnings.at(-1)).toMatch(
      /^Relevant documents are missing from the run, so that MaxRank can only be/,
    )
  })

  test('marks nothing where all relevant documents were returned', async () => {
    const files = pair('q Q0 a 1 1 t\n', 'q 0 a 1\n')
    expect(await measureRun({ ...files, measures: ['MaxRank'] })).not.toHaveProperty('bounds')
  })

  test('leaves out queries that the run lacks where they are to be skipped', async () => {
    const files = pair(byHand.run, byHand.qrels)
    const { overall, queries } = await measureRun({ ...files, measures: ['RR'], missing: 'skip' })
    expect([queries, [...overall]]).toEqual([['q'], [['RR', 1 / 3]]])
  })

  test('warns of queries that are in one file alone, and of comments', async () => {
    const files = pair(`# by hand\n${byHand.run}`, byHand.qrels)
    expect((await measureRun({ ...files, measures: ['RR'] })).warnings).toEqual([
      'The run lacks 1 judged query, counted as if nothing had been found: "lacking".',
      'Nobody judged 1 query of the run, left out: "only".',
      '1 line of the run beginning with # was taken for a comment.',
    ])
  })

  test('gives a query without results or relevant documents what the measure says for it', async () => {
    const files = pair('q Q0 a 1 1 t\nnone Q0 a 1 1 t\n', 'q 0 a 1\nnone 0 a 0\nlacking 0 a 1\n')
    const missing: Measure = { ...plain('worst'), missing: 9, score: () => 1 }
    const scored: Measure = { ...plain('count'), scoresEmpty: true, score: ({ ranks }) => ranks.length }
    const { perQuery } = await measureRun({ ...files, measures: [missing, scored] })
    expect(perQuery.get('worst')).toEqual(Float64Array.of(1, 9, 9))
    expect(perQuery.get('count')).toEqual(Float64Array.of(1, 0, 1))
  })

  test.each([
    ['mean', 4],
    ['median', 2],
    ['sum', 12],
  ] as const)('sums queries up by their %s where the measure says so', async (aggregate, value) => {
    const files = pair('a Q0 d 1 1 t\nb Q0 d 1 1 t\nc Q0 d 1 1 t\n', 'a 0 d 1\nb 0 d 2\nc 0 d 9\n')
    const grade: Measure = { ...plain('grade'), aggregate, score: ({ grades }) => grades[0]! }
    expect((await measureRun({ ...files, measures: [grade] })).overall.get('grade')).toBe(value)
  })

  test('takes the middle of two for the median', async () => {
    const files = pair('a Q0 d 1 1 t\nb Q0 d 1 1 t\n', 'a 0 d 1\nb 0 d 2\n')
    const grade: Measure = { ...plain('grade'), aggregate: 'median', score: ({ grades }) => grades[0]! }
    expect((await measureRun({ ...files, measures: [grade] })).overall.get('grade')).toBe(1.5)
  })

  test.each(['RankDistance', 'LanguageKL@10', 'MRC@10', 'MeanRank', 'PEER', 'SameNegativeMean', 'NormMaxRank'])(
    'refuses %s, which needs more than ranks and grades',
    async (notation) => {
      const refused = measureRun({ ...pair(byHand.run, byHand.qrels), measures: [notation] })
      await expect(refused).rejects.toThrow(`got ${notation}, which needs languages or vectors`)
    },
  )

  test('refuses to measure nothing', async () => {
    await expect(measureRun({ ...pair(byHand.run, byHand.qrels), measures: [] })).rejects.toThrow(
      'at least one measure',
    )
  })

  test('names the query for which a measure fails', async () => {
    const broken: Measure = { ...plain('broken'), score: () => Number.NaN }
    const refused = measureRun({ ...pair(byHand.run, byHand.qrels), measures: [broken] })
    await expect(refused).rejects.toThrow('broken gave NaN for query "q"')
  })

  test.each([
    ['a', [1, Number.NaN], 'scores must be finite; got NaN, query "q"'],
    ['a', [1], 'every document needs a score; got 2 and 1, query "q"'],
    ['b', [1, 1], 'a document must be listed once; got "b" again, query "q"'],
    ['\ud800', [1, 1], 'well-formed'],
  ])('refuses a run in memory that a file could not hold: %s %s', async (id, scores, message) => {
    const run: Ranking[] = [{ query: 'q', documents: ['b', id], scores: Float64Array.from(scores) }]
    const refused = measureRun({ run, qrels: new Map([['q', new Map([['a', 1]])]]), measures: ['AP'] })
    await expect(refused).rejects.toThrow(message)
  })

  test('refuses a run in memory that ranks a query twice', async () => {
    const ranking: Ranking = { query: 'q', documents: ['a'], scores: Float64Array.of(1) }
    const refused = measureRun({
      run: [ranking, ranking],
      qrels: new Map([['q', new Map([['a', 1]])]]),
      measures: ['AP'],
    })
    await expect(refused).rejects.toThrow('a query must have one ranking; got two, query "q"')
  })

  test('stops when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(measureRun({ ...pair(byHand.run, byHand.qrels), measures: ['AP'], signal })).rejects.toThrow('enough')
  })
})

function plain(name: string): Omit<Measure, 'score'> {
  return { name, description: 'A test.', direction: 'higher', range: [0, 10] }
}

interface Line {
  readonly query: string
  readonly document: string
  readonly score: number
}

/** Few queries, ids and scores, so that they meet: tied scores, judged documents that are retrieved, ids that UTF-16 misorders. */
const query = fc.constantFrom('q1', 'q2', 'q10', 'й')
const document = fc.constantFrom('a', 'aa', 'B', 'é', '\uff5e', '😀', 'd\u00a0e', 'd9', 'd10', '\u3000')
const problem = fc.record({
  lines: fc.uniqueArray(fc.record({ query, document, score: fc.constantFrom(-0, 0, 1, 1 + 1e-12, 1e300, -5e-324) }), {
    minLength: 1,
    maxLength: 40,
    selector: ({ query, document }) => `${query} ${document}`,
  }),
  judgements: fc.uniqueArray(fc.record({ query, document, grade: fc.integer({ min: -1, max: 3 }) }), {
    maxLength: 30,
    selector: ({ query, document }) => `${query} ${document}`,
  }),
  precision: fc.constantFrom('double' as const, 'float32' as const),
})

describe('measureRun, for every run', () => {
  const measures = ['AP', 'nDCG@3', 'RR', 'R@2']

  propertyTest.prop([problem])('agrees with sorting objects, whether from a file or from memory', async (drawn) => {
    const { lines, precision } = drawn
    const qrels = qrelsOf([...drawn.judgements, { query: lines[0]!.query, document: 'a!', grade: 1 }])
    const run = fileOf(lines.map(text).join(''), 'run')
    const options = { qrels, measures, precision }
    const expected = naive(lines, qrels, { measures, precision })
    const inMemory = [...Map.groupBy(lines, (line) => line.query)].map(([query, own]) => ({
      query,
      documents: own.map(({ document }) => document),
      scores: Float64Array.from(own, ({ score }) => score),
    }))
    expect(values(await measureRun({ ...options, run }))).toEqual(expected)
    expect(values(await measureRun({ ...options, run: inMemory }))).toEqual(expected)
  })

  propertyTest.prop([problem])('gives the same whether queries are interleaved or stand together', async (drawn) => {
    const { lines, precision } = drawn
    const qrels = qrelsOf([...drawn.judgements, { query: lines[0]!.query, document: 'a!', grade: 1 }])
    const together = [...Map.groupBy(lines, (line) => line.query).values()].flat()
    const [mixed, sorted] = [lines, together].map((each) => fileOf(each.map(text).join(''), 'run'))
    const options = { qrels, measures, precision }
    expect(await measureRun({ ...options, run: mixed! })).toEqual(await measureRun({ ...options, run: sorted! }))
  })

  propertyTest.prop([fc.integer({ min: 60, max: 130 }), fc.integer({ min: 1, max: 4 })], { numRuns: 20 })(
    'gives the same whether ranks are counted or sorted',
    async (judged, levels) => {
      const lines = Array.from({ length: 150 }, (_, i) => ({ query: 'q', document: `d${i}`, score: i % levels }))
      const qrels = qrelsOf(lines.slice(0, judged).map((line, i) => ({ ...line, grade: i % 3 })))
      const expected = naive(lines, qrels, { measures, precision: 'double' })
      expect(values(await measureRun({ run: fileOf(lines.map(text).join(''), 'run'), qrels, measures }))).toEqual(
        expected,
      )
    },
  )
})

const text = ({ query, document, score }: Line): string => `${query} Q0 ${document} 1 ${score} t\n`

function qrelsOf(judgements: readonly { query: string; document: string; grade: number }[]): Qrels {
  const groups = [...Map.groupBy(judgements, ({ query }) => query)]
  return new Map(groups.map(([query, own]) => [query, new Map(own.map(({ document, grade }) => [document, grade]))]))
}

const values = ({ perQuery }: MeasuredRun): number[][] => Array.from(perQuery.values(), (each) => [...each])

function naive(
  lines: readonly Line[],
  qrels: Qrels,
  { measures, precision }: { measures: readonly string[]; precision: 'double' | 'float32' },
): number[][] {
  return measures.map((notation) =>
    Array.from(qrels, ([query, grades]) => {
      const own = lines.filter((line) => line.query === query)
      const places = descendingIdOrder(own.map(({ document }) => document))
      const scores = own.map(({ score }) => (precision === 'float32' ? Math.fround(score) : score))
      const order = [...own.keys()].sort(
        (a, b) => Number(scores[b]! > scores[a]!) - Number(scores[b]! < scores[a]!) || places[a]! - places[b]!,
      )
      const ranks = new Map(order.map((index, above) => [own[index]!.document, above + 1]))
      const at = (relevant: boolean) => {
        const judged = [...grades]
          .filter(([, grade]) => grade >= 1 === relevant)
          .map(([document, grade]) => ({ grade, rank: ranks.get(document) ?? Number.POSITIVE_INFINITY }))
          .sort((a, b) => (a.rank < b.rank ? -1 : Number(a.rank > b.rank)))
        return { ranks: judged.map(({ rank }) => rank), grades: judged.map(({ grade }) => grade) }
      }
      const relevant = at(true)
      if (relevant.ranks.length === 0 || own.length === 0) return 0
      return measure(notation).score({
        ...relevant,
        languages: relevant.ranks.map(() => ''),
        notRelevant: at(false),
        retrieved: own.length,
        pool: own.length,
        queryLanguage: null,
        poolLanguages: new Map(),
      })
    }),
  )
}

// What trec_eval 9.0.8 makes of files of known traps, with 17 digits; kept beside the project, not in it.
const oracle = outsideData('VITEST_RETRIEVAL_ORACLE', 'metrics')
type Values = Readonly<Record<string, number>>
interface Expected {
  readonly tolerance: number
  readonly queries: Readonly<Record<string, Values>>
  readonly overall: { readonly all_qrels: Values; readonly in_both: Values }
  readonly float32: Pick<Expected, 'queries' | 'overall'> | null
}
const cases = oracle.absent
  ? ['every case']
  : readdirSync(oracle.path()).flatMap((name) => (name.endsWith('.expected.json') ? [name.slice(0, -14)] : []))

/** trec_eval's names of the counts; the rest are ours. */
const counts: Readonly<Record<string, string>> = { num_ret: 'NumRet', num_rel: 'NumRel', num_rel_ret: 'NumRelRet' }

describe('measureRun agrees with trec_eval, query by query and over all', () => {
  test.for(cases)('on %s', async (name, { skip }) => {
    skip(Boolean(oracle.absent), oracle.absent)
    const expected = JSON.parse(readFileSync(oracle.path(`${name}.expected.json`), 'utf8')) as Expected
    await agree(name, expected, { tolerance: expected.tolerance, precision: 'double' })
    if (expected.float32) await agree(name, expected.float32, { tolerance: expected.tolerance, precision: 'float32' })
  })
})

async function agree(
  name: string,
  { queries, overall }: Pick<Expected, 'queries' | 'overall'>,
  { tolerance, precision }: { tolerance: number; precision: 'double' | 'float32' },
): Promise<void> {
  const run = readdirSync(oracle.path()).find((file) => file === `${name}.run` || file === `${name}.run.gz`)!
  const keys = Object.keys(overall.all_qrels)
  const options = {
    run: oracle.path(run),
    qrels: oracle.path(`${name}.qrels`),
    measures: keys.map((key) => counts[key] ?? key),
    precision,
  }
  const near = (value: number | undefined, wanted: number, what: string): void =>
    expect(Math.abs(value! - wanted), `${what}: ${value} instead of ${wanted}`).toBeLessThan(tolerance)
  for (const [missing, wanted] of [
    ['count', overall.all_qrels],
    ['skip', overall.in_both],
  ] as const) {
    const measured = await measureRun({ ...options, missing })
    for (const key of keys) near(measured.overall.get(counts[key] ?? key), wanted[key]!, `${key}, ${missing}`)
    if (missing === 'skip') expect(measured.queries.toSorted()).toEqual(Object.keys(queries).sort())
    for (const [query, own] of Object.entries(queries)) {
      const at = measured.queries.indexOf(query)
      for (const [key, value] of Object.entries(own))
        near(measured.perQuery.get(counts[key] ?? key)![at], value, `${key} of ${query}`)
    }
  }
}

describe('measureRun refuses what trec_eval reads without a word, or stops at', () => {
  /** Where the fault is, or the values that the file rightly has. */
  const outcomes: Readonly<Record<string, RegExp | Values>> = {
    'run-5-fields': /run:1: .*at least six fields/,
    'run-duplicate-doc': /run:2: a document must be listed once.*got "a" again for query "q"/,
    'qrels-duplicate-doc': /qrels:2: a document must be judged once.*got "a" again for query "q"/,
    'qrels-3-fields': /qrels:1: .*four fields.*got 3/,
    'qrels-5-fields': /qrels:1: .*four fields.*got 5/,
    'qrels-blank-line': /qrels:2: .*four fields.*got 0/,
    'run-comment': { NumRet: 1, RR: 1, 'nDCG@1': 1 },
    'run-empty': /run:1: .*at least one line/,
    'qrels-empty': /qrels:1: .*at least one line/,
    'run-bom': /run:1: .*byte-order mark/,
    'score-nan': /run:1: the score must be a finite decimal number.*got "nan"/,
    'score-inf': /run:1: the score must .*got "inf"/,
    'score-word': /run:1: the score must .*got "high"/,
    'score-decimal-comma': /run:1: the score must .*got "0,5"/,
    'score-hex': /run:1: the score must .*got "0x1p3"/,
    'grade-1.5': /qrels:1: the grade must be an integer.*got "1.5"/,
    'grade-word': /qrels:1: the grade must be an integer.*got "yes"/,
    'all-grades-minus-2': { NumRet: 2, RR: 0, 'nDCG@1': 0 },
    'all-grades-minus-2-second': { NumRet: 3, RR: 0.5, 'nDCG@1': 0.5 },
    'no-query-in-common': /must have a query in common; got queries like "p" in the run and "q" in the qrels/,
  }

  test('in every file that is known to be malformed', async ({ skip }) => {
    skip(Boolean(oracle.absent), oracle.absent)
    const malformed = JSON.parse(readFileSync(oracle.path('malformed.json'), 'utf8')) as {
      name: string
      run: string
      qrels: string
    }[]
    expect(malformed.map(({ name }) => name).sort()).toEqual(Object.keys(outcomes).sort())
    for (const { name, run, qrels } of malformed) {
      const outcome = outcomes[name]!
      const measured = measureRun({ ...pair(run, qrels), measures: ['NumRet', 'RR', 'nDCG@1'] })
      if (outcome instanceof RegExp) await expect(measured, name).rejects.toThrow(outcome)
      else expect(Object.fromEntries((await measured).overall), name).toEqual(outcome)
    }
  })
})
