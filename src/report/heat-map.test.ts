import { describe, expect, test } from 'vitest'
import { heatMap, languagesIn } from './heat-map.ts'
import { heatScale } from './heat-scale.ts'

const scale = heatScale('AP', [0.2, 0.8], 'higher')

describe('heatMap', () => {
  test('writes and tints a cell for every column, and marks where row and column are one language', () => {
    const map = heatMap(
      { label: 'x', columns: ['ar', 'en'], rows: [{ label: 'en', values: { ar: 0.2, en: 0.8 } }] },
      scale,
    )
    expect(map.rows[0]?.cells).toEqual([
      { value: '.20', level: 5, diagonal: false },
      { value: '.80', level: 20, diagonal: true },
    ])
    expect([map.classes, map.dense]).toEqual(['short', false])
  })

  test('leaves a cell without a number empty, and asks no prototype for languages', () => {
    const values = { ar: Number.NaN }
    const map = heatMap({ label: 'x', columns: ['ar', 'toString'], rows: [{ label: 'ar', values }] }, scale)
    expect(map.rows[0]?.cells.map(({ value, level }) => [value, level])).toEqual([
      ['', 0],
      ['', 0],
    ])
  })

  test('makes room for long numbers, for names, and none for the numbers of more than twelve languages', () => {
    const columns = Array.from({ length: 13 }, (_, i) => `l${i}`)
    const classes = (count: number, mark: string, widest: number) =>
      heatMap(
        { label: 'x', columns: columns.slice(0, count), rows: [{ label: 'a', mark, values: {} }] },
        { ...scale, widest },
      ).classes
    expect(classes(12, '', 5)).toBe('medium')
    expect(classes(12, '<svg/>', 6)).toBe('long named')
    expect(classes(13, '', 3)).toBe('dense')
  })

  test('makes room for long language tags at the top and at the left, but counts no name as one', () => {
    const classes = (columns: string[], label: string, mark = '') =>
      heatMap({ label: 'x', columns, rows: [{ label, mark, values: {} }] }, scale).classes
    expect(classes(['en', 'zh_cn'], 'en')).toBe('tagged short')
    expect(classes(['en'], 'zh_cn')).toBe('tagged short')
    expect(classes(['en'], 'a long name', '<svg/>')).toBe('short named')
  })
})

describe('languagesIn', () => {
  test('keeps the data set’s order, then the order found', () => {
    expect(languagesIn(['ar', 'de', 'en'], ['xx', 'en', 'ar', 'en'])).toEqual(['ar', 'en', 'xx'])
  })
})
