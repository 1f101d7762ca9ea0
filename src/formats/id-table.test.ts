import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { type IdTable, idTable } from './id-table.ts'

const add = (ids: IdTable, text: string): number => {
  const bytes = Buffer.from(`<${text}>`)
  return ids.add(bytes, 1, bytes.length - 1)
}
const find = (ids: IdTable, text: string): number => ids.find(Buffer.from(text), 0, Buffer.byteLength(text))

describe('idTable', () => {
  test('gives each id its place, in the order in which they first came', () => {
    const ids = idTable()
    expect(['b', 'a', 'b', '', 'ab', 'a', ''].map((text) => add(ids, text))).toEqual([0, 1, 0, 2, 3, 1, 2])
    expect([0, 1, 2, 3].map(ids.id)).toEqual(['b', 'a', '', 'ab'])
    expect(['ab', 'b', 'c'].map((text) => find(ids, text))).toEqual([3, 0, -1])
    expect(ids.count).toBe(4)
  })

  test('tells ids of one hash and length apart', () => {
    const ids = idTable()
    expect([add(ids, '76mmiq'), add(ids, '2391dx'), add(ids, '76mmiq')]).toEqual([0, 1, 0])
    expect(find(ids, '2391dx')).toBe(1)
  })

  test('orders by bytes, where UTF-16 would order otherwise', () => {
    const ids = idTable()
    for (const text of ['\uff21', '😀', 'a', 'ab']) add(ids, text)
    expect([ids.compare(1, 0), ids.compare(2, 3), ids.compare(3, 2), ids.compare(0, 0)].map(Math.sign)).toEqual([
      1, -1, 1, 0,
    ])
  })

  test('keeps what it holds as it grows, and forgets all of it', () => {
    const ids = idTable()
    const texts = Array.from({ length: 5000 }, (_, i) => `document-${i}`)
    for (const round of [texts, texts.toReversed().slice(0, 3000), texts]) {
      expect(round.map((text) => add(ids, text))).toEqual([...round.keys()])
      expect(round.map((text) => find(ids, text))).toEqual([...round.keys()])
      expect([...round.keys()].map(ids.id)).toEqual(round)
      ids.clear()
      expect([ids.count, find(ids, texts[0]!)]).toEqual([0, -1])
    }
  })

  test.each([1024, 2048])('finds an absent id absent where %d, all that there is room for, are there', (count) => {
    const ids = idTable()
    for (let i = 0; i < count; i++) add(ids, `${i}`)
    expect(find(ids, 'absent')).toBe(-1)
  })

  test('takes an id that is longer than all before', () => {
    const ids = idTable()
    const long = 'x'.repeat(100_000)
    expect([add(ids, 'a'), add(ids, long), add(ids, 'b')]).toEqual([0, 1, 2])
    expect([find(ids, `${long}x`), find(ids, long), ids.id(0), ids.id(2)]).toEqual([-1, 1, 'a', 'b'])
  })

  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '😀'), maxLength: 4 })
  test.prop([fc.array(fc.array(text, { maxLength: 40 }), { maxLength: 4 })])('does what a map does', (rounds) => {
    const ids = idTable()
    for (const texts of rounds) {
      const places = new Map<string, number>()
      for (const text of texts) {
        expect(find(ids, text)).toBe(places.get(text) ?? -1)
        places.set(text, places.get(text) ?? places.size)
        expect(add(ids, text)).toBe(places.get(text))
      }
      expect(ids.count).toBe(places.size)
      ids.clear()
    }
  })
})
