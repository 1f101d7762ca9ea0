import { fc, test as prop } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { pack } from './pack.ts'
import { rankCode } from './rank-code.ts'
import { residuals, zigzag } from './residuals.ts'

interface Unpacked {
  readonly header: unknown
  readonly lists: Record<string, Uint32Array>
}

// The page's own code, which knows no types of ours.
const { unpack } = (await import(new URL('./page/unpack.js', import.meta.url).href)) as {
  unpack: (text: string) => Promise<Unpacked>
}
const { rankOf, unzigzag } = (await import(new URL('./page/numbers.js', import.meta.url).href)) as {
  rankOf: (code: number) => number
  unzigzag: (code: number) => number
}

const numbers = fc.oneof(
  fc.array(fc.nat(255)),
  fc.array(fc.nat(2 ** 16 - 1)),
  fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 })),
)

describe('pack', () => {
  test('is read by the page', async () => {
    const packed = pack(
      { languages: ['ar', 'de'] },
      { ranks: [1, 2, 300], none: [], large: [2 ** 32 - 1], ['__proto__']: [7] },
    )
    const { header, lists } = await unpack(packed)
    expect(header).toEqual({ languages: ['ar', 'de'] })
    expect(Object.entries(lists).map(([name, list]) => [name, [...list]])).toEqual([
      ['ranks', [1, 2, 300]],
      ['none', []],
      ['large', [2 ** 32 - 1]],
      ['__proto__', [7]],
    ])
  })

  prop.prop([fc.string({ unit: 'binary' }), fc.dictionary(fc.string(), numbers)])(
    'gives back every text and number, and holds nothing that a page would take for markup',
    async (text, lists) => {
      const packed = pack({ text }, lists)
      expect(packed).toMatch(/^[^<>&"'\\\s]+$/)
      const read = await unpack(packed)
      expect(read.header).toEqual({ text })
      expect(Object.fromEntries(Object.entries(read.lists).map(([name, list]) => [name, [...list]]))).toEqual({
        ...lists,
      })
    },
  )
})

describe('rankCode', () => {
  test('keeps ranks below a hundred, and two digits beyond', () => {
    expect([null, 1, 99, 100, 123, 996, 1234, 65_000, 1_000_000].map(rankCode).map(rankOf)).toEqual([
      0, 1, 99, 100, 120, 1000, 1200, 65_000, 1_000_000,
    ])
  })

  prop.prop([fc.integer({ min: 1, max: 10_000_000 }), fc.integer({ min: 1, max: 10_000_000 })])(
    'is off by a twentieth at most, and never reverses an order',
    (one, other) => {
      expect(Math.abs(rankOf(rankCode(one)) - one)).toBeLessThanOrEqual(one / 20)
      if (one <= other) expect(rankCode(one)).toBeLessThanOrEqual(rankCode(other))
    },
  )
})

describe('residuals', () => {
  test('are distances from what usually stands beside the known number', () => {
    const { usual, off } = residuals(Uint32Array.of(5, 6, 7, 1), Uint32Array.of(2, 2, 2, 0))
    expect([[...usual], [...off]]).toEqual([
      [1, 0, 6],
      [1, 0, 2, 0],
    ])
  })

  prop.prop([fc.array(fc.tuple(fc.nat(500), fc.nat(300)))])('give back the list', (pairs) => {
    const list = Uint32Array.from(pairs, ([number]) => number)
    const known = Uint32Array.from(pairs, ([, number]) => number)
    const { usual, off } = residuals(list, known)
    expect(Uint32Array.from(off, (code, at) => usual[known[at]!]! + unzigzag(code))).toEqual(list)
  })

  prop.prop([fc.integer({ min: -1e9, max: 1e9 })])('of any sign are written without one', (number) => {
    expect(zigzag(number)).toBeGreaterThanOrEqual(0)
    expect(unzigzag(zigzag(number)) + 0).toBe(number + 0)
  })
})
