import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fc, test as propertyTest } from '@fast-check/vitest'
import { afterEach, describe, expect, test } from 'vitest'
import {
  type EmbeddingsBehave as Behave,
  type EmbeddingsBody as Body,
  embeddings,
  good,
  unitVectorsOf,
} from '../../../fixtures/embeddings-server.ts'
import { type JsonServer, jsonServer, answer as send } from '../../../fixtures/json-server.ts'
import type { Text } from '../../retrieval.ts'
import { type EndpointOptions, endpoint } from './endpoint.ts'
import { probeText } from './one-model.ts'

const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const each of cleanUp.splice(0).reverse()) await each()
})

async function serve(...behaviours: Behave[]): Promise<JsonServer<Body>[]> {
  return Promise.all(
    behaviours.map(async (behave) => {
      const server = await jsonServer(behave)
      cleanUp.push(() => server[Symbol.asyncDispose]())
      return server
    }),
  )
}

async function cacheFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'servers-'))
  cleanUp.push(() => rm(folder, { recursive: true }))
  return folder
}

const isProbe = ({ input }: Body): boolean => input[0] === probeText
/** Does as it is told for the probe, and something else for texts. */
const withTexts = (behave: Behave): Behave => {
  let count = 0
  return (asked, response) => (isProbe(asked.body) ? good : behave)(asked, response, isProbe(asked.body) ? 0 : ++count)
}

const texts: readonly Text[] = Array.from({ length: 12 }, (_, i) => ({ language: 'en', text: `text ${i}` }))
const expected = unitVectorsOf(...texts.map(({ text }) => text))

async function encode(servers: readonly { readonly url: string }[], options: Partial<EndpointOptions> = {}) {
  const url = servers.map((server) => server.url)
  const source = endpoint({ url, model: 'm', dimensions: 2, cache: false, batchSize: 2, concurrency: 2, ...options })
  const { data } = await (await source.create(1)).encode(texts, { role: 'query' })
  return { data, warnings: source.warnings, configuration: source.configuration }
}

/** Texts that the servers were asked for, the probe left out. */
function textsOf(...servers: JsonServer<Body>[]): string[] {
  return servers.flatMap(({ asked }) => asked.filter(({ body }) => !isProbe(body)).flatMap(({ body }) => body.input))
}

const reversed: Behave = async ({ body }, response) => {
  await delay(body.input.length % 3)
  const { model, data } = embeddings(body)
  send(response, { model, data: data.reverse() })
}

/** Answers texts only once something has happened: with it, a test does not depend on who is quick. */
const once = (happened: () => boolean): Behave =>
  withTexts(async (asked, response, count) => {
    while (!happened()) await delay(1)
    await good(asked, response, count)
  })

const stall: Behave = () => {}
const dieHalfWay: Behave = (_, response) => {
  response.writeHead(200, { 'content-length': '1000' }).write('{"data":')
  setTimeout(() => response.destroy(), 5)
}

