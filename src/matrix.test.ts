import { describe, expect, test } from 'vitest'
import { matrix, row, unitRows } from './matrix.ts'

describe('matrix', () => {
  test('refuses data of another size', () => {
    expect(() => matrix(2, 3, new Float32Array(5))).toThrow('matrix: 2 × 3 needs 6 values; got 5.')
  })
  test('gives rows as views', () => {
    const ones = matrix(2, 2)
    row(ones, 1).fill(1)
    expect([...ones.data]).toEqual([0, 0, 1, 1])
  })
})

describe('unitRows', () => {
  test('passes rows of length 1', () => {
    const units = matrix(2, 2, Float32Array.of(0.6, 0.8, -1, 0))
    expect(unitRows(units)).toBe(units)
  })
  test.each([
    ['too long', [1, 0, 1, 1], 'row 1 of 2 has length 1.414'],
    ['zero', [1, 0, 0, 0], 'row 1 of 2 has length 0'],
    ['not a number', [Number.NaN, 0, 1, 0], 'row 0 of 2 has a value that is not finite'],
    ['infinite', [1, 0, Number.POSITIVE_INFINITY, 0], 'row 1 of 2 has a value that is not finite'],
  ])('refuses a row that is %s', (_, values, message) => {
    expect(() => unitRows(matrix(2, 2, Float32Array.from(values)), 'encoder "x"')).toThrow(message)
    expect(() => unitRows(matrix(2, 2, Float32Array.from(values)), 'encoder "x"')).toThrow('encoder "x"')
  })
})
