import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import {
  type EmbeddingsBehave as Behave,
  type EmbeddingsBody as Body,
  embeddings,
  unitVectorsOf as expected,
  good,
} from '../../../fixtures/embeddings-server.ts'
import { type JsonServer, jsonServer, answer as send } from '../../../fixtures/json-server.ts'
import type { Progress } from '../../progress.ts'
import type { Text } from '../../retrieval.ts'
import { type EndpointOptions, endpoint } from './endpoint.ts'

const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const each of cleanUp.splice(0)) await each()
})

async function serve(behave: Behave): Promise<JsonServer<Body>> {
  const server = await jsonServer(behave)
  cleanUp.push(() => server[Symbol.asyncDispose]())
  return server
}

/** Misbehaves the first few times. */
const atFirst = (times: number, behave: Behave): Behave => {
  return (asked, response, count) => (count <= times ? behave : good)(asked, response, count)
}

const english = (...texts: string[]): Text[] => texts.map((text) => ({ language: 'en', text }))

async function encode(url: string, options: Partial<EndpointOptions> = {}, texts = english('a', 'bc')) {
  const source = endpoint({ url, model: 'm', dimensions: 2, retries: 0, cache: false, ...options })
  const rows = await (await source.create(1)).encode(texts, { role: 'query' })
  return { rows, source }
}

describe('endpoint', () => {
  test.each(['base64', 'float'] as const)(
    'gives unit rows in the order of the texts, from %s',
    async (encodingFormat) => {
      const { url, asked } = await serve(good)
      const { rows } = await encode(
        url,
        { encodingFormat, batchSize: 2, concurrency: 1 },
        english('a', 'bcd', 'ef', 'a'),
      )
      for (const [i, value] of expected('a', 'bcd', 'ef', 'a').entries()) expect(rows.data[i]).toBeCloseTo(value, 6)
      expect(asked.map(({ body, path }) => ({ ...body, path }))).toEqual([
        { model: 'm', dimensions: 2, encoding_format: encodingFormat, input: ['bcd', 'ef'], path: '/v1/embeddings' },
        { model: 'm', dimensions: 2, encoding_format: encodingFormat, input: ['a'], path: '/v1/embeddings' },
      ])
    },
  )

  test('asks the server for the length of its vectors where it is not given', async () => {
    const { url, asked } = await serve(good)
    const source = endpoint({ url, model: 'm' })
    const [first, second] = await Promise.all([source.create(1), source.create(2)])
    expect([first.dimensions, second.dimensions, asked.length]).toEqual([2, 2, 1])
    expect(asked[0]?.body).not.toHaveProperty('dimensions')
  })

  test('puts prompts before texts, or names the role', async () => {
    const { url, asked } = await serve(good)
    const inputTypes = { query: 'search_query', document: 'search_document' }
    const source = endpoint({
      url,
      model: 'm',
      dimensions: 2,
      cache: false,
      prompts: { document: 'passage: ' },
      inputTypes,
    })
    const encoder = await source.create(1)
    await encoder.encode(english('a'), { role: 'query' })
    await encoder.encode(english('a'), { role: 'document' })
    expect(asked.map(({ body }) => [body.input, body['input_type']])).toEqual([
      [['a'], 'search_query'],
      [['passage: a'], 'search_document'],
    ])
  })

  test('sends text that is well-formed', async () => {
    const { url, asked } = await serve(good)
    await encode(url, {}, english('a\ud800b'))
    expect(asked[0]?.body.input).toEqual(['a\ufffdb'])
  })

  test('reports its progress', async () => {
    const { url } = await serve(good)
    const reports: Progress[] = []
    const encoder = await endpoint({ url, model: 'm', dimensions: 2, cache: false, batchSize: 1 }).create(1)
    const onProgress = (progress: Progress) => reports.push(progress)
    await encoder.encode(english('a', 'b'), { role: 'query', onProgress })
    expect(reports.map(({ done, total }) => [done, total])).toEqual([
      [1, 2],
      [2, 2],
    ])
    expect(reports[0]?.note).toMatch(/ texts\/s, .* characters\/s, /)
  })

  test('warns where the server answers with another model', async () => {
    const { url } = await serve(({ body }, response) => send(response, { ...embeddings(body), model: 'other' }))
    const { source } = await encode(url, { batchSize: 1 })
    expect(source.warnings).toEqual(['endpoint: the server was asked for the model m and answers as other.'])
  })

  test.each<[Partial<EndpointOptions>, string]>([
    [{ batchSize: 0 }, 'endpoint: batchSize must be an integer of at least 1; got 0.'],
    [{ concurrency: 1.5 }, 'endpoint: concurrency must be an integer of at least 1; got 1.5.'],
    [{ retries: -1 }, 'endpoint: retries must be an integer of at least 0; got -1.'],
    [{ timeout: Infinity }, 'endpoint: timeout must be an integer of at least 1; got Infinity.'],
    [{ dimensions: 0 }, 'endpoint: dimensions must be an integer of at least 1; got 0.'],
    [{ model: '' }, "endpoint: model must be a name; got ''."],
    [{ encodingFormat: 'hex' as 'float' }, "endpoint: encodingFormat must be 'base64' or 'float'; got 'hex'."],
  ])('rejects %j', (options, message) => {
    expect(() => endpoint({ url: 'http://localhost', model: 'm', ...options })).toThrow(message)
  })
})

