import { createHash } from 'node:crypto'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { blockHashes, firstDifference } from './first-difference.ts'

const block = 16_384
const numbered = Uint8Array.from({ length: 3 * block + 5 }, (_, n) => n % 251)

describe('firstDifference', () => {
  test('names the block of the damaged byte', () => {
    const damaged = Uint8Array.from(numbered)
    damaged[block + 7]! ^= 1
    expect(firstDifference(damaged, blockHashes(numbered))).toEqual({ from: block, to: 2 * block })
  })
  test('ends with the file', () => {
    const damaged = Uint8Array.from(numbered)
    damaged[3 * block]! ^= 1
    expect(firstDifference(damaged, blockHashes(numbered))).toEqual({ from: 3 * block, to: 3 * block + 5 })
  })
  test('names the end of a file that stops too early', () => {
    const range = firstDifference(numbered.subarray(0, 2 * block), blockHashes(numbered))
    expect(range).toEqual({ from: 2 * block, to: 2 * block })
  })
  test('takes four digits of each sha-256', () => {
    const first = createHash('sha256').update(numbered.subarray(0, block)).digest('hex')
    expect(blockHashes(numbered)).toHaveLength(16)
    expect(blockHashes(numbered).slice(0, 4)).toBe(first.slice(0, 4))
  })

  test.prop([fc.nat(numbered.length - 1), fc.integer({ min: 1, max: 255 })])(
    'holds the damaged byte, for every byte and damage',
    (at, bits) => {
      const damaged = Uint8Array.from(numbered)
      damaged[at]! ^= bits
      const range = firstDifference(damaged, blockHashes(numbered))
      expect(range!.from <= at && at < range!.to).toBe(true)
      expect(firstDifference(numbered, blockHashes(numbered))).toBeUndefined()
    },
  )
})
