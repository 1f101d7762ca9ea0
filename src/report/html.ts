import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import Handlebars from 'handlebars'
import type { HistoryEntry } from '../gate/history-entry.ts'
import { drillDownView, type QueriesByKey } from './drill-down/drill-down.ts'
import { pageScript } from './drill-down/script.ts'
import type { Report } from './report.ts'
import { reportView, styleView } from './view.ts'

const handlebars = Handlebars.create()
for (const name of ['badge', 'legend', 'scores', 'heat', 'pairs', 'data-card', 'chosen-differences', 'dataset', 'case'])
  handlebars.registerPartial(name, source(`${name}.hbs`))
handlebars.registerPartial('drill-down', source('drill-down/drill-down.hbs'))

// Strict: a name that the view does not have is an error, not an empty place in the page.
const page = handlebars.compile(source('report.hbs'), { strict: true, knownHelpersOnly: true })
const style = handlebars.compile(source('style.hbs'), { strict: true, knownHelpersOnly: true })

/** What the page shows beside the report itself. */
export interface PageOptions {
  /** What single queries got, by the keys of their runs; cases without are left out of the table. */
  readonly queries?: QueriesByKey
  /** What earlier runs of the suite reached, oldest first. */
  readonly history?: readonly HistoryEntry[]
}

/**
 * The whole report as one HTML file: no network, light and dark, for screen, print and screen reader. Without script
 * everything but the table of single queries and the choice of two cases to compare can be read.
 * The same report gives the same text, byte for byte. Every text of the report is escaped; control characters and forced
 * text directions are spelt out.
 */
export function renderReport(report: Report, { queries = new Map(), history = [] }: PageOptions = {}): string {
  const css = style(styleView()) + source('drill-down/drill-down-style.hbs')
  const script = pageScript()
  return page({
    ...reportView(report, { history }),
    css,
    drillDown: drillDownView(report, queries),
    script,
    policy: `default-src 'none'; style-src '${hashOf(css)}'; script-src '${hashOf(script)}'; base-uri 'none'; form-action 'none'`,
  })
}

/** As a Content-Security-Policy names it. */
function hashOf(content: string): string {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`
}

function source(name: string): string {
  return readFileSync(new URL(`./${name}`, import.meta.url), 'utf8')
}
