import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { textIds } from './text-ids.ts'

const id = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.constantFrom('🧺'.repeat(700), 'e', 'é', '\ufffd'),
)

describe('textIds', () => {
  test.prop([fc.array(id), fc.array(id)])('finds what was added and nothing else, for all ids', (added, asked) => {
    const ids = textIds()
    const places = new Map<string, number>()
    for (const each of added) {
      const place = places.get(each) ?? places.size
      expect(ids.add(each)).toBe(place)
      places.set(each, place)
    }
    expect(ids.count).toBe(places.size)
    for (const each of [...added, ...asked]) expect(ids.placeOf(each)).toBe(places.get(each) ?? -1)
    for (const [each, place] of places) expect(ids.id(place)).toBe(each)
  })
  test('takes half a surrogate pair for no id, not even for the mark that stands for it', () => {
    const ids = textIds()
    ids.add('\ufffd')
    expect(ids.placeOf('\ud83e')).toBe(-1)
  })
})
