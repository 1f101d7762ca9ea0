import { type DatasetCard, totalsOf } from '../datasets/cards/card.ts'
import { datasetCards } from '../datasets/cards/cards.ts'
import type { Output, Screen } from './output.ts'
import { textTable } from './text-table.ts'
import { wrapped } from './wrapped.ts'

export interface DatasetsCommandOptions {
  readonly format: 'table' | 'json'
  readonly screen: Screen
}

/** What `vitest-retrieval datasets` prints: a table of all, then each with its source, licence and citation. */
export function datasetsCommand({ format, screen }: DatasetsCommandOptions): Output {
  const text = format === 'json' ? cardsJson(datasetCards) : cardsText(datasetCards, screen)
  return { text, warnings: [], failed: false }
}

/** `{"datasets": [{"name", …, "languages": [{"language", "queries", "documents"}], "queries", "documents"}]}`; null: not known. */
function cardsJson(cards: readonly DatasetCard[]): string {
  return `${JSON.stringify({ datasets: cards.map((card) => ({ ...card, ...totalsOf(card) })) }, null, 2)}\n`
}

function cardsText(cards: readonly DatasetCard[], screen: Screen): string {
  const columns = ['data set', 'languages', 'queries', 'documents', 'licence']
  const table = textTable({ columns, rows: cards.map(cells) }, screen)
  const legend = '* not for commercial use. ≥: languages without published counts come on top.\n'
  return [table, legend, ...cards.map((card) => paragraph(card, screen.width))].join('\n')
}

function cells(card: DatasetCard): string[] {
  const { name, languages, licence, nonCommercial } = card
  const count = languages.length === 0 ? 'any' : `${languages.length}`
  return [
    name,
    count,
    total(card, 'queries'),
    total(card, 'documents'),
    `${licence ?? 'its own'}${nonCommercial ? '*' : ''}`,
  ]
}

function total(card: DatasetCard, side: 'queries' | 'documents'): string {
  const known = card.languages.flatMap((each) => each[side] ?? [])
  if (known.length === 0) return 'n/a'
  const sum = known.reduce((a, b) => a + b).toLocaleString('en-US')
  return totalsOf(card)[side] === null ? `≥ ${sum}` : sum
}

function paragraph(card: DatasetCard, width: number): string {
  const { name, title, loader, revision, description, languages, parallel, licence, terms, source, citation } = card
  const lines = [
    description,
    ...(languages.length > 0 ? [`Languages: ${languages.map(({ language }) => language).join(' ')}`] : []),
    `Parallel: ${parallel}`,
    `Licence: ${licence ? `${licence}. ` : ''}${terms}`,
    `Source: ${source}`,
    `Loader: ${loader}()`,
    `Cite: ${citation}`,
  ]
  const head = `${name}: ${title}${revision === null ? '' : `, ${revision}`}\n`
  return head + lines.map((line) => wrapped(line, { width, first: 2, further: 4 })).join('')
}
