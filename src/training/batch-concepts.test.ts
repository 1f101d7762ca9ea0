import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { batchConcepts } from './batch-concepts.ts'

describe('batchConcepts', () => {
  test('gives rows their groups, and negatives the group of the batch that they answer', () => {
    const answered = (negative: number) => [[], [7], [9, 8]][negative]!
    expect(batchConcepts([7, 8, 7], [0, 1, 2], answered)).toEqual([7, 8, 7, -1, 7, 8])
  })

  test('joins groups that one negative answers alike', () => {
    const answered = (negative: number) => [[7, 8], [9], [10, 8]][negative]!
    expect(batchConcepts([7, 8, 9, 10], [0, 1, 2], answered)).toEqual([10, 10, 9, 10, 10, 9, 10])
    expect(batchConcepts([7, 8, 9, 10], [1], answered)).toEqual([7, 8, 9, 10, 9])
  })

  const few = fc.array(fc.nat(5), { minLength: 1, maxLength: 6 })
  test.prop([few, fc.array(fc.uniqueArray(fc.nat(6), { maxLength: 3 }), { maxLength: 8 })])(
    'tells each row every negative that answers it, and keeps equal groups equal',
    (groups, answers) => {
      const concepts = batchConcepts(groups, [...answers.keys()], (negative) => answers[negative]!)
      groups.forEach((group, row) => {
        answers.forEach((ofNegative, n) => {
          if (ofNegative.includes(group)) expect(concepts[groups.length + n]).toBe(concepts[row])
        })
        groups.forEach((other, at) => {
          if (other === group) expect(concepts[at]).toBe(concepts[row])
        })
      })
    },
  )

  test.prop([few, fc.array(fc.option(fc.nat(6)), { maxLength: 8 })])(
    'says nothing else where each answers one group at most',
    (groups, answers) => {
      const answered = (negative: number) => (answers[negative] == null ? [] : [answers[negative]])
      const expected = answers.map((group) => (group !== null && groups.includes(group) ? group : -1))
      expect(batchConcepts(groups, [...answers.keys()], answered)).toEqual([...groups, ...expected])
    },
  )
})
