import { describe, expect, test } from 'vitest'
import { apiAddress } from './address.ts'

const endpointAddress = (text: string) => apiAddress(text, { from: 'endpoint', path: 'embeddings' })

describe('apiAddress', () => {
  test.each([
    ['http://localhost:8080', 'http://localhost:8080/v1/embeddings'],
    ['http://localhost:8080/v1/', 'http://localhost:8080/v1/embeddings'],
    ['http://localhost:11434/v1/embeddings', 'http://localhost:11434/v1/embeddings'],
    ['https://example.com/openai/v1?api-version=2024#top', 'https://example.com/openai/v1/embeddings?api-version=2024'],
  ])('of %s is %s', (text, url) => {
    expect(endpointAddress(text)).toMatchObject({ url, shown: url.split('?')[0], authorization: undefined })
  })

  test('goes to the path that it is given', () => {
    const chat = { from: 'chatTranslator', path: 'chat/completions' }
    expect(apiAddress('http://localhost:1', chat).url).toBe('http://localhost:1/v1/chat/completions')
    expect(apiAddress('http://localhost:1/v1/chat/completions/', chat).url).toBe(
      'http://localhost:1/v1/chat/completions',
    )
    expect(() => apiAddress('no', chat)).toThrow('chatTranslator: url must')
  })

  test('sends a user and a password, and shows neither them nor the query', () => {
    const address = endpointAddress('https://ada:p%40ssword@example.com/v1?token=secret-token&v=1')
    expect(address).toEqual({
      url: 'https://example.com/v1/embeddings?token=secret-token&v=1',
      shown: 'https://example.com/v1/embeddings',
      authorization: `Basic ${Buffer.from('ada:p@ssword').toString('base64')}`,
      secrets: ['p@ssword', 'secret-token'],
    })
  })

  test.each(['localhost:8080', 'ftp://example.com', '', 'https://ada:secret@'])(
    'refuses %s without showing it',
    (text) => {
      expect(() => endpointAddress(text)).toThrow(
        "endpoint: url must be one of http or https; got another text. Give 'http://localhost:8080/v1'.",
      )
    },
  )
})
