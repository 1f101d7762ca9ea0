import type { HistoryEntry } from '../gate/history-entry.ts'
import { type CaseView, caseView, type Tone } from './case-view.ts'
import { choiceOf } from './choice.ts'
import { type DatasetGroup, groupByDataset } from './dataset-group.ts'
import { type DatasetView, datasetFacts, datasetView } from './dataset-view.ts'
import { findingSentences, hybridSentence } from './finding-sentences.ts'
import { failuresOf, gateSentence, reasonsBesideRegression, regressionSentence } from './gate-sentence.ts'
import { heatLevels } from './heat-scale.ts'
import { ownShareSentence } from './language-shares-view.ts'
import { marksOf, type SeriesColour, seriesColours } from './palette.ts'
import { counted, plainText } from './plain-text.ts'
import { type RegressionView, regressionView } from './regression-view.ts'
import type { Report, ReportCase } from './report.ts'
import { type ReproduceView, reproduceView } from './reproduce-view.ts'

/** What the templates write down: text made, numbers formatted, nothing left to decide. */
export interface ReportView {
  readonly verdict: Report['verdict']
  readonly tone: Tone
  readonly facts: string
  readonly gate: string
  /** One a data set. */
  readonly findings: readonly FindingView[]
  /** Whether any of the findings names a system to use. */
  readonly chosen: boolean
  /** There is one data set: it need not be named at each turn. */
  readonly single: boolean
  readonly problems: readonly string[]
  /** Cases that fail the gate; told together where they say the same. */
  readonly attention: readonly AttentionView[]
  /** Null where no case was skipped. */
  readonly skipped: { readonly summary: string; readonly groups: readonly AttentionView[] } | null
  readonly datasets: readonly DatasetView[]
  readonly cases: readonly CaseView[]
  readonly reproduce: ReproduceView
}

/** Cases of one verdict for the same reasons. */
export interface AttentionView extends Pick<CaseView, 'verdict' | 'tone' | 'reasons' | 'remedy'> {
  readonly cases: readonly CaseView[]
  /** What got worse; null where that is not why, or several cases are told together. */
  readonly regression: RegressionView | null
}

/** What was found on one data set. */
export interface FindingView {
  readonly name: string
  /** Which system to use; null where there is nothing to choose from. */
  readonly choice: string | null
  readonly sentences: readonly string[]
  /** What the certainty rests on, and the rule of the choice. */
  readonly small: readonly string[]
}

/** What the page shows beside the run itself. */
export interface ReportExtras {
  readonly history?: readonly HistoryEntry[]
}

/** What the style sheet needs to know. */
export interface StyleView {
  readonly series: readonly (SeriesColour & { readonly index: number })[]
  readonly tints: readonly { readonly level: number; readonly share: number }[]
}

/** @param history what earlier runs of the suite reached, oldest first */
export function reportView(report: Report, { history = [] }: ReportExtras = {}): ReportView {
  const groups = groupByDataset(report.cases)
  const marks = marksOf(groups.flatMap(({ rows }) => rows.map(({ label }) => label)))
  const cases = report.cases.map(caseView)
  const viewed = (one: ReportCase) => ({ one, view: cases[report.cases.indexOf(one)] as CaseView })
  const findings = groups.map(findingView)
  return {
    verdict: report.verdict,
    tone: report.verdict === 'passed' ? 'good' : 'bad',
    facts: headerFacts(report, groups),
    gate: gateSentence(report),
    findings,
    chosen: findings.some(({ choice }) => choice !== null),
    single: groups.length === 1,
    problems: report.problems.map(plainText),
    attention: attentionViews(failuresOf(report.cases).map(viewed)),
    skipped: skippedView(report.cases.filter(({ verdict }) => verdict === 'skipped').map(viewed)),
    datasets: groups.map((group, index) => datasetView(group, marks, { index, history })),
    cases,
    reproduce: reproduceView(report, groups),
  }
}

/** So many regressions are shown with languages and queries; the others in a sentence, and in full under their case. */
const shownInFull = 3

interface CaseAndView {
  readonly one: ReportCase
  readonly view: CaseView
}

function attentionViews(cases: readonly CaseAndView[]): AttentionView[] {
  const alike = Map.groupBy(cases, ({ view: { verdict, reasons } }) => JSON.stringify([verdict, reasons]))
  return [...alike.values()].map((group, place) => {
    const { one, view } = group[0] as CaseAndView
    const known = group.length === 1 ? regressionView(one) : null
    const regression = place < shownInFull ? known : null
    const { verdict, tone, reasons, remedy } = view
    const short = regressionSentence(one)
    // The comparison's own reasons say in prose what the regression shows; further cases get a sentence each.
    const said =
      known === null
        ? reasons
        : [...reasonsBesideRegression(one), ...(regression === null && short !== null ? [short] : [])]
    return { verdict, tone, reasons: said, remedy, cases: group.map(({ view }) => view), regression }
  })
}

function skippedView(cases: readonly CaseAndView[]): ReportView['skipped'] {
  if (cases.length === 0) return null
  return { summary: `${counted(cases.length, 'case was', 'cases were')} skipped`, groups: attentionViews(cases) }
}

function findingView(group: DatasetGroup): FindingView {
  const name = plainText(group.name) || 'unnamed data set'
  const choice = choiceOf(group)
  if (choice === null) return { name, choice: null, sentences: findingSentences(group), small: [] }
  const share = ownShareSentence(group.rows, choice.chosen)
  return {
    name,
    choice: choice.sentence,
    sentences: [...choice.reasons, ...(share === null ? [] : [share]), ...hybridSentence(group)],
    small: [choice.rule, choice.certainty],
  }
}

export function styleView(): StyleView {
  return {
    series: seriesColours.map((colour, index) => ({ ...colour, index })),
    tints: Array.from({ length: heatLevels + 1 }, (_, level) => ({ level, share: (100 * level) / heatLevels })),
  }
}

function headerFacts({ cases }: Report, groups: readonly DatasetGroup[]): string {
  const runs = groups.flatMap(({ rows }) => rows.map(({ run }) => run))
  const only = groups.length === 1 ? groups[0] : undefined
  const steps = runs.flatMap(({ training }) => (training === null ? [] : [training.steps]))
  const seeds = [...new Set(runs.flatMap((run) => run.seeds))].sort((a, b) => a - b)
  const facts = [counted(cases.length, 'case')]
  if (only) facts.push(plainText(only.dataset.name), datasetFacts(only.dataset))
  else if (groups.length > 1) facts.push(counted(groups.length, 'data set'))
  if (runs.length > 0) facts.push(steps.length === 0 ? 'no training' : `${span(steps)} steps`)
  if (seeds.length > 0)
    facts.push(
      seeds.length > 5 ? counted(seeds.length, 'seed') : `seed${seeds.length > 1 ? 's' : ''} ${seeds.join(', ')}`,
    )
  return facts.join(' · ')
}

/** `1,500`, or `1,000 to 1,500`. */
function span(values: readonly number[]): string {
  const ends = [Math.min(...values), Math.max(...values)].map((value) => value.toLocaleString('en-US'))
  return ends[0] === ends[1] ? (ends[0] as string) : ends.join(' to ')
}
