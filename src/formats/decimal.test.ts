import { fc, test as propertyTest } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { decimal, integer } from './decimal.ts'

/** As a field between two others. */
const read = (text: string, parse = decimal): number => {
  const bytes = Buffer.from(`9${text}9`)
  return parse(bytes, 1, bytes.length - 1)
}

describe('decimal', () => {
  test.each([
    ['12.5', 12.5],
    ['1e-3', 0.001],
    ['+5', 5],
    ['.5', 0.5],
    ['5.', 5],
    ['007', 7],
    ['-0', -0],
    ['-.5E+2', -50],
    ['9007199254740993', 9007199254740992],
    // Digits beyond 53 bits are rounded before a power of ten would multiply the error.
    ['9007199254740993e1', 90071992547409940],
    ['9007199254740995e-1', 900719925474099.5],
    ['1e23', 1e23],
    ['1.7976931348623157e308', Number.MAX_VALUE],
    ['5e-324', Number.MIN_VALUE],
    ['1e999', Number.POSITIVE_INFINITY],
    ['1e-999', 0],
  ])('reads %s', (text, value) => {
    expect(read(text)).toBe(value)
  })

  test.each([
    '',
    '+',
    '.',
    '-.',
    'e5',
    '1e',
    '1e+',
    '1e5.',
    '0,5',
    'nan',
    'inf',
    'Infinity',
    'high',
    '0x1p3',
    '1_000',
    '1.2.3',
    '--1',
    '5f',
    '1d5',
    '1:',
    '1/',
    '１',
  ])('does not read "%s"', (text) => {
    expect(read(text)).toBeNaN()
  })

  test('reads a field with which the bytes begin', () => {
    const bytes = Buffer.from('.5.')
    expect(decimal(bytes, 0, 2)).toBe(0.5)
    expect(decimal(bytes, 0, 3)).toBeNaN()
  })

  test('reads a million digits', () => {
    const million = '0'.repeat(1e6)
    expect([read(`0.${million}1`), read(`1${million}e-1000000`)]).toEqual([0, 1])
  })

  propertyTest.prop([fc.double({ noNaN: true, noDefaultInfinity: true })])('reads back every double', (value) => {
    expect(read(Object.is(value, -0) ? '-0' : String(value))).toBe(value)
  })

  propertyTest.prop([
    fc.bigInt({ min: 0n, max: 10n ** 22n }),
    fc.integer({ min: 0, max: 25 }),
    fc.integer({ min: -330, max: 310 }),
  ])('agrees with Number on every spelling of digits, point and exponent', (digits, places, exponent) => {
    const text = String(digits).padStart(places + 1, '0')
    const whole = text.length - places
    for (const spelling of [
      `${text.slice(0, whole)}.${text.slice(whole)}`,
      `${text}e${exponent}`,
      `-.${text}E${exponent}`,
    ]) {
      expect(read(spelling)).toBe(Number(spelling))
    }
  })
})

describe('integer', () => {
  test.each([
    ['0', 0],
    ['+3', 3],
    ['-12', -12],
  ])('reads %s', (text, value) => {
    expect(read(text, integer)).toBe(value)
  })

  test.each(['', '-', '1.5', '1.0', 'yes', '1e2', '1:', '1/'])('does not read "%s"', (text) => {
    expect(read(text, integer)).toBeNaN()
  })
})
