import type { MeasureComparison } from '../gate/comparison.ts'
import { formatDifference, formatValue, unitOf } from '../report/number-format.ts'
import { counted } from '../report/plain-text.ts'
import type { Report, ReportCase } from '../report/report.ts'
import type { Screen } from './output.ts'
import { type Cell, textTable } from './text-table.ts'

const columns = ['case', 'measure', 'before', 'after', 'change', 'verdict']

/** One row a measure that moved beyond its tolerance, then what of each case did not. */
export function reportTable({ cases }: Report, screen: Screen): string {
  const rows = cases.flatMap(rowsOf)
  const table = rows.length > 0 ? `${textTable({ columns, rows }, screen)}\n` : ''
  return `${table}${cases.map((each) => `${nameOf(each)}: ${sentence(each)}\n`).join('')}`
}

function rowsOf(each: ReportCase): Cell[][] {
  const moved = each.comparison?.measures.filter(({ verdict }) => verdict !== 'unchanged') ?? []
  return moved.map((measure) => cells(nameOf(each), measure))
}

function cells(name: string, { measure, setting, expected, actual, verdict }: MeasureComparison): Cell[] {
  const unit = unitOf(measure, [expected ?? 0, actual ?? 0])
  const change = expected === null || actual === null ? 'n/a' : formatDifference(actual - expected, unit, 4)
  const values = [formatValue(expected, unit, 4), formatValue(actual, unit, 4)]
  return [
    name,
    `${measure} ${setting}`,
    ...values,
    change,
    verdict === 'regressed' ? { text: verdict, strong: true } : verdict,
  ]
}

function sentence({ verdict, errors, comparison }: ReportCase): string {
  const held = comparison?.measures.filter((each) => each.verdict === 'unchanged').length ?? 0
  const others = held > 0 ? `, ${counted(held, 'measure')} within tolerance` : ''
  const reasons = verdict === 'regressed' ? [] : [...errors, ...(comparison?.reasons ?? [])]
  return [`${verdict}${others}.`, ...reasons].join(' ')
}

/** A case by its tests' names, with its runs' where there are several. */
function nameOf({ file, test, run }: ReportCase): string {
  return run ? run.key.slice(file.length + ' > '.length) : test
}
