import { describe, expect, test } from 'vitest'
import { type EncoderFlags, openEncoder } from './encoder-option.ts'

const folder: EncoderFlags = { encoder: '/models/e5', prompts: {}, cache: false }

describe('openEncoder', () => {
  test('takes a folder for a pretrained encoder of its name', () => {
    expect(openEncoder({ ...folder, pooling: 'max,cls', languageToken: 'none', maxLength: 9 }).name).toBe('e5')
  })

  test.each<[Partial<EncoderFlags>, string]>([
    [
      { pooling: 'mean,median' },
      '--pooling must be one or more of cls, mean, max, mean-sqrt-length, weighted-mean, last-token; got "median".',
    ],
    [{ model: 'm' }, '--model must be left out for a folder; got "m".'],
  ])('refuses %j', (flags, message) => {
    expect(() => openEncoder({ ...folder, ...flags })).toThrow(message)
  })
})
