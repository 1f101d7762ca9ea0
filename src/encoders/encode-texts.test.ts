import { fc, test as propertyTest } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import type { Progress } from '../progress.ts'
import type { Text } from '../retrieval.ts'
import type { Tokens } from '../tokenizers/tokenizer.ts'
import { encodeTexts } from './encode-texts.ts'

/** A token a character, and one before them. */
const tokenizer = {
  tokenize: (text: string, { prompt = '', language = '' } = {}): Tokens => {
    const ids = Int32Array.from([1, ...`${language}${prompt}${text}`].map((unit) => String(unit).charCodeAt(0)))
    return { ids, first: 0, end: ids.length }
  },
}

/** Directions in the plane that depend on the ids and their order alone, and what was run. */
function planeRuntime() {
  const batches: number[][] = []
  return {
    name: 'plane',
    dimensions: 2,
    batches,
    async run(texts: readonly Tokens[]): Promise<Float32Array> {
      batches.push(texts.map(({ ids }) => ids.length))
      return Float32Array.from(texts.flatMap(({ ids }) => direction(ids)))
    },
  }
}

function direction(ids: Int32Array): [number, number] {
  const angle = ids.reduce((sum, id, at) => sum + id * Math.sqrt(at + 1), 0)
  return [Math.cos(angle), Math.sin(angle)]
}

function english(...texts: string[]): Text[] {
  return texts.map((text) => ({ language: 'en', text }))
}

describe('encodeTexts', () => {
  test('gives the rows in the order of the texts and runs the longest first', async () => {
    const runtime = planeRuntime()
    const texts = english('a', 'abc', 'ab', 'abcdefgh')
    const rows = await encodeTexts({ runtime, tokenizer, texts, prompt: 'q', tokenBudget: 14 })
    expect(runtime.batches).toEqual([[12], [7, 6], [5]])
    const expected = texts.flatMap(({ text }) =>
      direction(tokenizer.tokenize(text, { prompt: 'q', language: 'en' }).ids),
    )
    expect(rows).toEqual(Float32Array.from(expected))
  })

  test('runs equal texts of one language once', async () => {
    const runtime = planeRuntime()
    const texts = [...english('a', 'b', 'a'), { language: 'de', text: 'a' }]
    const rows = await encodeTexts({ runtime, tokenizer, texts })
    expect(runtime.batches.flat()).toHaveLength(3)
    expect(rows.subarray(4, 6)).toEqual(rows.subarray(0, 2))
    expect(rows.subarray(6)).not.toEqual(rows.subarray(0, 2))
  })

  test('asks for no language where a text has none', async () => {
    const asked: object[] = []
    const spy = {
      tokenize(text: string, options = {}) {
        asked.push(options)
        return tokenizer.tokenize(text)
      },
    }
    await encodeTexts({ runtime: planeRuntime(), tokenizer: spy, texts: [{ language: '', text: 'a' }] })
    expect(asked).toEqual([{ prompt: '' }])
  })

  test('reports texts done with the rate and the time left', async () => {
    const reports: Progress[] = []
    const texts = english('abc', 'a', 'a')
    const onProgress = (progress: Progress) => reports.push(progress)
    await encodeTexts({ runtime: planeRuntime(), tokenizer, texts, tokenBudget: 1, onProgress })
    expect(reports.map(({ done }) => done)).toEqual([1, 3])
    expect(reports[0]).toMatchObject({ stage: 'encode', total: 3, unit: 'texts' })
    expect(reports[1]?.note).toMatch(/^[\d,.]+ texts\/s, [\d,.]+ tokens\/s, 0 s left$/)
  })

  test('stops between batches once aborted', async () => {
    const controller = new AbortController()
    const runtime = planeRuntime()
    const onRows = () => controller.abort(new Error('enough'))
    const options = {
      runtime,
      tokenizer,
      texts: english('abc', 'a'),
      tokenBudget: 1,
      onRows,
      signal: controller.signal,
    }
    await expect(encodeTexts(options)).rejects.toThrow('enough')
    expect(runtime.batches).toHaveLength(1)
  })

  test.each([
    [
      [0, 1, Number.NaN, 0],
      'encodeTexts: plane must give finite vectors of length 1; got a value that is not finite for text 0, "a".',
    ],
    [[0, 1, 0, 2], 'got length 2 for text 0, "a".'],
    [[0, 1], 'encodeTexts: plane must give 2 × 2 numbers for 2 texts; got 2.'],
  ])('names what is wrong with %j', async (rows, message) => {
    const runtime = { name: 'plane', dimensions: 2, run: async () => Float32Array.from(rows) }
    await expect(encodeTexts({ runtime, tokenizer, texts: english('a', 'bc') })).rejects.toThrow(message)
  })

  const someTexts = fc.array(
    fc.record({
      language: fc.constantFrom('en', 'de'),
      text: fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 4 }),
    }),
    { maxLength: 12 },
  )

  propertyTest.prop([someTexts, fc.integer({ min: 1, max: 40 })])(
    'gives each text the vector that it has alone, for every budget',
    async (texts, tokenBudget) => {
      const together = await encodeTexts({ runtime: planeRuntime(), tokenizer, texts, tokenBudget })
      const alone = texts.map((text) => encodeTexts({ runtime: planeRuntime(), tokenizer, texts: [text] }))
      expect([...together]).toEqual((await Promise.all(alone)).flatMap((rows) => [...rows]))
    },
  )

  propertyTest.prop([someTexts])('hands over every different text once, for every set of texts', async (texts) => {
    const handed = new Map<number, number[]>()
    const onRows = (numbers: Int32Array, rows: Float32Array) => {
      for (const [i, number] of numbers.entries()) handed.set(number, [...rows.subarray(2 * i, 2 * i + 2)])
    }
    const rows = await encodeTexts({ runtime: planeRuntime(), tokenizer, texts, tokenBudget: 9, onRows })
    const keys = texts.map((text) => JSON.stringify(text))
    expect([...handed.keys()].toSorted((a, b) => a - b)).toEqual(
      keys.flatMap((key, i) => (keys.indexOf(key) === i ? [i] : [])),
    )
    for (const [number, vector] of handed) expect(vector).toEqual([...rows.subarray(2 * number, 2 * number + 2)])
  })
})
