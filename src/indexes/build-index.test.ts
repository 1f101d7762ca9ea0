import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fc, test as property } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { place } from '../../fixtures/contracts/search-index.ts'
import { type Death, Died, dyingProcess, type HeldIndex } from '../../fixtures/dying-process.ts'
import { good } from '../../fixtures/embeddings-server.ts'
import { jsonServer } from '../../fixtures/json-server.ts'
import { angles, anglesOf, numbered } from '../../fixtures/numbered-documents.ts'
import { twoByTwo } from '../../fixtures/two-by-two.ts'
import type { Dataset } from '../datasets/dataset.ts'
import type { StreamedDataset } from '../datasets/document-stream.ts'
import type { Encoder } from '../encoders/encoder.ts'
import { endpoint } from '../encoders/endpoint/endpoint.ts'
import { staticEncoder } from '../encoders/static.ts'
import type { Progress } from '../progress.ts'
import type { Document } from '../retrieval.ts'
import { type BuildIndexOptions, type BuiltIndex, buildIndex } from './build-index.ts'
import { exactIndex } from './exact-index.ts'
import type { SearchIndex } from './search-index.ts'

let root = ''
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'build-index-'))
})
afterAll(async () => await rm(root, { recursive: true }))

const folder = (): string => join(root, place())
const encoder = staticEncoder({ dimensions: 8 })

