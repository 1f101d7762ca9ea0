import type { RunRecord, ScoreRecord } from '../experiment/record.ts'
import type { Setting } from '../retrieval.ts'
import { counted, listInSentence, plainText } from './plain-text.ts'
import type { ReportCase } from './report.ts'

/** A case that left a result: one row of its data set's table. */
export interface Row {
  /** Unique in its group. */
  readonly label: string
  readonly run: RunRecord
  readonly case: ReportCase
}

/** Everything measured on one state of one data set; only such results may stand in one table. */
export interface DatasetGroup {
  /** The data set's, with what tells it from others of this name: `xquad-r, 3 languages`. */
  readonly name: string
  readonly dataset: RunRecord['dataset']
  readonly rows: readonly Row[]
}

/** The results by data set, both in the order of the report. Two states (hashes) of a data set are two groups. */
export function groupByDataset(cases: readonly ReportCase[]): DatasetGroup[] {
  const groups = new Map<string, (ReportCase & { run: RunRecord })[]>()
  for (const one of cases) {
    if (one.run === null) continue
    const { name, revision, hash } = one.run.dataset
    const key = JSON.stringify([name, revision, hash])
    const group = groups.get(key) ?? []
    group.push({ ...one, run: one.run })
    groups.set(key, group)
  }
  const datasets = [...groups.values()].map((group) => (group[0] as (typeof group)[0]).run.dataset)
  return [...groups.values()].map((group, i) => ({
    name: nameAmong(datasets, datasets[i] as RunRecord['dataset']),
    dataset: datasets[i] as RunRecord['dataset'],
    rows: rowsOf(group),
  }))
}

/** More languages than these are no name. */
const languagesInName = 4

/** As short as it can be while telling data sets of one name apart: by their number of languages, these, the revision, the hash. */
function nameAmong(all: readonly RunRecord['dataset'][], own: RunRecord['dataset']): string {
  const alike = all.filter(({ name }) => name === own.name)
  const wordings: ((dataset: RunRecord['dataset']) => string)[] = [
    ({ name }) => name,
    ({ name, languages }) => `${name}, ${counted(languages.length, 'language')}`,
    ({ name, languages }) =>
      languages.length > languagesInName ? name : `${name} in ${listInSentence([...languages])}`,
    ({ name, revision }) => `${name}, revision ${revision}`,
  ]
  const clear = wordings.find((wording) => new Set(alike.map(wording)).size === alike.length)
  return clear ? clear(own) : `${own.name} ${own.hash.slice(0, 8)}`
}

/** The score of one measure in one setting, where the run has it. */
export function scoreOf(run: RunRecord, measure: string, setting: Setting): ScoreRecord | undefined {
  return run.scores.find((score) => score.measure === measure && score.setting === setting)
}

/** The measure shown first: AP, else the first that is not the rank distance; null where there is none. */
export function leadingMeasure(rows: readonly Row[]): string | null {
  const measures = measuresOf(rows).filter((measure) => measure !== 'RankDistance')
  return measures.find((measure) => measure === 'AP') ?? measures[0] ?? null
}

/** Every measure of the rows, in the order they come. */
export function measuresOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap(({ run }) => run.scores.map((score) => score.measure)))]
}

/** Labels as short as they can be while telling the rows apart: the label, then with the encoder, the test, a number. */
function rowsOf(group: readonly (ReportCase & { run: RunRecord })[]): Row[] {
  const wordings: ((one: ReportCase & { run: RunRecord }) => string)[] = [
    ({ run }) => run.label,
    ({ run }) => `${run.label} · ${run.encoder.name}`,
    ({ run, test }) => `${run.label} · ${test}`,
    ({ run }) => `${run.label} · ${run.key}`,
  ]
  const clear = wordings.find((wording) => new Set(group.map(wording)).size === group.length)
  const label = clear ?? (({ run }: { run: RunRecord }) => `${run.label} · ${run.key}`)
  return group.map((one, index) => ({
    label: plainText(label(one)) + (clear === undefined ? ` (${index + 1})` : ''),
    run: one.run,
    case: one,
  }))
}
