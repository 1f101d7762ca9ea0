import { fc, it } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { runRecord } from '../../fixtures/run-record.ts'
import { dataset } from '../datasets/dataset.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import type { RunRecord } from '../experiment/record.ts'
import { scoreRecords } from '../experiment/summary.ts'
import { mean } from '../mean.ts'
import { averagePrecision } from '../metrics/average-precision.ts'
import { rankDistance } from '../metrics/rank-distance.ts'
import { seeded } from '../random.ts'
import { type Baseline, type BaselineEntry, baselineEntry } from './baseline.ts'
import { formatBaseline, parseBaseline } from './baseline-file.ts'
import { compare } from './compare.ts'
import type { Comparison } from './comparison.ts'
import type { Evidence } from './evidence.ts'
import { queryScores, queryValues } from './query-scores.ts'
import { packScores, unpackScores } from './query-scores-bytes.ts'
import { rulesOf, type Tolerances } from './tolerance.ts'

const languages = ['de', 'en', 'th']
const concepts = Array.from({ length: 40 }, (_, i) => i)
const items = concepts.flatMap((c) =>
  languages.map((language) => ({ id: `${language}${c}`, language, concept: `c${c}` })),
)
const toy = dataset({
  name: 'toy',
  revision: '1',
  languages,
  queries: items.map((item) => ({ ...item, text: `frage ${item.id}` })),
  documents: items.map((item) => ({ ...item, text: `antwort ${item.id}` })),
  qrels: new Map(items.map(({ id }) => [id, new Map([[id, 1]])])),
})
const measures = [averagePrecision(), rankDistance()]

/** What one query scores with one seed: AP, and a rank distance that falls as it rises. */
type Values = (query: (typeof items)[number], seed: number, place: number) => number

interface System {
  readonly record: RunRecord
  readonly evaluations: readonly Evaluation[]
}

function system(values: Values, seeds: readonly number[] = [1, 2, 3]): System {
  const evaluations = seeds.map((seed): Evaluation => {
    const ap = Float64Array.from(items, (item, place) => Math.min(1, Math.max(0, values(item, seed, place))))
    const distance = ap.map((value) => Math.round(100 * (1 - value)))
    const scores = [ap, distance].map((perQuery, i) => {
      const own = (language: string): number =>
        mean([...perQuery].filter((_, place) => items[place]?.language === language))
      const perLanguage = new Map(languages.map((language) => [language, own(language)]))
      return {
        measure: measures[i]!,
        setting: 'multilingual' as const,
        value: mean([...perLanguage.values()]),
        perQuery,
        perLanguage,
      }
    })
    return {
      dataset: toy,
      scores,
      rankDistances: new Float64Array(items.length),
      rankDistanceBounds: null,
      digest: '',
      kernel: 'plain',
      refused: [],
    }
  })
  return { record: { ...runRecord({ seeds }), scores: scoreRecords(evaluations) }, evaluations }
}

function compared(before: System, now: System, tolerances?: Tolerances): Comparison {
  const rules = rulesOf(measures, tolerances)
  const packed = packScores(queryScores(before.evaluations, rules.keeps))
  const scores = unpackScores(packed.bytes, packed.hash)
  const evidence: Evidence = {
    before: { scores, fault: null },
    now: queryValues(now.evaluations, rules.keeps, scores),
    queries: toy.queries,
  }
  return compare(now.record, baselineEntry(before.record, packed), rules, evidence)
}

/** A query's own ease, the luck of a seed, and the noise of both together. */
function noisy(luck: number, shift: Values = () => 0): Values {
  return (query, seed, place) => {
    const draw = (key: number): number => seeded(key)()
    const ease = 0.2 + 0.6 * draw(1000 + place)
    const ofSeed = luck * (draw(77 * seed) - 0.5)
    return ease + ofSeed + luck * (draw(seed * 100_000 + place) - 0.5) + shift(query, seed, place)
  }
}

