import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { prefixTree } from './prefix-tree.ts'

/** The values of all beginnings of `text`, by its length. */
function beginnings(words: readonly (readonly [string, number])[], text: string): (number | undefined)[] {
  const tree = prefixTree(words)
  const values: (number | undefined)[] = []
  let node = 0
  for (let at = 0; at < text.length; at++) {
    node = tree.child(node, text.charCodeAt(at))
    if (node === 0) break
    values[at + 1] = tree.value(node) < 0 ? undefined : tree.value(node)
  }
  return values
}

describe('prefixTree', () => {
  test('finds every word that a text begins with', () => {
    const words = [
      ['a', 5],
      ['abc', 6],
      ['b', 7],
    ] as const
    // a → 5, ab → none, abc → 6
    expect(beginnings(words, 'abcd')).toEqual([undefined, 5, undefined, 6])
    expect(beginnings(words, 'xa')).toEqual([])
  })

  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '\0', '😀'), minLength: 1, maxLength: 5 })
  const pair = fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 2 })
  test.prop([fc.array(fc.tuple(pair, fc.nat()), { minLength: 40, maxLength: 200 })])(
    'finds every word of many',
    (words) => {
      const known = new Map(words)
      for (const [text] of words) expect(beginnings(words, text)[text.length]).toBe(known.get(text))
    },
  )

  test.prop([fc.array(fc.tuple(word, fc.nat())), word])('agrees with a look-up of every beginning', (words, text) => {
    const known = new Map(words)
    const found = beginnings(words, text)
    for (let end = 1; end <= text.length; end++) expect(found[end]).toBe(known.get(text.slice(0, end)))
  })
})
