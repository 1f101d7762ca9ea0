import { describe, expect, test } from 'vitest'
import { encodingRate } from './encode-texts-rate.ts'

describe('encodingRate', () => {
  test('foretells by tokens, since long texts come first', () => {
    let time = 0
    const rate = encodingRate(10, 'tokens', () => time)
    rate.met(10, 1000)
    rate.encoded(1, 500)
    time = 4000
    expect(rate.note()).toBe('0.25 texts/s, 125 tokens/s, 4 s left')
  })

  test('takes texts that are not tokenised yet as long as the others', () => {
    let time = 0
    const rate = encodingRate(1_000_000, 'tokens', () => time)
    rate.met(1000, 20_000)
    rate.encoded(1000, 20_000)
    time = 10_000
    expect(rate.note()).toBe('100 texts/s, 2,000 tokens/s, 2.78 h left')
    rate.met(999_000, 0)
    rate.encoded(1, 1)
    expect(rate.note()).toMatch(/0 s left$/)
  })

  test('gives minutes from a minute and a half on', () => {
    let time = 0
    const rate = encodingRate(100, 'tokens', () => time)
    rate.met(100, 1000)
    rate.encoded(10, 100)
    time = 12_000
    expect(rate.note()).toMatch(/2 min left$/)
  })
})