describe('endpoint, a server that fails for a while', () => {
  test.each<[string, Behave]>([
    ['429', (_, response) => send(response, {}, 429)],
    ['429 and when to come back', (_, response) => send(response, {}, 429, { 'retry-after': '0.1' })],
    ['503 of a proxy', (_, response) => send(response, '<html>busy</html>', 503)],
    ['501 of a confused connection', (_, response) => send(response, {}, 501)],
    ['500', (_, response) => send(response, {}, 500)],
    ['a connection that dies', (_, response) => response.destroy()],
    [
      'an answer that breaks off',
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('{"data":')
        setTimeout(() => response.destroy(), 5)
      },
    ],
    ['no answer', () => {}],
  ])('is asked again after %s', async (_, behave) => {
    const { url, asked } = await serve(atFirst(1, behave))
    const { rows } = await encode(url, { retries: 1, timeout: 300 })
    expect(rows.data[0]).toBeCloseTo(expected('a')[0]!, 6)
    expect(asked).toHaveLength(2)
  })

  test('is left alone as long as it asks', async () => {
    const times: number[] = []
    const { url } = await serve((asked, response, count) => {
      times.push(performance.now())
      return atFirst(1, (_, busy) => send(busy, {}, 503, { 'retry-after': '1' }))(asked, response, count)
    })
    await encode(url, { retries: 1 })
    expect(times[1]! - times[0]!).toBeGreaterThan(950)
  })

  test.each([413, 422])('gets halves of what it refuses with %i, and no larger ones later', async (status) => {
    const { url, asked } = await serve((one, response, count) =>
      one.body.input.length > 3 ? send(response, { message: 'batch size > 3' }, status) : good(one, response, count),
    )
    const texts = Array.from({ length: 16 }, (_, i) => `${i}`)
    const { rows } = await encode(url, { batchSize: 8, concurrency: 1 }, english(...texts))
    for (const [i, value] of expected(...texts).entries()) expect(rows.data[i]).toBeCloseTo(value, 6)
    expect(asked.map(({ body }) => body.input.length)).toEqual([8, 4, 2, 2, 2, 2, 2, 2, 2, 2])
  })
})

