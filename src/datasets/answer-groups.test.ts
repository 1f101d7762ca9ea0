import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { AnswerGroups } from './answer-groups.ts'

describe('AnswerGroups', () => {
  test('joins concepts through others, within a kind of answers', () => {
    const groups = new AnswerGroups()
    groups.join('a', 'en', 'yes')
    groups.join('b', 'de', 'ja')
    groups.join('c', 'en', 'yes')
    groups.join('c', 'de', 'ja')
    groups.join('d', 'de', 'yes')
    expect(['a', 'b', 'c', 'd', 'e'].map((concept) => groups.of(concept))).toEqual(['b', 'b', 'b', 'd', 'e'])
  })

  const small = fc.integer({ min: 0, max: 9 }).map(String)
  property.prop([fc.array(fc.tuple(small, fc.constantFrom('x', 'y'), small))])(
    'gives the connected parts of the graph of concepts and answers',
    (joins) => {
      const groups = new AnswerGroups()
      for (const [concept, kind, answer] of joins) groups.join(concept, kind, answer)
      const reached = (from: string): Set<string> => {
        const found = new Set([from])
        for (let size = 0; size < found.size; ) {
          size = found.size
          const answers = new Set(joins.filter(([c]) => found.has(c)).map(([, kind, answer]) => kind + answer))
          for (const [c, kind, answer] of joins) if (answers.has(kind + answer)) found.add(c)
        }
        return found
      }
      const concepts = [...new Set(joins.map(([concept]) => concept))]
      for (const a of concepts) {
        for (const b of concepts) expect(groups.of(a) === groups.of(b)).toBe(reached(a).has(b))
      }
    },
  )
  test('keeps up where thousands join in a chain', () => {
    const groups = new AnswerGroups()
    for (let i = 0; i < 50_000; i++) {
      groups.join(`c${i}`, 'en', `${i}`)
      groups.join(`c${i}`, 'en', `${i + 1}`)
    }
    expect(groups.of('c49999')).toBe(groups.of('c0'))
  })
})
