import { fc, test as propertyTest } from '@fast-check/vitest'
import { afterEach, describe, expect, test } from 'vitest'
import {
  type ChatBody,
  chatServer,
  completion,
  inCapitals,
  isNumbered,
  sentencesIn,
} from '../../fixtures/chat-server.ts'
import { answer, type Behave } from '../../fixtures/json-server.ts'
import { trainingPairs } from '../datasets/training-pairs.ts'
import { type ChatTranslatorOptions, chatTranslator } from './chat-translator.ts'
import { translate } from './translate.ts'

const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const each of cleanUp.splice(0)) await each()
})

async function serve(behave?: Behave<ChatBody>) {
  const server = await chatServer(behave)
  cleanUp.push(() => server[Symbol.asyncDispose]())
  return server
}

const direction = { from: 'en', to: 'de' }
const three = ['One.', 'Two.', 'Three.']
const capitals = ['ONE.', 'TWO.', 'THREE.']

async function translated(
  behave: Behave<ChatBody> | undefined,
  options: Partial<ChatTranslatorOptions> = {},
  texts = three,
) {
  const { url, asked } = await serve(behave)
  const translator = chatTranslator({ url, model: 'm', retries: 0, ...options })
  const truncated: number[] = []
  const made = await translator.translate(texts, { ...direction, onTruncated: (index) => truncated.push(index) })
  return { texts: made, asked, truncated, translator, url }
}

/** How many sentences each request held. */
const sizes = (asked: readonly { readonly body: ChatBody }[]): number[] =>
  asked.map(({ body }) => sentencesIn(body).length)

/** Answers requests for several sentences with something else, and leaves those for one to a good model. */
const toSeveral = (content: (body: ChatBody) => unknown): Behave<ChatBody> => {
  return ({ body }, response) => {
    if (!isNumbered(body.messages[1].content)) return undefined
    const given = content(body)
    answer(response, typeof given === 'string' ? completion(given) : given)
    return true
  }
}

/** The items of a good answer, changed. */
const items = (change: (all: { n: unknown; translation: unknown }[]) => unknown): Behave<ChatBody> =>
  toSeveral((body) => JSON.stringify(change(JSON.parse(inCapitals(body)) as { n: number; translation: string }[])))

describe('chatTranslator', () => {
  test('asks for several sentences in a request, numbered, in the order of the texts', async () => {
    const { texts, asked, translator } = await translated(undefined, { sentences: 2, concurrency: 1, maxTokens: 99 })
    expect(texts).toEqual(capitals)
    expect(sizes(asked)).toEqual([2, 1])
    const { messages, ...fields } = asked[0]!.body
    expect(fields).toEqual({ model: 'm', temperature: 0, max_tokens: 99 })
    expect(messages[0].content).toMatch(
      /^You translate from English to German\. .*\n.*\[\{"n":1,"translation":"…"\}\]\.$/s,
    )
    expect(messages[1].content).toBe('[{"n":1,"text":"One."},{"n":2,"text":"Two."}]')
    expect(asked[1]!.body.messages[1].content).toBe('Three.')
    expect(translator.usage).toEqual({ requests: 2, promptTokens: 20, completionTokens: 6 })
  })

  test('has what decides its translations in its configuration, and no address', () => {
    const { configuration, name, batch } = chatTranslator({
      url: 'http://ada:secret@localhost',
      model: 'm',
      prompt: 'Into {to}!',
      fields: { seed: 1 },
    })
    expect({ configuration, name, batch }).toEqual({
      name: 'm',
      batch: 32,
      configuration: {
        format: 1,
        model: 'm',
        revision: null,
        temperature: 0,
        prompt: 'Into {to}!',
        fields: { seed: 1 },
        sentences: 8,
        maxTokens: null,
      },
    })
  })

  test('names languages in English, and sends the key', async () => {
    process.env['TEST_CHAT_KEY'] = 'sk-a-secret-key'
    cleanUp.push(() => delete process.env['TEST_CHAT_KEY'])
    const { url, asked } = await serve()
    const options = { url, model: 'm', prompt: '{from} → {to}', apiKeyVariable: 'TEST_CHAT_KEY' }
    await chatTranslator(options).translate(['One.'], { from: 'pt-BR', to: 'zh-Hant' })
    expect(asked[0]!.body.messages[0].content).toMatch(/^Brazilian Portuguese → Traditional Chinese\n/)
    expect(asked[0]!.headers.authorization).toBe('Bearer sk-a-secret-key')
  })

  test.each<[Partial<ChatTranslatorOptions>, string]>([
    [{ url: 'localhost' }, 'chatTranslator: url must be one of http or https'],
    [{ model: '' }, "chatTranslator: model must be a name; got ''."],
    [{ temperature: 3 }, 'chatTranslator: temperature must be from 0 to 2; got 3.'],
    [{ sentences: 0 }, 'chatTranslator: sentences must be an integer of at least 1; got 0.'],
    [{ retries: -1 }, 'chatTranslator: retries must be an integer of at least 0; got -1.'],
    [{ prompt: 'Translate.' }, 'chatTranslator: prompt must hold {to}, where the language goes; got "Translate.".'],
    [{ apiKeyVariable: 'TEST_NO_KEY' }, 'chatTranslator: the environment variable TEST_NO_KEY must hold a key'],
  ])('rejects %j', (options, message) => {
    expect(() => chatTranslator({ url: 'http://localhost', model: 'm', ...options })).toThrow(message)
  })
})