describe('endpoint, a server that fails', () => {
  const item = (embedding: unknown, index = 0) => ({ index, embedding })

  test.each<[string, Behave, string | RegExp]>([
    [
      'down',
      (_, response) => response.destroy(),
      /must be reached; got \w+.*\. Check the url, and that the server runs\./,
    ],
    [
      'slow',
      () => {},
      'must answer within 0.3 s; got nothing whole. Raise timeout, or lower batchSize or concurrency.',
    ],
    [
      'an HTML page',
      (_, response) => send(response, '<!doctype html><p>Log in'),
      'must answer with JSON; got a page of HTML or XML, `<!doctype html><p>Log in`. Check the url.',
    ],
    [
      'an unknown model',
      (_, response) => send(response, { error: { message: 'The model `m` does not exist' } }, 404),
      'got status 404, "The model `m` does not exist". Check url and model.',
    ],
    [
      'no key',
      (_, response) => send(response, { error: 'no key' }, 401),
      'got status 401, "no key". Give the name of the variable that holds the key as apiKeyVariable.',
    ],
    [
      'a text too long',
      (_, response) => send(response, { message: '`inputs` must have less than 512 tokens' }, 422),
      'got status 422, "`inputs` must have less than 512 tokens". Leave the text out, or shorten it.',
    ],
    [
      '500',
      (_, response) => send(response, 'Internal Server Error', 500),
      `got status 500, "Internal Server Error". See the server's log.`,
    ],
    [
      'a page of a proxy',
      (_, response) => send(response, '<html><title>Bad gateway', 502),
      "got status 502, a page of HTML or XML. See the server's log.",
    ],
    [
      '429',
      (_, response) => send(response, '', 429),
      'got status 429. Lower batchSize or concurrency, or raise retries.',
    ],
    [
      'a redirect',
      (_, response) => send(response, '', 301, { location: 'https://u:p@example.com/v1/embeddings?k=1' }),
      'got status 301. Give the url that it redirects to, https://example.com/v1/embeddings.',
    ],
    [
      'fewer vectors',
      ({ body }, response) => send(response, { data: embeddings(body).data.slice(1) }),
      'must give a vector for each of 1 texts; got 0.',
    ],
    [
      'another length',
      (_, response) => send(response, { data: [item([1, 2, 3])] }),
      'must give vectors of 2 numbers; got 3 for text 0.',
    ],
    [
      'another index',
      (_, response) => send(response, { data: [item([1, 2], 7)] }),
      'must number its vectors from 0 to 0; got 7.',
    ],
    [
      'NaN',
      (_, response) => send(response, '{"data":[{"index":0,"embedding":[NaN,1]}]}'),
      'must answer with JSON; got a fault at 1:34',
    ],
  ])('is named: %s', async (_, behave, message) => {
    const { url } = await serve(behave)
    const failed = encode(url, { timeout: 300, batchSize: 1 })
    await expect(failed).rejects.toThrow(message)
    await expect(failed).rejects.toThrow(`endpoint: ${url}/embeddings must `)
  })

  test('is named when nothing listens', async () => {
    const { url, port } = await serve(good)
    await cleanUp.pop()?.()
    await expect(encode(url, { retries: 1 })).rejects.toThrow(
      `endpoint: http://127.0.0.1:${port}/v1/embeddings must be reached; got ECONNREFUSED. Check the url, and that the server runs. So it was 2 times.`,
    )
  })

  test('may be back when the encoder is created again', async () => {
    const { url } = await serve(atFirst(1, (_, response) => send(response, '', 400)))
    const source = endpoint({ url, model: 'm', retries: 0 })
    await expect(source.create(1)).rejects.toThrow('status 400')
    await expect(source.create(1)).resolves.toHaveProperty('dimensions', 2)
  })

  test('is not waited for once aborted', async () => {
    const { url } = await serve(() => {})
    const encoder = await endpoint({ url, model: 'm', dimensions: 2, cache: false }).create(1)
    const controller = new AbortController()
    setTimeout(() => controller.abort(new Error('enough')), 30)
    const encoding = encoder.encode(english('a'), { role: 'query', signal: controller.signal })
    await expect(encoding).rejects.toThrow('enough')
  })
})

