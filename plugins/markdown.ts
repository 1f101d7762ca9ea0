import type { Problem } from '../src/gate/gate.ts'
import type { ReportCase } from '../src/report/report.ts'
import { type ResultTable, resultTables } from './result-table.ts'

/** The summary as Markdown, for the page of a CI job (`GITHUB_STEP_SUMMARY`). */
export function markdownSummary(cases: readonly ReportCase[], problems: readonly Problem[]): string {
  const verdict =
    problems.length === 0
      ? '✅ passed'
      : `❌ failed, ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`
  const list = problems.map(
    ({ key, message, remedy }) => `- **${escaped(key ?? 'The suite')}**: ${escaped(message)} ${escaped(remedy)}`,
  )
  const parts = [
    `## Retrieval gate: ${verdict}`,
    ...resultTables(cases).map(table),
    ...(list.length > 0 ? [list.join('\n')] : []),
  ]
  return `${parts.join('\n\n')}\n`
}

function table({ title, columns, rows, caption }: ResultTable): string {
  const row = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`
  const rule = columns.map((_, i) => (i === 0 || i === columns.length - 1 ? '---' : '--:'))
  return [
    `### ${escaped(title)}`,
    '',
    row(columns),
    row(rule),
    ...rows.map(({ cells }) => row(cells)),
    ...(caption ? ['', caption.split('\n').map(escaped).join('<br>\n')] : []),
  ].join('\n')
}

/** Text that cannot end a cell, open a tag or start a link. */
function escaped(text: string): string {
  return text.replace(/[\\|<>[\]*_`]/g, '\\$&').replace(/\s*\n\s*/g, ' ')
}