describe('buildIndex', () => {
  test('puts the documents of all languages into one index, and adds nothing when it is called again', async () => {
    const given = { dataset: twoByTwo, encoder, index: await exactIndex({ dimensions: 8 }), journal: folder() }
    const first = await buildIndex(given)
    const again = await buildIndex(given)
    expect([first.added, again.added]).toEqual([4, 0])
    expect([await given.index.count(), await given.index.count('de')]).toEqual([4, 2])
    const query = await first.encoder.encode([{ language: 'de', text: 'zwei' }], { role: 'query' })
    const [hits] = await given.index.search(query, { k: 1, language: 'de' })
    expect(hits?.documents).toEqual(['de2'])
  })

  test('writes down after each batch how many documents are in', async () => {
    const journal = folder()
    await buildIndex({ dataset: twoByTwo, encoder, index: await exactIndex({ dimensions: 8 }), batch: 3, journal })
    const [identity, ...lines] = (await readFile(join(journal, 'build.jsonl'), 'utf8')).trim().split('\n')
    expect(JSON.parse(identity!)).toEqual({
      schema: 1,
      dataset: twoByTwo.hash,
      documents: 4,
      encoder: encoder.configuration,
      seed: 1,
      index: 'exactIndex',
      dimensions: 8,
    })
    expect(lines).toEqual(['3', '4'])
  })

  test('goes on where it was aborted', async () => {
    const given = {
      dataset: twoByTwo,
      encoder,
      index: await exactIndex({ dimensions: 8 }),
      journal: folder(),
      batch: 1,
    }
    const stop = new AbortController()
    const onProgress = ({ done }: Progress): void => {
      if (done === 2) stop.abort(new Error('enough'))
    }
    await expect(buildIndex({ ...given, signal: stop.signal, onProgress })).rejects.toThrow('enough')
    const had = await given.index.count()
    expect(had).toBeLessThan(4)
    expect((await buildIndex(given)).added).toBe(4 - had)
  })

  test('asks about no document that the journal knows to be in', async () => {
    const index = await exactIndex({ dimensions: 2 })
    const given = { dataset: numbered(6), encoder: anglesOf(), journal: folder(), batch: 2 }
    const failing: SearchIndex = {
      ...index,
      add: async (documents, vectors) => {
        if (documents[0]?.id === 'd4') throw new Error('the disk is full')
        await index.add(documents, vectors)
      },
    }
    const asked: string[] = []
    const asking: SearchIndex = {
      ...index,
      has: async (ids) => {
        asked.push(...ids)
        return await index.has(ids)
      },
    }
    await expect(buildIndex({ ...given, index: failing })).rejects.toThrow('the disk is full')
    await buildIndex({ ...given, index: asking })
    expect(asked).toEqual(['d4', 'd5'])
  })

  test('builds once where two are at it', async () => {
    const slowly: Encoder['encode'] = async (texts, options) => await delay(2, await angles.encode(texts, options))
    const index = await exactIndex({ dimensions: 2 })
    const given = { dataset: numbered(20), encoder: anglesOf(slowly), index, journal: folder(), batch: 2 }
    const notes = new Set<string | undefined>()
    const onProgress = ({ note }: Progress): void => void notes.add(note)
    const both = await Promise.all([buildIndex({ ...given, onProgress }), buildIndex({ ...given, onProgress })])
    expect(both.map(({ added }) => added).sort()).toEqual([0, 20])
    expect(notes).toContain('waits for the process that builds it')
  })

  test('encodes the next batches while one is added, and no more than it may', async () => {
    const index = await exactIndex({ dimensions: 2 })
    let [encoded, added, most] = [0, 0, 0]
    const encode: Encoder['encode'] = async (texts, options) => {
      encoded += texts.length
      most = Math.max(most, encoded - added)
      return await angles.encode(texts, options)
    }
    const slow: SearchIndex = {
      ...index,
      async add(documents, vectors) {
        await delay(5)
        await index.add(documents, vectors)
        added += documents.length
      },
    }
    await buildIndex({ dataset: numbered(40), encoder: anglesOf(encode), index: slow, batch: 2, ahead: 3 })
    expect(most).toBe(2 * (1 + 3))
  })

  test('takes vectors that its encoder kept, although the build begins anew', async () => {
    const server = await jsonServer(good)
    const cache = folder()
    const source = (): BuildIndexOptions['encoder'] => endpoint({ url: server.url, model: 'm', dimensions: 2, cache })
    const index = async (): Promise<SearchIndex> => await exactIndex({ dimensions: 2 })
    await buildIndex({ dataset: numbered(5), encoder: source(), index: await index(), batch: 2 })
    const before = server.asked.length
    const again = await buildIndex({ dataset: numbered(5), encoder: source(), index: await index(), batch: 3 })
    expect([before, server.asked.length, again.added]).toEqual([3, 3, 5])
    await server[Symbol.asyncDispose]()
  })

  test('stops reading and encoding when the index fails', async () => {
    const index = await exactIndex({ dimensions: 2 })
    const second = Promise.withResolvers<void>()
    const full: SearchIndex = {
      ...index,
      add: () => second.promise.then(() => Promise.reject(new Error('the disk is full'))),
    }
    let calls = 0
    const encode: Encoder['encode'] = async (texts, { role, signal }) => {
      if (++calls === 2) second.resolve()
      if (calls > 1) await delay(60_000, undefined, signal ? { signal } : {})
      return await angles.encode(texts, { role })
    }
    let isRead = true
    const reading = async function* (documents: readonly Document[]): AsyncGenerator<Document> {
      try {
        yield* documents
      } finally {
        isRead = false
      }
    }
    const given = { dataset: streamed(numbered(8), reading), encoder: anglesOf(encode), index: full, batch: 2 }
    await expect(buildIndex(given)).rejects.toThrow('the disk is full')
    expect([calls, isRead]).toEqual([2, false])
  })

  test('tells how many documents are in, and ends with all', async () => {
    const reports: Progress[] = []
    const onProgress = (progress: Progress): void => void reports.push(progress)
    await buildIndex({
      dataset: numbered(5),
      encoder: anglesOf(),
      index: await exactIndex({ dimensions: 2 }),
      batch: 2,
      onProgress,
    })
    expect([...new Set(reports.map(({ done }) => done))]).toEqual([0, 2, 4, 5])
    expect(reports.at(-1)).toMatchObject({ stage: 'encode', done: 5, total: 5, unit: 'documents' })
    expect(reports.at(-1)?.note).toMatch(/documents\/s, 0 s left$/)
  })

  describe('of a process that dies', { timeout: 60_000 }, () => {
    interface Loss extends Death {
      /** Bytes of the journal's end that did not reach the disk. */
      readonly torn: number
      /** Of how many documents the index loses one. */
      readonly lost: number
    }
    const deaths: fc.Arbitrary<Loss[]> = fc.array(
      fc.record({
        step: fc.integer({ min: 0, max: 60 }),
        share: fc.constantFrom(0, 0.5, 0.99),
        torn: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 24 })),
        lost: fc.constantFrom(0, 0, 3, 7),
      }),
      { maxLength: 5 },
    )
    /** Was found: the count looks right by a document that was lost and one that the journal does not know. */
    const lostAndTorn: [{ documents: number; batch: number; ahead: number }, Loss[]] = [
      { documents: 3, batch: 1, ahead: 1 },
      [{ step: 12, share: 0, torn: 1, lost: 3 }],
    ]
    const sizes = fc.record({
      documents: fc.integer({ min: 1, max: 24 }),
      batch: fc.integer({ min: 1, max: 6 }),
      ahead: fc.integer({ min: 1, max: 3 }),
    })

    property.prop([sizes, deaths], { numRuns: 60, examples: [lostAndTorn] })(
      'nothing is missing, nothing comes twice, and little is encoded again, for every moment of death',
      async ({ documents, ...sizes }, deaths) => {
        const data = numbered(documents)
        const journal = folder()
        const index: HeldIndex = { content: new Map(), dimensions: 2 }
        let [encoded, lost] = [0, 0]
        const encode: Encoder['encode'] = async (texts, options) => {
          encoded += texts.length
          return await angles.encode(texts, options)
        }
        const options = { dataset: data, encoder: anglesOf(encode), journal, ...sizes }
        for (const death of deaths) {
          if ((await lived(options, death, index)) !== undefined) break
          await tear(join(journal, 'build.jsonl'), death.torn)
          lost += lose(index, death.lost)
        }
        await lived(options, { step: Number.POSITIVE_INFINITY, share: 1 }, index)
        const whole: HeldIndex = { content: new Map(), dimensions: 2 }
        await buildIndex({ dataset: data, encoder: anglesOf(), index: immortal(whole) })
        expect(Object.fromEntries(index.content)).toEqual(Object.fromEntries(whole.content))
        const inFlight = (1 + sizes.ahead) * sizes.batch
        expect(encoded).toBeLessThanOrEqual(documents + lost + deaths.length * inFlight)
      },
    )
  })

  describe('refuses', () => {
    test.for<[string, (given: BuildIndexOptions) => Promise<Partial<BuildIndexOptions>>, RegExp]>([
      [
        'another data set',
        async () => ({ dataset: numbered(4) }),
        /build\.jsonl:1: the journal must be of a build with the dataset "[0-9a-f]{64}"; got "[0-9a-f]{64}"/,
      ],
      [
        'another encoder',
        async () => ({ encoder: { ...encoder, configuration: { kind: 'other' } } }),
        /the journal must be of a build with the encoder \{"kind":"other"\}; got \{/,
      ],
      ['another seed', async () => ({ seed: 2 }), /of a build with the seed 2; got 1\. Give another folder/],
      [
        'an index of another kind',
        async ({ index }) => ({ index: { ...index, name: 'other' } }),
        /of a build with the index "other"; got "exactIndex"/,
      ],
      [
        'an index of other dimensions',
        async () => ({ index: await exactIndex({ dimensions: 9 }) }),
        /the index must have the encoder's 8 dimensions; got 9/,
      ],
      [
        'an index with documents and no journal of theirs',
        async () => ({ journal: folder() }),
        /the index must be empty before its build begins; got 4\. Empty it, or give the journal/,
      ],
      ['a batch of nothing', async () => ({ batch: 0 }), /batch must be a positive integer; got 0\.$/],
      ['to make nothing ahead', async () => ({ ahead: 0.5 }), /ahead must be a positive integer; got 0\.5\.$/],
    ])('%s', async ([, change, message]) => {
      const given = { dataset: twoByTwo, encoder, index: await exactIndex({ dimensions: 8 }), journal: folder() }
      await buildIndex(given)
      await expect(buildIndex({ ...given, ...(await change(given)) })).rejects.toThrow(message)
    })

    test('an index with documents when it has no journal', async () => {
      const index = await exactIndex({ dimensions: 8 })
      await buildIndex({ dataset: twoByTwo, encoder, index })
      await expect(buildIndex({ dataset: twoByTwo, encoder, index })).rejects.toThrow(
        'must be empty before its build begins',
      )
    })

    test('a line of the journal that says nothing', async () => {
      const given = { dataset: twoByTwo, encoder, index: await exactIndex({ dimensions: 8 }), journal: folder() }
      await buildIndex(given)
      await appendFile(join(given.journal, 'build.jsonl'), '-4\n')
      await expect(buildIndex(given)).rejects.toThrow(
        /build\.jsonl:3: a build's journal must hold a number of documents; got -4/,
      )
      await writeFile(join(given.journal, 'build.jsonl'), '{\n')
      await expect(buildIndex(given)).rejects.toThrow(/build\.jsonl:1:2: the text must be JSON/)
    })

    test('an index that holds more than the data set', async () => {
      const index = await exactIndex({ dimensions: 8 })
      const given = { dataset: twoByTwo, encoder, index, journal: folder() }
      const { encoder: made } = await buildIndex(given)
      await index.add(
        [{ id: 'more', language: 'en' }],
        await made.encode([{ language: 'en', text: 'more' }], { role: 'document' }),
      )
      await expect(buildIndex(given)).rejects.toThrow("must hold no documents but the data set's 4; got 5")
    })

    test('an index that says it added what it did not', async () => {
      const index = await exactIndex({ dimensions: 8 })
      const forgetful = {
        ...index,
        count: async (language?: string) => (await index.count(language)) - Number(language === 'de'),
      }
      await expect(buildIndex({ dataset: twoByTwo, encoder, index: forgetful })).rejects.toThrow(
        'buildIndex: the index must hold the 2 documents in "de" of the data set "by hand"; got 1. Empty the index',
      )
    })

    test('vectors of other texts than it gave', async () => {
      const two = await angles.encode(numbered(2).documents, { role: 'document' })
      const given = { dataset: numbered(1), encoder: anglesOf(async () => two) }
      await expect(buildIndex({ ...given, index: await exactIndex({ dimensions: 2 }) })).rejects.toThrow(
        'encoder "angles" must give 1 × 2 for 1 texts (document); got 2 × 2',
      )
    })
  })
})

