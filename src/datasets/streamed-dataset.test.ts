import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { datasetContent } from '../../fixtures/arbitraries.ts'
import type { Progress } from '../progress.ts'
import type { Document } from '../retrieval.ts'
import { type Dataset, dataset } from './dataset.ts'
import { isStreamed } from './document-stream.ts'
import { listOf } from './list-of.ts'
import { type StreamedSource, streamedDataset } from './streamed-dataset.ts'

const content: Omit<Dataset, 'hash'> = {
  name: 'demo',
  revision: '1',
  languages: ['en', 'de'],
  queries: [{ id: 'q1', language: 'en', text: 'basket', concept: 'c1' }],
  documents: [
    { id: 'd1', language: 'en', text: 'picnic' },
    { id: 'd2', language: 'de', text: 'Korb', concept: 'c1' },
    { id: 'd3', language: 'en', text: 'laundry' },
  ],
  qrels: new Map([['q1', new Map([['d1', 1]])]]),
}
const source = (of: Omit<Dataset, 'hash'>): StreamedSource => ({ ...of, documents: () => of.documents })

async function* later<T>(values: readonly T[]): AsyncGenerator<T, void> {
  for (const value of values) {
    await Promise.resolve()
    yield value
  }
}

/** What a call is refused with. */
async function refusal(call: () => unknown): Promise<unknown> {
  try {
    await call()
    return 'nothing'
  } catch (error) {
    return error
  }
}

/** Ways to break a rule. */
const faults: Record<string, (of: Omit<Dataset, 'hash'>, at: number) => Omit<Dataset, 'hash'>> = {
  none: (of) => of,
  'a blank name': (of) => ({ ...of, name: ' ' }),
  'a document twice': (of, at) => ({ ...of, documents: [...of.documents, of.documents[at % of.documents.length]!] }),
  'a blank text': (of, at) => ({ ...of, documents: changed(of, at, { text: ' ' }) }),
  'half a surrogate pair': (of, at) => ({ ...of, documents: changed(of, at, { text: 'a\ud800' }) }),
  'an unknown language': (of, at) => ({ ...of, documents: changed(of, at, { language: 'fr' }) }),
  'a concept that is no text': (of, at) => ({ ...of, documents: changed(of, at, { concept: 7 as unknown as string }) }),
  'another id': (of, at) => ({ ...of, documents: changed(of, at, { id: 'another' }) }),
  'half a pair as an id that is judged': (of) => ({
    ...of,
    documents: [...of.documents, { id: '\ufffd', language: 'en', text: 'text' }],
    qrels: new Map([...of.qrels, [of.queries[0]!.id, new Map([['\ud800', 1]])]]),
  }),
  'a language nobody uses': (of) => ({ ...of, languages: [...of.languages, 'fr'] }),
  'a query with nothing relevant': (of) => ({ ...of, qrels: new Map([...of.qrels].slice(1)) }),
  'a grade that is no integer': (of) => ({
    ...of,
    qrels: new Map([...of.qrels, [of.queries[0]!.id, new Map([['d0', 0.5]])]]),
  }),
  'ignored and relevant': (of) => ({ ...of, ignored: new Map([['q0', new Set(['d0'])]]) }),
  'an ignored document that is not there': (of) => ({ ...of, ignored: new Map([['q0', new Set(['d99'])]]) }),
  'a query that is not there ignores': (of) => ({ ...of, ignored: new Map([['q99', new Set(['d0'])]]) }),
  'nothing ignored': (of) => ({ ...of, ignored: new Map([['q0', new Set()]]) }),
  'something ignored': (of) => ({ ...of, ignored: new Map([['q0', new Set(['d1'])]]) }),
}

function changed({ documents }: Pick<Dataset, 'documents'>, at: number, change: Partial<Document>): Document[] {
  const index = at % documents.length
  return documents.map((each, i) => (i === index ? { ...each, ...change } : each))
}