describe('endpoint of several servers', () => {
  test('shares the texts among them, each once, in one order', async () => {
    const all = (): boolean => servers.every((server) => textsOf(server).length > 0)
    const servers: JsonServer<Body>[] = await serve(once(all), once(all), once(all))
    const { data, warnings } = await encode(servers, { concurrency: 1 })
    for (const [i, value] of expected.entries()) expect(data[i]).toBeCloseTo(value, 6)
    expect(textsOf(...servers).sort()).toEqual(texts.map(({ text }) => text).sort())
    expect(warnings).toEqual([])
  })

  test('has the configuration, vectors and cache of one', async () => {
    const cache = await cacheFolder()
    const servers = await serve(good, good, reversed)
    const three = await encode(servers, { cache })
    const asked = textsOf(...servers).length
    const one = await encode(servers.slice(0, 1), { cache })
    const two = await encode(servers.slice(0, 2), { cache })
    expect([one, two]).toEqual([three, three])
    expect(textsOf(...servers)).toHaveLength(asked)
  })

  test('asks for the length of vectors where it is not given', async () => {
    const servers = await serve(good, good)
    const source = endpoint({ url: servers.map(({ url }) => url), model: 'm', cache: false })
    expect(await source.create(1)).toHaveProperty('dimensions', 2)
  })

  test.each<[string, Behave]>([
    ['stalls', stall],
    ['dies half-way', dieHalfWay],
    ['hangs up', (_, response) => response.destroy()],
    ['answers 429', (_, response) => send(response, '', 429)],
    ['answers 400', (_, response) => send(response, { error: 'no such deployment' }, 400)],
    ['answers with a page', (_, response) => send(response, '<html>')],
    ['gives fewer vectors', ({ body }, response) => send(response, { data: embeddings(body).data.slice(1) })],
    ['answers in another order', reversed],
  ])('does not depend on one that %s, at once or after its proof', async (_, behave) => {
    for (const bad of [behave, withTexts(behave)]) {
      const servers = await serve(bad, good)
      const { data } = await encode(servers, { timeout: 200, retries: 1 })
      for (const [i, value] of expected.entries()) expect(data[i]).toBeCloseTo(value, 6)
    }
  })

  test('does not wait for the timeout of one that stalls while another answers', async () => {
    const servers = await serve(withTexts(stall), good)
    const { data } = await encode(servers)
    for (const [i, value] of expected.entries()) expect(data[i]).toBeCloseTo(value, 6)
  })

  test('asks for nothing again that came before all of them died', async () => {
    const cache = await cacheFolder()
    const answered: string[] = []
    const mortal = (lives: number): Behave =>
      withTexts(async ({ body }, response, count) => {
        await delay(5)
        if (count > lives) response.destroy()
        else {
          answered.push(...body.input)
          send(response, embeddings(body))
        }
      })
    const dying = await serve(mortal(2), mortal(1))
    const url = dying.map((server) => server.url)
    await expect(encode(dying, { cache, retries: 0, concurrency: 1 })).rejects.toThrow('one of 2 servers must answer')
    expect(answered).toHaveLength(6)
    const living = await serve(mortal(99))
    const { data } = await encode([{ url: url[0]! }, ...living], { cache, retries: 0 })
    for (const [i, value] of expected.entries()) expect(data[i]).toBeCloseTo(value, 6)
    expect(answered.sort()).toEqual(texts.map(({ text }) => text).sort())
  })

  test('takes up a server again that was down', async () => {
    const isBack = (): boolean => textsOf(servers[0]!).length > 0
    const servers: JsonServer<Body>[] = await serve(
      (asked, response, count) => (count === 1 ? response.destroy() : good(asked, response, count)),
      once(isBack),
    )
    const { data } = await encode(servers)
    for (const [i, value] of expected.entries()) expect(data[i]).toBeCloseTo(value, 6)
  })

  test('says of each server why nothing came', async () => {
    const servers = await serve(
      (_, response) => send(response, { error: 'no key' }, 401),
      (_, response) => send(response, '', 400),
    )
    const failed = encode(servers, { retries: 0 })
    await expect(failed).rejects.toThrow('endpoint: one of 2 servers must answer; none does.\n')
    for (const { url } of servers) await expect(failed).rejects.toThrow(`endpoint: ${url}/embeddings must answer with`)
  })

  test.each<[readonly string[], string]>([
    [[], 'endpoint: url must name at least one server, and each once; got none.'],
    [['http://a', 'http://b/v1', 'http://a/v1'], 'each once; got http://a/v1/embeddings again.'],
    [['http://a', 'ftp://b'], 'endpoint: url must be one of http or https; got another text.'],
  ])('refuses the urls %j', (url, message) => {
    expect(() => endpoint({ url, model: 'm' })).toThrow(message)
  })

  const faults: Readonly<Record<string, Behave>> = {
    good,
    reversed,
    dieHalfWay,
    stall,
    busy: (_, response) => send(response, '', 429),
    broken: (_, response) => send(response, '', 500),
    bad: (_, response) => send(response, '', 400),
    tooMuch: ({ body }, response) => send(response, '', body.input.length > 1 ? 413 : 500),
  }

  propertyTest.prop(
    [
      fc.array(fc.array(fc.constantFrom(...Object.keys(faults)), { maxLength: 5 }), { maxLength: 2 }),
      fc.nat({ max: 2 }),
      fc.integer({ min: 1, max: 5 }),
    ],
    { numRuns: 40 },
  )(
    'gives the same vectors whatever the others do as long as one server lives, and asks it for no text twice',
    async (others, place, batchSize) => {
      const answered: string[] = []
      const noted =
        (behave: Behave): Behave =>
        async (asked, response, count) => {
          if (!isProbe(asked.body) && (behave === good || behave === reversed)) answered.push(...asked.body.input)
          await behave(asked, response, count)
        }
      const behaviours = others.map((names): Behave => {
        const left = [...names]
        return (asked, response, count) => noted(faults[left.shift() ?? 'good']!)(asked, response, count)
      })
      behaviours.splice(place, 0, noted(good))
      const servers = await serve(...behaviours)
      const { data } = await encode(servers, { timeout: 300, retries: 0, batchSize })
      for (const [i, value] of expected.entries()) expect(data[i]).toBeCloseTo(value, 6)
      expect(answered.sort()).toEqual(texts.map(({ text }) => text).sort())
    },
    60_000,
  )
})