function immortal(index: HeldIndex): SearchIndex {
  return dyingProcess({ step: Number.POSITIVE_INFINITY, share: 1 }).index(index)
}

/** @returns undefined where it died */
async function lived(
  {
    dataset: data,
    encoder: source,
    ...options
  }: Omit<BuildIndexOptions, 'index' | 'dataset'> & { readonly dataset: Dataset },
  death: Death,
  index: HeldIndex,
): Promise<BuiltIndex | undefined> {
  const life = dyingProcess(death)
  const encoder = { ...source, create: async () => life.encoder(await source.create(1)) }
  const given = { ...options, dataset: streamed(data, life.documents), encoder, index: life.index(index) }
  return await buildIndex(given).catch((error: unknown) => {
    if (error instanceof Died) return undefined
    throw error
  })
}

function streamed(data: Dataset, read: (from: readonly Document[]) => AsyncGenerator<Document>): StreamedDataset {
  const perLanguage = new Map<string, number>()
  for (const { language } of data.documents) perLanguage.set(language, (perLanguage.get(language) ?? 0) + 1)
  const documents = { length: data.documents.length, perLanguage, [Symbol.asyncIterator]: () => read(data.documents) }
  return { ...data, documents }
}

/** Cuts the end of a journal, but for its first line. */
async function tear(file: string, bytes: number): Promise<void> {
  const content = await readFile(file).catch(() => Buffer.alloc(0))
  await truncate(file, Math.max(content.indexOf(10) + 1, content.length - bytes)).catch(() => {})
}

/** @returns documents that an index has lost: one of `of` */
function lose({ content }: HeldIndex, of: number): number {
  const lost = [...content.keys()].filter((_, at) => of > 0 && at % of === 0)
  for (const id of lost) content.delete(id)
  return lost.length
}
