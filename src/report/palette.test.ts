import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { marksOf, seriesColours } from './palette.ts'

describe('marksOf', () => {
  test('gives the samplers of this package the same colours whoever else is there', () => {
    const few = marksOf(['Hybrid (α = 0.5)', 'Monolingual (X-X-mono)'])
    const many = marksOf(['Zeta', 'Alpha', 'Cross-lingual (X-Y)', 'Monolingual (X-X-mono)', 'Hybrid (α = 0.5)', 'Beta'])
    for (const [name, mark] of few) expect(many.get(name)).toEqual(mark)
  })

  test('tells the alphas of one family apart by their shapes', () => {
    const marks = [...marksOf(['Hybrid (α = 0.25)', 'Hybrid (α = 0.5)', 'Hybrid (α = 0.75)']).values()]
    expect(new Set(marks.map(({ colour }) => colour)).size).toBe(1)
    expect(new Set(marks.map(({ shape }) => shape)).size).toBe(3)
  })

  test('gives the alphas beyond the shapes of their family another colour', () => {
    const alphas = Array.from({ length: 11 }, (_, i) => `Hybrid (α = ${i / 10})`)
    expect(new Set([...marksOf(alphas).values()].map((mark) => JSON.stringify(mark))).size).toBe(11)
  })

  test('gives the usual rows a shape each, for those who see no colours', () => {
    const names = ['untrained', 'monolingual', 'cross-lingual', 'hybrid', 'mixed']
    expect(new Set([...marksOf(names).values()].map(({ shape }) => shape)).size).toBe(5)
  })

  test.prop([fc.uniqueArray(fc.string(), { maxLength: 12 })])('ignores the order of the names', (names) => {
    const sorted = (of: string[]) => [...marksOf(of)].sort(([a], [b]) => (a < b ? -1 : 1))
    expect(sorted(names.toReversed())).toEqual(sorted(names))
  })

  test.prop([fc.uniqueArray(fc.stringMatching(/^x[a-z]{1,6}$/), { maxLength: 30 })])(
    'gives up to thirty names of no family a mark each, in a colour that exists',
    (names) => {
      const marks = [...marksOf(names).values()]
      expect(new Set(marks.map((mark) => JSON.stringify(mark))).size).toBe(names.length)
      expect(marks.every(({ colour }) => colour in seriesColours)).toBe(true)
    },
  )
})

describe('seriesColours', () => {
  const channel = (hex: string, at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255
  const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
  const luminance = (hex: string) =>
    0.2126 * linear(channel(hex, 1)) + 0.7152 * linear(channel(hex, 3)) + 0.0722 * linear(channel(hex, 5))
  const contrast = (a: string, b: string) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
    return (high + 0.05) / (low + 0.05)
  }

  test('stand out from their paper by 3:1, as WCAG 1.4.11 asks of graphics', () => {
    for (const { light, dark } of seriesColours) {
      expect(contrast(light, '#ffffff'), light).toBeGreaterThanOrEqual(3)
      expect(contrast(dark, '#101419'), dark).toBeGreaterThanOrEqual(3)
    }
  })
})