describe('a server of another model', () => {
  const longer: Behave = ({ body }, response) => {
    send(response, { model: 'm', data: body.input.map((_, index) => ({ index, embedding: [1, 2, 3] })) })
  }
  const turned: Behave = ({ body }, response) => {
    send(response, { model: 'm', data: body.input.map((_, index) => ({ index, embedding: [1, 0.5] })) })
  }
  const named: Behave = ({ body }, response) => send(response, { ...embeddings(body), model: 'n' })

  test.each<[string, Behave, RegExp]>([
    ['longer vectors', longer, /got vectors of 3 numbers where they have 2\. It is left out\.$/],
    ['other vectors', turned, /got a vector of `.*` that lies 0\.\d+ from theirs, more than 0\.01\. It is left out\.$/],
    ['another name', named, /got the model n where they have m\. It is left out\.$/],
  ])('is left out with a warning before it is asked for a text: %s', async (_, behave, message) => {
    for (const dimensions of [{ dimensions: 2 }, {}]) {
      const servers = await serve(
        once(() => source.warnings.length > 0),
        behave,
      )
      const url = servers.map((server) => server.url)
      const source = endpoint({ url, model: 'm', cache: false, batchSize: 2, ...dimensions })
      const { data } = await (await source.create(1)).encode(texts, { role: 'query' })
      for (const [i, value] of expected.entries()) expect(data[i]).toBeCloseTo(value, 6)
      expect(textsOf(servers[1]!)).toEqual([])
      expect(source.warnings).toEqual([expect.stringMatching(message)])
    }
  })

  test('is known by the vector that earlier servers left in the cache, also when it stands first or alone answers', async () => {
    const cache = await cacheFolder()
    const [first, second] = await serve(good, good)
    await encode([first!, second!], { cache, dimensions: 2 })
    await cleanUp.pop()!()
    await cleanUp.pop()!()
    const [other] = await serve(turned)
    const failed = encode([first!, other!], { cache, dimensions: 2, retries: 0, prompts: { query: 'x' } })
    await expect(failed).rejects.toThrow('must be the same model as the other servers')
    expect(textsOf(other!)).toEqual([])
  })

  test('is left out when it takes the place of one that was fit, and what it answered is asked for elsewhere', async () => {
    const replaced: Behave = ({ body }, response) => {
      send(response, { model: 'n', data: body.input.map((_, index) => ({ index, embedding: [1, 0.5] })) })
    }
    const changing = withTexts((asked, response, count) => (count > 1 ? replaced : good)(asked, response, count))
    const isReplaced = (): boolean => textsOf(servers[0]!).length > 1
    const servers: JsonServer<Body>[] = await serve(changing, once(isReplaced))
    const { data, warnings } = await encode(servers, { batchSize: 1 })
    for (const [i, value] of expected.entries()) expect(data[i]).toBeCloseTo(value, 6)
    expect(warnings[0]).toMatch(/got the model n where they have m\. It is left out\.$/)
  })

  test('is told from one that rounds', async () => {
    const rounding: Behave = ({ body }, response) => {
      const { model, data } = embeddings({ ...body, encoding_format: 'float' })
      const rounded = data.map(({ index, embedding }) => ({
        index,
        embedding: [...(embedding as readonly number[])].map((value) => Math.round(value * 1000) / 1000),
      }))
      send(response, { model, data: rounded })
    }
    const isAsked = (): boolean => textsOf(servers[1]!).length > 0
    const servers: JsonServer<Body>[] = await serve(once(isAsked), rounding)
    expect((await encode(servers)).warnings).toEqual([])
  })
})
