import { styleText } from 'node:util'
import type { Screen } from './output.ts'

/** One cell of a table; a bare string is one without emphasis. */
export type Cell = string | { readonly text: string; readonly strong: true }

export interface TextTable {
  readonly columns: readonly string[]
  /** As many cells as columns; the first is the row's name. */
  readonly rows: readonly (readonly Cell[])[]
}

const gap = '  '

/**
 * Aligned columns: names to the left, figures to the right. A long name loses its beginning, for files differ at the end;
 * columns that do not fit into the width go below, each block with the names again.
 */
export function textTable({ columns, rows }: TextTable, { width, colour }: Screen): string {
  const names = rows.map(([name]) => shortened(textOf(name!), Math.max(12, Math.floor(width / 2))))
  const nameWidth = Math.max(columns[0]!.length, ...names.map(({ length }) => length))
  const widths = columns.map((head, at) => Math.max(head.length, ...rows.map((row) => textOf(row[at]!).length)))
  const blocks = blocksOf(widths, width - nameWidth).map((block) => {
    const head = [columns[0]!.padEnd(nameWidth), ...block.map((at) => columns[at]!.padStart(widths[at]!))]
    const body = rows.map((row, i) => [
      names[i]!.padEnd(nameWidth),
      ...block.map((at) => shown(row[at]!, widths[at]!, colour)),
    ])
    return [head, ...body].map((cells) => `${cells.join(gap).trimEnd()}\n`).join('')
  })
  return blocks.join('\n')
}

/** Which columns stand side by side; at least one in each block. */
function blocksOf(widths: readonly number[], room: number): number[][] {
  const blocks: number[][] = []
  let left = 0
  for (let at = 1; at < widths.length; at++) {
    const needed = gap.length + widths[at]!
    if (blocks.length === 0 || needed > left) {
      blocks.push([])
      left = room
    }
    blocks.at(-1)!.push(at)
    left -= needed
  }
  return blocks
}

function shown(cell: Cell, width: number, colour: boolean): string {
  const padded = textOf(cell).padStart(width)
  return colour && typeof cell !== 'string' ? styleText('bold', padded, { validateStream: false }) : padded
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text
}

function shortened(name: string, most: number): string {
  return name.length <= most ? name : `…${name.slice(name.length - most + 1)}`
}
