import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { contentHash } from './content-hash.ts'

describe('contentHash', () => {
  test('is the sha-256 of the JSON lines', () => {
    // printf '["query","q1","\xc3\xa9"]\n["grade",1,null]\n' | sha256sum
    const facts = [
      ['query', 'q1', 'é'],
      ['grade', 1, null],
    ] as const
    expect(contentHash(facts)).toBe('4d8b40dbe72185559fa5895d8918c81574ce56c4a826f0e9cf4ae3166ff910e8')
  })
  test('keeps numbers apart from the same digits as text, and lone surrogates apart from each other', () => {
    const hashes = [['1'], [1], ['\ud800'], ['\ud801'], ['\ufffd']].map((fact) => contentHash([fact]))
    expect(new Set(hashes).size).toBe(5)
  })
  test.prop([fc.array(fc.string(), { minLength: 2 }), fc.nat()])(
    'tells where one fact ends and the next begins',
    (fact, cut) => {
      const at = 1 + (cut % (fact.length - 1))
      expect(contentHash([fact.slice(0, at), fact.slice(at)])).not.toBe(contentHash([fact]))
    },
  )
})
