import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { canonicalJson, sha256 } from './hash.ts'

describe('sha256', () => {
  test('is the published digest of "abc" followed by the end mark', () => {
    // printf 'abc\0' | sha256sum
    expect(sha256('abc')).toBe('dc1114cd074914bd872cc1f9a23ec910ea2203bc79779ab2e17da25782a624fc')
  })
  test.prop([fc.string(), fc.string({ minLength: 1 })])('tells where one text ends and the next begins', (a, b) => {
    expect(sha256(a + b)).not.toBe(sha256(a, b))
  })
})

describe('canonicalJson', () => {
  test('ignores the order in which keys were written, at every depth', () => {
    expect(canonicalJson({ b: { d: 1, c: [2, { f: 3, e: 4 }] }, a: null })).toBe(
      '{"a":null,"b":{"c":[2,{"e":4,"f":3}],"d":1}}',
    )
  })
  test.prop([fc.jsonValue()])('reads back as the same value', (value) => {
    expect(JSON.parse(canonicalJson(value as never))).toEqual(JSON.parse(JSON.stringify(value)))
  })
})