describe('streamedDataset', () => {
  test('counts documents, and gives them anew, frozen and without other fields', async () => {
    const documents = content.documents.map((each) => ({ ...each, url: 'somewhere' }))
    const made = await streamedDataset({ ...content, documents: () => later(documents) })
    expect(isStreamed(made)).toBe(true)
    expect(made.documents.length).toBe(3)
    expect([...made.documents.perLanguage]).toEqual([
      ['en', 2],
      ['de', 1],
    ])
    for (let reading = 0; reading < 2; reading++) {
      const read = await listOf(made.documents)
      expect(read).toEqual(content.documents)
      expect(Object.isFrozen(read[0])).toBe(true)
    }
  })

  test('lets a reader stop early', async () => {
    let open = 0
    const read = async function* (): AsyncGenerator<Document, void> {
      open++
      try {
        yield* content.documents
      } finally {
        open--
      }
    }
    const { documents } = await streamedDataset({ ...content, documents: read })
    for await (const { id } of documents) {
      expect(id).toBe('d1')
      break
    }
    expect(open).toBe(0)
  })

  test('tells how many it has read, and stops with the signal’s reason', async () => {
    const seen: Progress[] = []
    await streamedDataset({ ...source(content), onProgress: (progress) => seen.push(progress) })
    expect(seen).toEqual([{ stage: 'load', done: 3, total: 3, unit: 'documents' }])
    const endless = function* (): Generator<Document, void> {
      for (let i = 0; ; i++) yield { id: `d${i}`, language: 'en', text: 'text' }
    }
    const controller = new AbortController()
    const reading = streamedDataset({ ...content, documents: endless, signal: controller.signal })
    setTimeout(() => controller.abort(new Error('enough')), 10)
    await expect(reading).rejects.toThrow('enough')
  })

  test.prop([datasetContent, fc.constantFrom(...Object.keys(faults)), fc.nat()])(
    'refuses what dataset() refuses in the same words, and else has its hash, for every content',
    async (drawn, fault, at) => {
      const broken = faults[fault]!(drawn, at)
      const where = { document: (index: number) => `corpus.jsonl:${index + 1}` }
      const refused = await refusal(() => dataset(broken, where))
      expect(await refusal(() => streamedDataset(source(broken), where))).toEqual(refused)
      if (refused !== 'nothing') return
      const { documents, ...rest } = await streamedDataset(source(broken), where)
      expect({ ...rest, documents: await listOf(documents) }).toEqual(dataset(broken, where))
    },
  )

  test.each([
    ['another text', changed(content, 1, { text: 'Kiste' }), 'got others than when they were verified'],
    ['another order', content.documents.toReversed(), 'got others than when they were verified'],
    ['fewer', content.documents.slice(1), 'got 2 in place of 3'],
    ['more', [...content.documents, { id: 'd4', language: 'en', text: 'more' }], 'got more than 3'],
  ])('refuses a later reading of %s', async (_, later, message) => {
    let reading = 0
    const made = await streamedDataset({ ...content, documents: () => (reading++ === 0 ? content.documents : later) })
    await expect(listOf(made.documents)).rejects.toThrow(
      `dataset: demo: documents must be the same at each reading; ${message}`,
    )
  })
})

describe('ignored documents', () => {
  test('leave the hash of a data set without any as it was, and else change it', () => {
    const { hash } = dataset(content)
    expect(dataset({ ...content, ignored: new Map() }).hash).toBe(hash)
    const ignoring = (...ids: string[]) => dataset({ ...content, ignored: new Map([['q1', new Set(ids)]]) })
    expect(ignoring()).toEqual(dataset(content))
    expect(new Set([hash, ignoring('d2').hash, ignoring('d3').hash, ignoring('d2', 'd3').hash]).size).toBe(4)
    expect(ignoring('d3', 'd2')).toEqual(ignoring('d2', 'd3'))
  })
  test('must be known, and not relevant to the query', () => {
    const ignoring = (query: string, id: string) => () =>
      dataset({ ...content, ignored: new Map([[query, new Set([id])]]) })
    expect(ignoring('q1', 'd1')).toThrow('dataset: demo: ignored of "q1": an ignored document must not be relevant')
    expect(ignoring('q1', 'd9')).toThrow('an ignored document must be known; got "d9"')
    expect(ignoring('q9', 'd1')).toThrow('ignored of "q9": a query must be known; got "q9"')
  })
})
