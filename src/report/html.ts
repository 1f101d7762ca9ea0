import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import Handlebars from 'handlebars'
import type { Report } from './report.ts'
import { reportView, styleView } from './view.ts'

const handlebars = Handlebars.create()
for (const name of ['badge', 'legend', 'scores', 'heat', 'pairs', 'data-card', 'dataset', 'case'])
  handlebars.registerPartial(name, source(name))

// Strict: a name that the view does not have is an error, not an empty place in the page.
const page = handlebars.compile(source('report'), { strict: true, knownHelpersOnly: true })
const style = handlebars.compile(source('style'), { strict: true, knownHelpersOnly: true })

/**
 * The whole report as one HTML file: no script, no network, light and dark, for screen, print and screen reader.
 * The same report gives the same text, byte for byte. Every text of the report is escaped; control characters and forced
 * text directions are spelt out.
 */
export function renderReport(report: Report): string {
  const css = style(styleView())
  const hash = createHash('sha256').update(css).digest('base64')
  return page({
    ...reportView(report),
    css,
    policy: `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
  })
}

function source(name: string): string {
  return readFileSync(new URL(`./${name}.hbs`, import.meta.url), 'utf8')
}
