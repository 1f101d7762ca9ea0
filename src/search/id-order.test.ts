import { describe, expect, test } from 'vitest'
import { descendingIdOrder } from './id-order.ts'

describe('descendingIdOrder', () => {
  test('gives the greatest id place 0', () => {
    expect([...descendingIdOrder(['a', 'c', 'b'])]).toEqual([2, 0, 1])
  })

  test('compares characters, not numbers or letter case', () => {
    // Bytes ascending: d10 < d9, and upper case before lower.
    expect([...descendingIdOrder(['d10', 'd9', 'D9'])]).toEqual([1, 0, 2])
  })

  test('compares UTF-8 bytes: beyond U+FFFF follows all before it, unlike in UTF-16', () => {
    expect('😀' < '\uff5e').toBe(true)
    expect([...descendingIdOrder(['\uff5e', '😀'])]).toEqual([1, 0])
  })
})