describe('chatTranslator, a model that breaks the form,', () => {
  test.each<[string, Behave<ChatBody>]>([
    ['prose', toSeveral(() => 'Here you are: ONE. TWO. THREE.')],
    ['an item too few', items((all) => all.slice(1))],
    ['an item too many', items((all) => [...all, { n: 4, translation: 'FOUR.' }])],
    ['another order', items((all) => all.toReversed())],
    ['a number twice', items((all) => all.with(1, all[0]!))],
    ['an empty translation', items((all) => all.with(1, { n: 2, translation: ' ' }))],
    ['null', items((all) => all.with(1, { n: 2, translation: null }))],
    ['an object', items((all) => ({ translations: all }))],
    ['a cut answer', toSeveral((body) => completion(inCapitals(body).slice(0, 30), 'length'))],
    ['a whole answer that was cut', toSeveral((body) => completion(inCapitals(body), 'length'))],
    ['a refusal', toSeveral(() => completion(null, 'stop', 'I will not.'))],
  ])('is asked for one sentence at a time after %s', async (_, behave) => {
    const { texts, asked, truncated } = await translated(behave)
    expect({ texts, sizes: sizes(asked), truncated }).toEqual({ texts: capitals, sizes: [3, 1, 1, 1], truncated: [] })
  })

  test.each<[string, Behave<ChatBody>]>([
    ['code fences', toSeveral((body) => `\`\`\`json\n${inCapitals(body)}\n\`\`\`\n`)],
    ['thoughts before it', toSeveral((body) => `<think>Hm.\n[1]</think>\n${inCapitals(body)}`)],
  ])('is understood with %s', async (_, behave) => {
    const { texts, asked } = await translated(behave)
    expect({ texts, sizes: sizes(asked) }).toEqual({ texts: capitals, sizes: [3] })
  })

  test('tells of a sentence that reached the limit by itself', async () => {
    const { texts, truncated } = await translated(
      ({ body }, response) => {
        if (!body.messages[1].content.includes('Two')) return undefined
        answer(response, completion('TW', 'length'))
        return true
      },
      { sentences: 2 },
    )
    expect({ texts, truncated }).toEqual({ texts: ['ONE.', 'TW', 'THREE.'], truncated: [1] })
  })

  test.each([
    [null, 'content_filter'],
    ['I am sorry.', 'content_filter'],
  ])('gives nothing for a sentence that it refuses', async (content, reason) => {
    const { texts } = await translated(({ body }, response) => {
      if (!body.messages[1].content.includes('Two')) return undefined
      answer(response, completion(content, reason))
      return true
    })
    expect(texts).toEqual(['ONE.', '', 'THREE.'])
  })
})

