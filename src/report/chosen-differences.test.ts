import { fc, test as prop } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { type Outcome, outcomes, reportCase, runRecord } from '../../fixtures/report.ts'
import type { RunRecord, ScoreRecord } from '../experiment/record.ts'
import { chosenDifferences } from './chosen-differences.ts'
import { type DatasetGroup, groupByDataset } from './dataset-group.ts'
import { differenceScale } from './difference-scale.ts'
import { differences } from './differences.ts'

interface Difference {
  readonly measure: { readonly name: string; readonly label: string; readonly direction: 'higher' | 'lower' }
  readonly queries: readonly string[]
  readonly documents: readonly string[]
  readonly pairs: readonly (readonly number[])[]
  readonly setting: string
  readonly bars: readonly { readonly language: string; readonly gain: number; readonly change: number }[]
  readonly barText: (change: number) => string
}

interface Tints {
  readonly level: (value: number) => number
  readonly text: (value: number) => string
  readonly widest: number
  readonly sentence: string
}

interface Header {
  readonly cases: readonly string[]
  readonly measures: readonly { readonly title: string }[]
  readonly first: number
  readonly second: number
}

type Chosen = { readonly measure: number; readonly first: number; readonly second: number }

// The page's own code, which knows no types of ours.
const page = (name: string) => import(new URL(`./drill-down/page/${name}.js`, import.meta.url).href)
const { unpack } = (await page('unpack')) as { unpack: (text: string) => Promise<{ readonly header: Header }> }
const { differenceOf, tintsOf } = (await page('difference')) as {
  differenceOf: (choosables: { readonly header: Header }, chosen: Chosen) => Difference
  tintsOf: (measure: object, values: readonly number[]) => Tints
}

function groupOf(runs: readonly RunRecord[]): DatasetGroup {
  return groupByDataset(runs.map((run) => reportCase(outcomes[3] as Outcome, { run })))[0] as DatasetGroup
}

const four = groupOf(outcomes.map((outcome) => runRecord(outcome)))

/** A run with nothing but these scores. */
function runWith(label: string, scores: readonly ScoreRecord[], languages = ['de', 'en']): RunRecord {
  const run = runRecord(outcomes[3] as Outcome)
  return { ...run, key: label, label, name: label, dataset: { ...run.dataset, languages }, scores }
}

/** Ranks of every document language in one pool. */
function ranks(perPair: NonNullable<ScoreRecord['perPair']>): ScoreRecord {
  const perLanguage = { de: 2, en: 2 }
  return {
    measure: 'MeanRank',
    setting: 'multilingual',
    direction: 'lower',
    value: 2,
    perSeed: [2],
    perLanguage,
    perPair,
  }
}

describe('chosenDifferences', () => {
  test('subtracts ranks pair by pair, and leaves out what one of both has not', async () => {
    const one = runWith('one', [ranks({ de: { de: 1, en: 30.5 }, en: { de: 1200, en: 2 } })])
    const two = runWith('two', [ranks({ de: { de: 4, en: 10 }, en: { en: 2 } })])
    const content = await unpack(chosenDifferences(groupOf([one, two])) as string)
    expect(content.header).toMatchObject({ cases: ['one', 'two'], measures: [{ title: 'MeanRank, one pool' }] })
    const found = differenceOf(content, { measure: 0, first: 0, second: 1 })
    const tints = tintsOf(found.measure, found.pairs.flat())
    expect([found.queries, found.documents]).toEqual([
      ['de', 'en'],
      ['de', 'en'],
    ])
    expect(found.pairs.map((line) => line.map(tints.text))).toEqual([
      ['−3', '+20.5'],
      ['', '='],
    ])
    expect(tints.level(-20.5)).toBe(20)
  })

  test('has every measure with language pairs, the leading one first, and opens with the first fixed map', async () => {
    const { header } = await unpack(chosenDifferences(four) as string)
    expect(header.measures.map(({ title }) => title)).toEqual([
      'AP',
      'RR',
      'nDCG@10',
      'R@1',
      'R@10',
      'R@100',
      'Success@1',
    ])
    const opening = `${header.cases[header.first]} − ${header.cases[header.second]}`
    expect(opening).toBe(differences(four)[0]?.title)
  })

  test('draws what the fixed maps and bars show', async () => {
    const content = await unpack(chosenDifferences(four) as string)
    const { cases } = content.header
    for (const view of differences(four)) {
      const [first, second] = view.title.split(' − ').map((label) => cases.indexOf(label)) as [number, number]
      const found = differenceOf(content, { measure: 0, first, second })
      const tints = tintsOf(found.measure, found.pairs.flat())
      expect(found.measure.label).toBe(view.map?.label)
      expect(found.documents).toEqual(view.map?.columns)
      expect(found.pairs.map((line) => line.map((value) => `${tints.text(value)} ${tints.level(value)}`))).toEqual(
        view.map?.rows.map(({ cells }) => cells.map(({ value, level }) => `${value} ${level}`)),
      )
      expect(view.caption).toContain(tints.sentence)
      const bars = found.bars.toSorted((a, b) => a.gain - b.gain)
      const told = bars.map(({ language, change }) => `${language} ${found.barText(change)}`).join(', ')
      expect(view.bars?.svg).toContain(`what lost most first. ${told}."`)
      expect(view.bars?.title).toContain(`, ${found.setting}, `)
    }
  })

  test('takes less than 60 kB for 7 cases in 11 languages, and leaves out measures where there is no room', async () => {
    const cases = (count: number) =>
      groupOf(
        Array.from({ length: count }, (_, i) => {
          return { ...runRecord({ ...(outcomes[i % 4] as Outcome), label: `case ${i}` }), key: `${i}` }
        }),
      )
    expect(chosenDifferences(cases(7))?.length).toBeLessThan(60_000)
    const { header } = await unpack(chosenDifferences(cases(40)) as string)
    expect(header.measures.map(({ title }) => title)).toEqual(['AP', 'RR'])
  })

  test('is null without two cases that have language pairs; bounds are none', () => {
    const one = runWith('one', [ranks({ de: { de: 1 } })])
    const bounded = runWith('two', [{ ...ranks({ de: { de: 1 } }), bound: 'at least' }])
    expect(chosenDifferences(groupOf([one]))).toBeNull()
    expect(chosenDifferences(groupOf([one, bounded]))).toBeNull()
    expect(chosenDifferences({ ...four, rows: [] })).toBeNull()
  })
})

describe('the page', () => {
  const share = fc.double({ min: -1, max: 1 })
  const rank = fc.double({ min: -4000, max: 4000, noNaN: true })

  prop.prop([fc.oneof(fc.array(share), fc.array(rank)), fc.constantFrom('higher', 'lower')])(
    'tints and writes differences as the maps that need no script',
    (values, direction) => {
      const own = differenceScale('AP', values, direction)
      const tints = tintsOf({ name: 'AP', direction, scale: { low: 0, step: 0 } }, values)
      expect(values.map(tints.level)).toEqual(values.map(own.level))
      expect(values.map(tints.text)).toEqual(values.map(own.written))
      expect([tints.widest, tints.sentence]).toEqual([own.widest, own.sentence])
    },
  )
})