describe('a comparison that knows single queries', () => {
  const before = system(noisy(0.02))

  test('names the language that lost, the queries that fell furthest, and how sure that is', () => {
    const now = system(noisy(0.02, ({ language, id }) => (language === 'th' ? -0.15 - (id === 'th7' ? 0.05 : 0) : 0)))
    const { verdict, reasons, measures: rows } = compared(before, now)
    expect(verdict).toBe('regressed')
    expect(reasons[0]).toBe('Thai (th) lost most in 2 of 2 values.')
    expect(rows[0]).toMatchObject({
      verdict: 'regressed',
      test: { alpha: 0.05, family: 2, queries: 120, concepts: 40, seeds: 3 },
      loss: { culprit: { language: 'th' }, pair: null },
    })
    const ap = rows.find(({ measure }) => measure === 'AP')
    expect(ap?.loss?.languages.map(({ language, verdict: each }) => [language, each])).toEqual([
      ['th', 'regressed'],
      ...[expect.anything(), expect.anything()],
    ])
    expect(ap?.loss?.queries[0]).toMatchObject({ id: 'th7', text: 'frage th7', language: 'th' })
    expect(ap?.test?.p).toBeLessThan(0.05)
    expect(ap?.test?.interval?.[1]).toBeLessThan(0)
    expect(reasons.join('\n')).toContain('Thai (th) lost more than a language may, tolerance 0.0200: 0.')
    expect(reasons.join('\n')).toMatch(/Fell furthest: “frage th7” \(th, th7\) 0\.\d{3} → 0\.\d{3};/)
  })

  test('finds one broken language that the mean hides', () => {
    const now = system(noisy(0.02, ({ language }) => ({ th: -0.06, de: 0.03, en: 0.03 })[language as 'th']))
    const { verdict, reasons } = compared(before, now)
    expect(verdict).toBe('regressed')
    expect(reasons.join('\n')).toContain('As a whole it holds.')
    expect(compared(before, now, { languages: '50%' }).verdict).toBe('unchanged')
  })

  test('tells a loss by the leading measure where no queries of what fell are kept', () => {
    const withGain = ({ record, evaluations }: System, value: number): System => {
      const gain = { ...record.scores[0]!, measure: 'R@1', value }
      return { record: { ...record, scores: [...record.scores, gain] }, evaluations }
    }
    const now = system(noisy(0.02, ({ language }) => (language === 'th' ? -0.01 : 0)))
    const { reasons, measures: rows } = compared(withGain(before, 0.5), withGain(now, 0.4))
    expect(rows[0]).toMatchObject({
      measure: 'R@1',
      verdict: 'regressed',
      loss: { of: 'AP', culprit: { language: 'th' } },
    })
    expect(reasons[0]).toBe('Thai (th) lost most.')
    expect(reasons[1]).toContain('No values of queries are kept of it; by those of AP:')
  })

  test('takes for chance what other seeds might give, unless more is lost than chance may excuse', () => {
    const unlucky = system((query, seed, place) => noisy(0.02)(query, seed, place) - (seed === 3 ? 0.045 : 0))
    const strict = { AP: 0.005, languages: '50%' } as const
    expect(compared(before, unlucky, strict).verdict).toBe('regressed')
    expect(compared(before, unlucky, { ...strict, AP: { worse: 0.005, alpha: 0.05 } })).toMatchObject({
      verdict: 'unchanged',
      measures: [{ test: { family: 2 } }, {}],
    })
    expect(compared(before, unlucky, { ...strict, AP: { worse: 0.005, alpha: 0.05, atMost: 0.01 } }).verdict).toBe(
      'regressed',
    )
  })

  test('compares means where the values are gone, says so, and passes nothing that was to be tested', () => {
    const gone: Evidence = {
      before: { scores: null, fault: 'b/1.bin is missing' },
      now: queryValues(before.evaluations, () => true, null),
      queries: toy.queries,
    }
    const against = (tolerances?: Tolerances): Comparison =>
      compare(before.record, baselineEntry(before.record), rulesOf(measures, tolerances), gone)
    expect(against()).toMatchObject({
      verdict: 'unchanged',
      notes: ['Nothing could be tested or told by language, since b/1.bin is missing; means alone were compared.'],
    })
    for (const tolerances of [{ AP: { worse: 0.01, alpha: 0.05 } }, { languages: 0.1 }]) {
      expect(against(tolerances)).toMatchObject({
        verdict: 'incomparable',
        reasons: [expect.stringMatching(/^The tolerance asks for more than means\. .*is missing/)],
      })
    }
  })

  const shift = fc.integer({ min: -400, max: 400 }).map((n) => (n / 400) ** 3 / 5)
  const share = fc.oneof(
    fc.constant(0),
    fc.integer({ min: 0, max: 100 }).map((n) => n / 1000),
  )
  const alpha = fc.double({ min: 0.001, max: 0.5, noNaN: true })
  const shifted = (de: number, th: number): System =>
    system(noisy(0.05, ({ language }) => (language === 'th' ? th : language === 'de' ? de : 0)))

  test('tests with what a run scored beyond all that its baseline did', () => {
    const interval = (one: System, other: System) =>
      compared(one, other, { RankDistance: { worse: 0, alpha: 0.05 } }).measures.find(
        ({ measure }) => measure === 'RankDistance',
      )?.test?.interval as readonly [number, number]
    const [there, back] = [interval(shifted(0, 0), shifted(0, 0.3)), interval(shifted(0, 0.3), shifted(0, 0))]
    expect(there[0]).toBeCloseTo(-back[1], 9)
    expect(there[1]).toBeCloseTo(-back[0], 9)
  })

  it.prop([shift, shift, share, alpha, fc.constantFrom([1], [1, 2])], { numRuns: 25 })(
    'finds a run equal to its baseline unchanged, whatever the tolerance',
    (de, th, worse, level, seeds) => {
      const same = system(
        noisy(0.05, ({ language }) => (language === 'th' ? th : de)),
        seeds,
      )
      for (const each of [0, worse, { worse: 0, alpha: level }, { worse, alpha: level, atMost: worse }]) {
        const tolerances = { AP: each, RankDistance: each, languages: each }
        expect(compared(same, same, tolerances)).toMatchObject({ verdict: 'unchanged', reasons: [] })
      }
    },
  )

  it.prop([shift, shift, share, alpha], { numRuns: 25 })('judges opposite moves oppositely', (de, th, worse, level) => {
    const [one, other] = [shifted(0, 0), shifted(de, th)]
    const tolerances = {
      AP: { worse, alpha: level },
      RankDistance: { worse: 100 * worse, alpha: level },
      languages: '1000%',
    } as const
    const opposite: Readonly<Record<string, string>> = { regressed: 'improved', improved: 'regressed' }
    const [there, back] = [compared(one, other, tolerances), compared(other, one, tolerances)].map(
      ({ measures: rows }) => Object.fromEntries(rows.map(({ measure, verdict }) => [measure, verdict])),
    )
    for (const [measure, verdict] of Object.entries(there!)) expect(back![measure]).toBe(opposite[verdict] ?? verdict)
  })

  it.prop([shift, shift, alpha, alpha], { numRuns: 25 })('fails no less at a larger alpha', (de, th, one, other) => {
    const failures = (level: number): number => {
      const each = { worse: 0, alpha: level }
      const { measures: rows } = compared(shifted(0, 0), shifted(de, th), {
        AP: each,
        RankDistance: each,
        languages: each,
      })
      return rows.filter(({ verdict }) => verdict === 'regressed').length
    }
    expect(failures(Math.max(one, other))).toBeGreaterThanOrEqual(failures(Math.min(one, other)))
  })

  it.prop([shift, shift], { numRuns: 25 })(
    'says the same of a baseline of schema 1 as of its migrated form',
    (de, th) => {
      const [old, now] = [shifted(0, 0), shifted(de, th)]
      const { measures: _, engine, queries, queryScores: none, ...first } = baselineEntry(old.record)
      const text = JSON.stringify({ schema: 1, cases: { a: first } })
      const migrated = parseBaseline(text, 'b.json')
      const written: Baseline = parseBaseline(formatBaseline(migrated), 'b.json')
      const judge = (entry: BaselineEntry | undefined): Comparison => compare(now.record, entry, rulesOf(measures))
      expect(judge(written.cases['a'])).toEqual(judge(migrated.cases['a']))
      expect(judge(written.cases['a'])).toEqual(judge(baselineEntry(old.record)))
    },
  )
})
