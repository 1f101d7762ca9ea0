import type { Experiment } from '../experiment/experiment.ts'
import type { ScoreRecord } from '../experiment/record.ts'
import { formatScore, unitOf } from '../report/number-format.ts'
import { counted } from '../report/plain-text.ts'
import { type Setting, settings } from '../retrieval.ts'
import type { Screen } from './output.ts'
import { textTable } from './text-table.ts'

type Record = Experiment['record']

/** Settings that have scores as rows, measures as columns; then each setting's query languages. */
export function evaluatedTable(record: Record, screen: Screen): string {
  const measures = [...new Map(record.scores.map((score) => [score.measure, score])).values()]
  const found = settings.filter((setting) => record.scores.some((score) => score.setting === setting))
  const rows = found.map((setting) => [setting, ...measures.map(({ measure }) => cell(find(record, measure, setting)))])
  const whole = textTable({ columns: ['setting', ...measures.map(heading)], rows }, screen)
  const parts = found.map((setting) => languageTable(record, setting, screen))
  return [whole, `\n${summary(record)}\n`, ...parts].join('')
}

function languageTable({ scores, dataset }: Record, setting: Setting, screen: Screen): string {
  const own = scores.filter((score) => score.setting === setting)
  const rows = dataset.languages.map((language) => [
    language,
    ...own.map((score) => cell({ ...score, value: score.perLanguage[language] ?? Number.NaN })),
  ])
  return `\n${setting}, by language of the query\n${textTable({ columns: ['language', ...own.map(heading)], rows }, screen)}`
}

function find({ scores }: Record, measure: string, setting: Setting): ScoreRecord | undefined {
  return scores.find((score) => score.measure === measure && score.setting === setting)
}

/** An arrow where less is better, which nobody expects. */
function heading({ measure, direction }: ScoreRecord): string {
  return direction === 'lower' ? `${measure} ↓` : measure
}

function cell(score: ScoreRecord | undefined): string {
  return score ? formatScore(score, unitOf(score.measure, [score.value]), 4) : '–'
}

function summary({ encoder, dataset }: Record): string {
  const counts = `${counted(dataset.queries, 'query', 'queries')}, ${counted(dataset.documents, 'document')}`
  return `${encoder.name} on ${dataset.name} (${dataset.revision}): ${counts}, ${dataset.languages.join(' ')}.`
}
