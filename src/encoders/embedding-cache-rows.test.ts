import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test as propertyTest } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Progress } from '../progress.ts'
import type { Text } from '../retrieval.ts'
import { embeddingCache } from './embedding-cache.ts'
import { type CachedRowsOptions, cachedRows, type EncodeRows } from './embedding-cache-rows.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cached-rows-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function cacheOf(key: string) {
  const onWarning = (warning: string) => expect.unreachable(warning)
  return embeddingCache({ folder, key, dimensions: 2, onWarning })
}

function vectorOf({ language, text }: Text): number[] {
  const sum = [...`${language}/${text}`].reduce((total, each, i) => total + each.charCodeAt(0) * (i + 1), 0)
  return [Math.cos(sum), Math.sin(sum)]
}

/** Hands rows over one at a time, last first, and notes what it was asked. */
function encoder(byLanguage = true) {
  const asked: string[] = []
  const encode: EncodeRows = async (texts, { onRows, onProgress, signal }) => {
    for (const [number, text] of [...texts.entries()].reverse()) {
      signal?.throwIfAborted()
      asked.push(text.text)
      const vector = vectorOf(byLanguage ? text : { ...text, language: '' })
      await onRows(Int32Array.of(number), Float32Array.from(vector))
      onProgress?.({ stage: 'encode', done: texts.length - number, total: texts.length, unit: 'texts' })
    }
  }
  return { asked, encode }
}

const english = (...texts: string[]): Text[] => texts.map((text) => ({ language: 'en', text }))
const plain = { dimensions: 2, byLanguage: false } satisfies Partial<CachedRowsOptions>

describe('cachedRows', () => {
  test('encodes only what the cache has not, and counts the rest as done', async () => {
    const cache = cacheOf('some known')
    const { asked, encode } = encoder(false)
    await cachedRows({ ...plain, cache, texts: english('a', 'b'), encode })
    const reports: Progress[] = []
    const onProgress = (progress: Progress) => reports.push(progress)
    await cachedRows({ ...plain, cache, texts: english('b', 'c', 'a', 'c'), encode, onProgress })
    expect(asked).toEqual(['b', 'a', 'c'])
    expect(reports).toEqual([{ stage: 'encode', done: 4, total: 4, unit: 'texts' }])
    await cachedRows({ ...plain, cache, texts: english('a'), encode, onProgress })
    expect(reports[1]).toMatchObject({ done: 1, total: 1, note: 'from the cache' })
  })

  test('takes the language into account only where it matters', async () => {
    const texts = [...english('a'), { language: 'de', text: 'a' }]
    const one = encoder(false)
    await cachedRows({ ...plain, texts, encode: one.encode })
    expect(one.asked).toEqual(['a'])
    const two = encoder(true)
    const rows = await cachedRows({ ...plain, byLanguage: true, texts, encode: two.encode })
    expect(rows).toEqual(Float32Array.from(texts.flatMap(vectorOf)))
  })

  test('keeps what was encoded before an error or an abort', async () => {
    const cache = cacheOf('aborted')
    const controller = new AbortController()
    const { asked, encode } = encoder()
    const stopping: EncodeRows = (texts, options) =>
      encode(texts, {
        ...options,
        async onRows(numbers, rows) {
          await options.onRows(numbers, rows)
          if (asked.length === 2) controller.abort(new Error('enough'))
        },
      })
    const texts = english('a', 'b', 'c')
    const aborted = cachedRows({ ...plain, cache, texts, encode: stopping, signal: controller.signal })
    await expect(aborted).rejects.toThrow('enough')
    await cachedRows({ ...plain, cache, texts, encode })
    expect(asked).toEqual(['c', 'b', 'a'])
  })

  test('writes every 2,000 texts, so that a killed process loses no more', async () => {
    const written: number[] = []
    const cache = {
      read: async (wanted: ReadonlyMap<string, number>) => new Map(wanted),
      write: async ({ texts }: { readonly texts: readonly string[] }) => void written.push(texts.length),
    }
    const texts = english(...Array.from({ length: 4500 }, (_, i) => String(i)))
    await cachedRows({ ...plain, cache, texts, encode: encoder().encode })
    expect(written).toEqual([2000, 2000, 500])
  })

  test('is not misled by an array that the encoder uses again', async () => {
    const cache = cacheOf('same array')
    const array = new Float32Array(2)
    const encode: EncodeRows = async (texts, { onRows }) => {
      for (const [number, text] of texts.entries()) {
        array.set(vectorOf(text))
        await onRows(Int32Array.of(number), array)
      }
    }
    const texts = english('a', 'b')
    const fresh = await cachedRows({ ...plain, cache, texts, encode })
    expect(fresh).toEqual(Float32Array.from(texts.flatMap(vectorOf)))
    expect(await cachedRows({ ...plain, cache, texts, encode: encoder().encode })).toEqual(fresh)
  })

  const someTexts = fc.array(
    fc.record({ language: fc.constantFrom('en', 'de'), text: fc.constantFrom('', 'a', 'b', 'a\u0000b', '日本') }),
    { maxLength: 8 },
  )

  propertyTest.prop([someTexts, someTexts, fc.boolean()])(
    'gives from the cache what it gives fresh, bit for bit, for all texts',
    async (before, texts, byLanguage) => {
      const key = `property ${Math.random()}`
      const options = { dimensions: 2, byLanguage, encode: encoder(byLanguage).encode }
      const fresh = await cachedRows({ ...options, texts })
      await cachedRows({ ...options, cache: cacheOf(key), texts: before })
      expect(await cachedRows({ ...options, cache: cacheOf(key), texts })).toEqual(fresh)
      const { asked, encode } = encoder(byLanguage)
      expect(await cachedRows({ ...options, encode, cache: cacheOf(key), texts })).toEqual(fresh)
      expect(asked).toEqual([])
    },
    60_000,
  )

  test('leaves no files behind without a cache', async () => {
    const before = await readdir(folder, { recursive: true })
    await cachedRows({ ...plain, texts: english('never kept'), encode: encoder().encode })
    expect(await readdir(folder, { recursive: true })).toEqual(before)
  })
})
