import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { mergeHeap } from './merge-heap.ts'

describe('mergeHeap', () => {
  test('gives the least rank first, and of equals the leftmost', () => {
    const heap = mergeHeap()
    for (const [rank, at] of [
      [2, 0],
      [1, 7],
      [1, 3],
    ] as const)
      heap.push({ rank, at, id: 0 })
    expect([heap.pop()?.at, heap.pop()?.at, heap.pop()?.at, heap.pop()]).toEqual([3, 7, 0, undefined])
  })

  const offer = fc.record({ rank: fc.nat(5), at: fc.nat(5), id: fc.constant(0) })
  test.prop([fc.array(fc.option(offer, { freq: 3 }), { maxLength: 80, size: 'max' })])(
    'agrees with sorting before each pop',
    (steps) => {
      const heap = mergeHeap()
      const naive: { rank: number; at: number; id: number }[] = []
      for (const step of steps) {
        if (step) {
          heap.push(step)
          naive.push(step)
        } else {
          naive.sort((a, b) => a.rank - b.rank || a.at - b.at)
          expect(heap.pop()).toEqual(naive.shift())
        }
      }
    },
  )
})