describe('endpoint, its key', () => {
  const key = 'sk-a-secret-key'

  function setKey(value: string): void {
    process.env['TEST_ENDPOINT_KEY'] = value
    cleanUp.push(() => delete process.env['TEST_ENDPOINT_KEY'])
  }

  test('is sent from the environment, and none unless its variable is named', async () => {
    setKey(key)
    const { url, asked } = await serve(good)
    await encode(url, { apiKeyVariable: 'TEST_ENDPOINT_KEY' })
    await encode(url)
    await encode(url.replace('//', '//ada:secret@'))
    const basic = `Basic ${Buffer.from('ada:secret').toString('base64')}`
    expect(asked.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${key}`, undefined, basic])
  })

  test.each(['', 'a key', 'key\n'])('must be one: %j is refused, and not shown', async (value) => {
    setKey(value)
    await expect(encode('http://localhost', { apiKeyVariable: 'TEST_ENDPOINT_KEY' })).rejects.toThrow(
      /^endpoint: the environment variable TEST_ENDPOINT_KEY must hold a key of visible ASCII characters; got (none|one with blanks or other signs)\./,
    )
  })

  test('is in no configuration, file, warning or error, nor are passwords', async () => {
    setKey(key)
    const folder = await mkdtemp(join(tmpdir(), 'endpoint-'))
    cleanUp.push(() => rm(folder, { recursive: true }))
    const { url } = await serve(({ body }, response, count) =>
      count < 3
        ? send(response, embeddings(body))
        : send(response, { error: { message: `bad ${'x'.repeat(285)} ${key} p4ssword t0ken-t0ken` } }, 400),
    )
    const secretUrl = `${url.replace('//', '//ada:p4ssword@')}?token=t0ken-t0ken`
    const options = { apiKeyVariable: 'TEST_ENDPOINT_KEY', cache: folder, batchSize: 1, concurrency: 1 }
    const { source } = await encode(secretUrl, options)
    const error = await encode(secretUrl, options, english('other')).catch((failure: Error) => failure)
    const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
    const files = await Promise.all(names.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')))
    expect(files).not.toEqual([])
    const everything = [
      JSON.stringify(source),
      ...files,
      String(error),
      JSON.stringify(error),
      String((error as Error).cause),
    ]
    for (const text of everything) expect(text).not.toMatch(/sk-a|p4ss|t0ken/)
    expect(String(error)).toContain('bad x')
  })
})

describe('endpoint with a cache', () => {
  async function cacheFolder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'endpoint-'))
    cleanUp.push(() => rm(folder, { recursive: true }))
    return folder
  }

  test('asks for a text once, also over seeds at the same time, and gives the same bits', async () => {
    const cache = await cacheFolder()
    const { url, asked } = await serve(good)
    const source = endpoint({ url, model: 'm', dimensions: 2, cache })
    const encoders = await Promise.all([source.create(1), source.create(2)])
    const [a, b] = await Promise.all(encoders.map((encoder) => encoder.encode(english('a', 'b'), { role: 'query' })))
    const { rows } = await encode(url, { cache }, english('b', 'a'))
    expect(asked).toHaveLength(1)
    expect(b).toEqual(a)
    expect([...rows.data]).toEqual([...a!.data.subarray(2), ...a!.data.subarray(0, 2)])
  })

  test.each<[string, Partial<EndpointOptions>]>([
    ['model', { model: 'n' }],
    ['prompt', { prompts: { query: 'x' } }],
    ['input type', { inputTypes: { query: 'q', document: 'd' } }],
    ['revision', { revision: '2' }],
  ])('asks anew under another %s', async (_, changed) => {
    const cache = await cacheFolder()
    const { url, asked } = await serve(good)
    await encode(url, { cache })
    await encode(url, { cache, ...changed })
    await encode(url, { cache, ...changed })
    expect(asked).toHaveLength(2)
  })

  test('keeps what came before a failure', async () => {
    const cache = await cacheFolder()
    const { url, asked } = await serve((one, response, count) =>
      count === 3 ? send(response, '', 400) : good(one, response, count),
    )
    const options = { cache, batchSize: 1, concurrency: 1 }
    const texts = english('a', 'b', 'c')
    await expect(encode(url, options, texts)).rejects.toThrow('status 400')
    await encode(url, options, texts)
    expect(asked.map(({ body }) => body.input[0])).toEqual(['a', 'b', 'c', 'c'])
  })
})
