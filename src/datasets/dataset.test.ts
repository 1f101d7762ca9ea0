import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { datasetContent } from '../../fixtures/arbitraries.ts'
import { type Dataset, dataset } from './dataset.ts'

type Content = Omit<Dataset, 'hash'>

const content: Content = {
  name: 'demo',
  revision: '1',
  languages: ['en', 'de'],
  queries: [
    { id: 'q1', language: 'en', text: 'basket', concept: 'c1' },
    { id: 'q2', language: 'de', text: 'Korb', concept: 'c1' },
  ],
  documents: [
    { id: 'd1', language: 'en', text: 'picnic, laundry', concept: 'c1' },
    { id: 'd2', language: 'de', text: 'Picknick, Wäsche' },
  ],
  qrels: new Map([
    ['q1', new Map([['d1', 1]])],
    ['q2', new Map(Object.entries({ d1: 0, d2: 2 }))],
  ]),
}

describe('dataset', () => {
  test('returns what was given, with its hash', () => {
    expect(dataset(content)).toEqual({ ...content, hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
  })
  test('is a frozen copy that later changes to the source do not reach', () => {
    const queries = content.queries.map((query) => ({ ...query }))
    const made = dataset({ ...content, queries })
    queries[0]!.text = 'changed'
    queries.pop()
    expect(made.queries).toEqual(content.queries)
    expect([made, made.queries, made.queries[0], made.documents, made.documents[1], made.languages]).toSatisfy(
      (parts: object[]) => parts.every(Object.isFrozen),
    )
  })
  test('keeps only the fields of the contract', () => {
    const documents = content.documents.map((document) => ({ ...document, url: 'somewhere' }))
    expect(dataset({ ...content, documents })).toEqual(dataset(content))
  })
  test('lets a query and a document share an id', () => {
    const documents = content.documents.map((document, index) => ({ ...document, id: `q${index + 1}` }))
    const qrels = new Map(['q1', 'q2'].map((id) => [id, new Map([[id, 1]])]))
    expect(dataset({ ...content, documents, qrels }).documents.map(({ id }) => id)).toEqual(['q1', 'q2'])
  })
  test('lets queries and documents stand in different languages', () => {
    const queries = content.queries.map((query) => ({ ...query, language: 'en' }))
    const documents = content.documents.map((document) => ({ ...document, language: 'de' }))
    expect(dataset({ ...content, queries, documents }).languages).toEqual(['en', 'de'])
  })
})

const [q1, q2] = content.queries as [Content['queries'][0], Content['queries'][0]]
const [d1, d2] = content.documents as [Content['documents'][0], Content['documents'][0]]
const judge = (query: string, document: string, grade: number): Content['qrels'] =>
  new Map([...content.qrels, [query, new Map([...(content.qrels.get(query) ?? []), [document, grade]])]])

describe('dataset rejects', () => {
  test.each<[string, Partial<Content>, string]>([
    ['a blank name', { name: ' ' }, 'dataset: name: name must be a text one can read; got " "'],
    ['a blank revision', { revision: '' }, 'dataset: demo: revision:'],
    ['no language', { languages: [] }, 'there must be at least one language'],
    ['a language listed twice', { languages: ['en', 'de', 'en'] }, 'languages must differ; got "en"'],
    [
      'a language nobody uses',
      { languages: ['en', 'de', 'fr'] },
      'languages[2]: every language must have an entry; got "fr"',
    ],
    ['no query', { queries: [], qrels: new Map() }, 'there must be at least one query'],
    ['a query id used twice', { queries: [q1, { ...q2, id: 'q1' }] }, 'queries[1]: query ids must be unique; got "q1"'],
    [
      'an empty query id',
      { queries: [q1, { ...q2, id: '' }] },
      'queries[1]: query id must be a text one can read; got ""',
    ],
    [
      'a query of an unknown language',
      { queries: [q1, { ...q2, language: 'fr' }] },
      'queries[1]: language must be one of de, en; got "fr"',
    ],
    [
      'an empty query',
      { queries: [{ ...q1, text: '' }, q2] },
      'queries[0]: text of query "q1" must be a text one can read; got ""',
    ],
    ['a blank query', { queries: [{ ...q1, text: '\u200b ' }, q2] }, 'text of query "q1"'],
    ['a query without a concept', { queries: [{ ...q1, concept: '' }, q2] }, 'concept of query "q1"'],
    [
      'a document id used twice',
      { documents: [d1, d2, { ...d2, id: 'd1' }] },
      'documents[2]: document ids must be unique; got "d1". It was used at documents[0]',
    ],
    ['a document of an unknown language', { documents: [d1, d2, { ...d1, id: 'd3', language: 'EN' }] }, 'got "EN"'],
    ['a blank document', { documents: [d1, { ...d2, text: '\n' }] }, 'documents[1]: text of document "d2"'],
    ['a blank concept of a document', { documents: [{ ...d1, concept: ' ' }, d2] }, 'concept of document "d1"'],
    [
      'a judgement of an unknown query',
      { qrels: judge('q9', 'd1', 1) },
      'a judgement must name a known query; got "q9"',
    ],
    [
      'an unknown query without judgements',
      { qrels: new Map(content.qrels).set('q9', new Map()) },
      'known query; got "q9"',
    ],
    [
      'a judgement of an unknown document',
      { qrels: judge('q1', 'd9', 1) },
      'a judgement must name a known document; got "d9"',
    ],
    ['a fractional grade', { qrels: judge('q1', 'd1', 0.5) }, 'a grade must be an integer ≥ 0; got 0.5'],
    ['a negative grade', { qrels: judge('q1', 'd2', -1) }, 'got -1'],
    ['a grade that is not a number', { qrels: judge('q1', 'd1', Number.NaN) }, 'got NaN'],
    [
      'a query without judgements',
      { qrels: new Map([['q1', new Map([['d1', 1]])]]) },
      'queries[1]: every query must have a relevant document; got "q2"',
    ],
    [
      'a query with nothing relevant',
      { qrels: judge('q1', 'd1', 0) },
      'queries[0]: every query must have a relevant document; got "q1"',
    ],
  ])('%s', (_, change, message) => {
    const make = (): Dataset => dataset({ ...content, ...change })
    expect(make).toThrow(message)
    expect(make).toThrow(RangeError)
  })
  test('a text of the wrong kind', () => {
    const queries = [{ ...q1, text: null as unknown as string }, q2]
    expect(() => dataset({ ...content, queries })).toThrow(TypeError)
  })
  test('with the place that the loader knows', () => {
    const where = {
      query: (index: number) => `queries.jsonl:${index + 1}`,
      document: (index: number) => `corpus.jsonl:${index + 1}`,
      judgement: (query: string, document: string) => `qrels.tsv: ${query} ${document}`,
    }
    expect(() => dataset({ ...content, queries: [q1, { ...q2, text: '' }] }, where)).toThrow('demo: queries.jsonl:2: ')
    expect(() => dataset({ ...content, documents: [d1, d1] }, where)).toThrow('demo: corpus.jsonl:2: ')
    expect(() => dataset({ ...content, qrels: judge('q1', 'd9', 1) }, where)).toThrow('demo: qrels.tsv: q1 d9: ')
    expect(() => dataset({ ...content, qrels: judge('q1', 'd1', 0) }, where)).toThrow('demo: queries.jsonl:1: ')
  })
})

const replace = <T>(items: readonly T[], at: number, change: Partial<T>): T[] =>
  items.with(at, { ...items[at]!, ...change })
const flip = (language: string): string => (language === 'en' ? 'de' : 'en')

/** Every kind of fact, with a way to change it at some index that keeps the content valid. */
const changes: Record<string, (content: Content, at: number) => Content> = {
  'query text': (of, at) => ({ ...of, queries: replace(of.queries, at, { text: `${of.queries[at]!.text}.` }) }),
  'query concept': (of, at) => ({ ...of, queries: replace(of.queries, at, { concept: 'another' }) }),
  'query language': (of, at) => ({
    ...of,
    queries: replace(of.queries, at, { language: flip(of.queries[at]!.language) }),
  }),
  'query id': (of, at) => ({
    ...of,
    queries: replace(of.queries, at, { id: 'another' }),
    qrels: new Map([...of.qrels].map(([id, grades]) => [id === of.queries[at]!.id ? 'another' : id, grades])),
  }),
  'query order': (of) => ({ ...of, queries: of.queries.toReversed() }),
  'document text': (of, at) => ({
    ...of,
    documents: replace(of.documents, at, { text: `${of.documents[at]!.text}.` }),
  }),
  'document concept': (of, at) => ({ ...of, documents: replace(of.documents, at, { concept: 'another' }) }),
  'document language': (of, at) => ({
    ...of,
    documents: replace(of.documents, at, { language: flip(of.documents[at]!.language) }),
  }),
  'one more document': (of) => ({
    ...of,
    documents: [...of.documents, { id: 'another', language: 'en', text: 'new' }],
  }),
  'order of languages': (of) => ({ ...of, languages: of.languages.toReversed() }),
  grade: (of, at) => ({ ...of, qrels: withGrade(of, at, 7) }),
  'one judgement less': (of, at) => ({ ...of, qrels: withGrade(of, at, undefined) }),
}

describe('dataset hash, for every content,', () => {
  test.prop([datasetContent])('is that of an equal content', (drawn) => {
    expect(dataset(structuredClone(drawn)).hash).toBe(dataset(drawn).hash)
  })
  test.prop([datasetContent])('ignores name, revision and the order of judgements', (drawn) => {
    const qrels = new Map([...drawn.qrels].reverse().map(([id, grades]) => [id, new Map([...grades].reverse())]))
    expect(dataset({ ...drawn, name: 'other', revision: '2', qrels }).hash).toBe(dataset(drawn).hash)
  })
  test.prop([datasetContent, fc.nat(), fc.constantFrom(...Object.keys(changes))])(
    'changes with any fact',
    (drawn, draw, what) => {
      const changed = changes[what]!(drawn, draw % drawn.queries.length)
      expect(dataset(changed).hash).not.toBe(dataset(drawn).hash)
    },
  )
})

/** The judgements with another grade for the document after the query's own, or without that judgement. */
function withGrade({ queries, qrels }: Content, at: number, grade: number | undefined): Content['qrels'] {
  const { id } = queries[at]!
  const next = `d${(at + 1) % queries.length}`
  const grades = new Map(qrels.get(id))
  if (grade === undefined) grades.delete(next)
  else grades.set(next, grade)
  return new Map([...qrels, [id, grades]])
}
