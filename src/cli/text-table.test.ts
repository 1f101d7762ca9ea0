import { describe, expect, test } from 'vitest'
import { textTable } from './text-table.ts'

const table = { columns: ['run', 'AP', 'RR'], rows: [['a', { text: '1*', strong: true } as const, '.25']] }

describe('textTable', () => {
  test('aligns names to the left and figures to the right', () => {
    expect(textTable(table, { width: 80, colour: false })).toBe('run  AP   RR\na    1*  .25\n')
  })

  test('puts below what does not fit beside', () => {
    expect(textTable(table, { width: 8, colour: false })).toBe('run  AP\na    1*\n\nrun   RR\na    .25\n')
  })

  test('shows emphasis in bold where colour is wanted', () => {
    expect(textTable(table, { width: 80, colour: true })).toContain('\x1b[1m1*\x1b[22m')
  })

  test('keeps the end of a long name', () => {
    const rows = [['folder/of/runs/first.run', '1']]
    expect(textTable({ columns: ['run', 'AP'], rows }, { width: 24, colour: false })).toContain('…s/first.run')
  })
})
