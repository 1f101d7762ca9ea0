import { describe, expect, test } from 'vitest'
import { type EncoderFlags, openEncoder } from './encoder-option.ts'

const folder: EncoderFlags = { encoder: '/models/e5', prompts: {}, cache: false }

describe('openEncoder', () => {
  test('takes a folder for a pretrained encoder of its name', () => {
    expect(openEncoder({ ...folder, pooling: 'max,cls', languageToken: 'none', maxLength: 9 }).name).toBe('e5')
  })

  test('takes a URL for an endpoint with a model of its own name', () => {
    const { name, configuration } = openEncoder({ ...folder, encoder: 'http://ada:secret@localhost:1/v1', model: 'e5' })
    expect(name).toBe('e5')
    expect(JSON.stringify(configuration)).not.toContain('secret')
  })

  test('takes URLs between commas for servers of one model', () => {
    const [one, two] = ['http://a.example/v1', 'http://b.example/v1']
    expect(openEncoder({ ...folder, encoder: `${one},${two}`, model: 'e5' }).name).toBe('e5')
    expect(() => openEncoder({ ...folder, encoder: `${one},${one}`, model: 'e5' })).toThrow('and each once; got')
  })

  test.each<[Partial<EncoderFlags>, string]>([
    [{}, "--model must name the endpoint's model; got none."],
    [{ model: 'm', pooling: 'cls' }, '--pooling must be left out for an endpoint; got cls.'],
    [{ model: 'm', languageToken: 'de' }, '--language-token must be left out for an endpoint; got de.'],
    [{ model: 'm', maxLength: 9 }, '--max-length must be left out for an endpoint; got 9.'],
  ])('refuses %j for an endpoint', (flags, message) => {
    expect(() => openEncoder({ ...folder, encoder: 'https://ada:secret@example.com/v1', ...flags })).toThrow(message)
  })

  test.each<[Partial<EncoderFlags>, string]>([
    [
      { pooling: 'mean,median' },
      '--pooling must be one or more of cls, mean, max, mean-sqrt-length, weighted-mean, last-token; got "median".',
    ],
    [{ apiKeyVariable: 'KEY' }, '--api-key-variable must be left out for a folder; got one.'],
    [{ model: 'm' }, '--model must be left out for a folder; got "m".'],
  ])('refuses %j', (flags, message) => {
    expect(() => openEncoder({ ...folder, ...flags })).toThrow(message)
  })
})