describe('chatTranslator, a server that fails', () => {
  const atFirst = (times: number, behave: Behave<ChatBody>): Behave<ChatBody> => {
    return async (asked, response, count) => {
      if (count > times) return undefined
      await behave(asked, response, count)
      return true
    }
  }

  test.each<[string, Behave<ChatBody>]>([
    ['429', (_, response) => answer(response, {}, 429, { 'retry-after': '0.1' })],
    ['500', (_, response) => answer(response, {}, 500)],
    ['a connection that dies', (_, response) => response.destroy()],
    ['no answer', () => {}],
  ])('for a while is asked again after %s', async (_, behave) => {
    const { texts, asked } = await translated(atFirst(1, behave), { retries: 1, timeout: 300 })
    expect({ texts, requests: asked.length }).toEqual({ texts: capitals, requests: 2 })
  })

  test('because a request is too large gets halves', async () => {
    const tooLarge: Behave<ChatBody> = ({ body }, response) => {
      if (sentencesIn(body).length <= 2) return undefined
      answer(response, { error: 'too long' }, 413)
      return true
    }
    const { texts, asked } = await translated(tooLarge, { concurrency: 1 })
    expect({ texts, sizes: sizes(asked) }).toEqual({ texts: capitals, sizes: [3, 2, 1] })
  })

  test.each<[string, Behave<ChatBody>, string]>([
    [
      '500',
      (_, response) => answer(response, 'out of memory', 500),
      'got status 500, "out of memory". See the server\'s log.',
    ],
    [
      'an unknown model',
      (_, response) => answer(response, { error: { message: 'no m' } }, 404),
      '"no m". Check url and model.',
    ],
    ['a bad request', (_, response) => answer(response, '', 400), 'Check model, temperature, maxTokens and fields.'],
    [
      'a page',
      (_, response) => answer(response, '<html>'),
      'must answer with JSON; got a page of HTML or XML, `<html>`.',
    ],
    ['wrong JSON', (_, response) => answer(response, '{"choices":'), 'must answer with JSON; got a fault at 1:12'],
    ['no choices', (_, response) => answer(response, {}), 'must answer with `choices[0].message.content`; got `{}`.'],
    ['no content', (_, response) => answer(response, completion(null)), '`choices[0].message.content`; got `{"model"'],
  ])('is named: %s', async (_, behave, message) => {
    const { url } = await serve((asked, response, count) => [behave(asked, response, count)])
    const failed = chatTranslator({ url, model: 'm', retries: 0 }).translate(three, direction)
    await expect(failed).rejects.toThrow(message)
    await expect(failed).rejects.toThrow(`chatTranslator: ${url}/chat/completions must `)
  })

  test('quoting the key is not quoted', async () => {
    process.env['TEST_CHAT_KEY'] = 'sk-a-secret-key'
    cleanUp.push(() => delete process.env['TEST_CHAT_KEY'])
    const behave: Behave<ChatBody> = (_, response) => [answer(response, 'Wrong key sk-a-secret-key', 401)]
    await expect(translated(behave, { apiKeyVariable: 'TEST_CHAT_KEY' })).rejects.toThrow(/"Wrong key …"/)
  })

  test('is not waited for once aborted', async () => {
    const { url } = await serve(() => true)
    const signal = AbortSignal.timeout(30)
    const { translate: ask } = chatTranslator({ url, model: 'm' })
    await expect(ask(three, { ...direction, signal })).rejects.toThrow('aborted')
  })
})

describe('chatTranslator, whatever the server does,', () => {
  const fault = fc.constantFrom('none', '429', '500', 'dies', 'prose', 'missing', 'swapped', 'cut')
  const broken: Readonly<Record<string, (body: ChatBody) => unknown>> = {
    prose: () => completion('Gladly!'),
    missing: () => completion('[]'),
    swapped: (body) => completion(JSON.stringify((JSON.parse(inCapitals(body)) as unknown[]).toReversed())),
    cut: (body) => completion(inCapitals(body).slice(0, 12), 'length'),
  }

  propertyTest.prop(
    [
      fc.array(fault, { maxLength: 12 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 2, max: 5 }),
      fc.integer({ min: 1, max: 3 }),
    ],
    { numRuns: 15 },
  )('gives each sentence its own translation', async (faults, count, sentences, concurrency) => {
    const left = [...faults]
    let failed = 0
    const server = await chatServer(({ body }, response) => {
      const kind = left.shift() ?? 'none'
      const make = broken[kind]
      if (make && isNumbered(body.messages[1].content)) return [answer(response, make(body))]
      // Two at most: pauses are long.
      if (make || kind === 'none' || ++failed > 2) return undefined
      if (kind === 'dies') return [response.destroy()]
      return [answer(response, {}, Number(kind), { 'retry-after': '0' })]
    })
    const texts = Array.from({ length: count }, (_, i) => `Text ${i}.`)
    const translator = chatTranslator({ url: server.url, model: 'm', sentences, concurrency })
    const made = await translator.translate(texts, direction).finally(() => server[Symbol.asyncDispose]())
    expect(made).toEqual(texts.map((text) => text.toUpperCase()))
  })
}, 60_000)

test('translate takes a chat translator', async () => {
  const { url } = await serve()
  const translations = { en: { anchor: 'Who sat?', positive: 'The cat sat. It purred.' } }
  const pairs = trainingPairs({ name: 'q', revision: '1', languages: ['en'], pairs: [{ concept: 'c', translations }] })
  const made = await translate(pairs, chatTranslator({ url, model: 'm' }), ['de'], { cache: false })
  expect(made.pairs.pairs[0]!.translations['de']).toEqual({ anchor: 'WHO SAT?', positive: 'THE CAT SAT. IT PURRED.' })
})
