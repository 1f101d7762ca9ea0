import { formatDifference, formatValue, type Unit, unitOf } from '../report/number-format.ts'
import type { Comparison } from './comparison.ts'
import type { ComparisonReport } from './comparison-json.ts'
import type { Screen } from './output.ts'
import { type Cell, textTable } from './text-table.ts'

const columns = ['measure', 'baseline', 'run', 'change', '95 % interval', 'p', 'p Holm', '+/=/−']

/** One table a run, one row a measure, and what the figures mean. */
export function comparisonTable(report: ComparisonReport, screen: Screen): string {
  const groups = Map.groupBy(report.comparisons, ({ run }) => run)
  const tables = Array.from(groups, ([run, group]) => {
    const rows = group.map((each) => cells(each, report.settings.correction === 'holm'))
    const shown = columns.filter((column) => report.settings.correction === 'holm' || column !== 'p Holm')
    return `${run} against ${report.baseline}\n${textTable({ columns: shown, rows }, screen)}\n`
  })
  return `${tables.join('')}${legend(report).join('\n')}\n`
}

function cells(each: Comparison, corrected: boolean): Cell[] {
  const unit = unitOf(each.measure, [each.baseline, each.value])
  const star = each.significant ? '*' : ' '
  const difference = `${formatDifference(each.difference, unit, 4)}${star}`
  return [
    each.measure,
    formatValue(each.baseline, unit, 4),
    formatValue(each.value, unit, 4),
    each.significant ? { text: difference, strong: true } : difference,
    intervalText(each.interval, unit),
    probability(each.p),
    ...(corrected ? [probability(each.correctedP)] : []),
    `${each.wins}/${each.ties}/${each.losses}`,
  ]
}

function intervalText(interval: Comparison['interval'], unit: Unit): string {
  return interval ? `${interval.map((end) => formatDifference(end, unit, 4).replace('=', '0')).join(' … ')}` : 'n/a'
}

function probability(p: number | null): string {
  if (p === null) return 'n/a'
  return p < 0.0001 ? '<.0001' : formatValue(p, 'share', 4)
}

function legend({ queries, settings, comparisons }: ComparisonReport): string[] {
  const { test, correction, alpha, seed } = settings
  const tests = {
    randomisation: `two-sided paired randomisation test, seed ${seed}; intervals by the BCa bootstrap`,
    t: "two-sided paired t test; Student's intervals",
  }
  const count = comparisons.length
  const family =
    correction === 'holm'
      ? `p Holm: corrected for ${count} comparison${count === 1 ? '' : 's'}; intervals are not.`
      : `p is not corrected for ${count} comparison${count === 1 ? '' : 's'}.`
  return [
    `Mean over ${queries.toLocaleString('en-US')} queries: ${tests[test]}.`,
    family,
    `* significant at ${alpha}. +/=/−: queries on which the run is better, equal, worse.`,
  ]
}
