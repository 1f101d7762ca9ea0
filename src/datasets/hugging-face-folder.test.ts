import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { test as propertyTest } from '@fast-check/vitest'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { datasetContent } from '../../fixtures/arbitraries.ts'
import { parquetBytes } from '../../fixtures/parquet-bytes.ts'
import { dataset } from './dataset.ts'
import { mtebFolder } from './hugging-face-folder.ts'

// Properties write hundreds of small files.
vi.setConfig({ testTimeout: 60_000 })

let root: string
let folder: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'mteb-'))
})
afterAll(() => rm(root, { recursive: true }))

let folders = 0
type Rows = readonly { readonly [key: string]: unknown }[]
async function put(name: string, content: Rows | string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true })
  const isText = typeof content === 'string' || content instanceof Uint8Array
  await writeFile(join(folder, name), isText ? content : lines(content))
}
const lines = (rows: Rows): string => rows.map((row) => `${JSON.stringify(row)}\r\n`).join('')
const judgement = (query: unknown, document: unknown, score = 1) => ({
  'query-id': query,
  'corpus-id': document,
  score,
})

beforeEach(async () => {
  folder = join(root, `folder ${++folders}`)
  await put('README.md', '# demo')
  await put('en-corpus.jsonl', [
    { _id: '1', title: 'Wind', text: 'It blows.' },
    { _id: '2', title: null, text: 'It rains.' },
  ])
  await put('en-queries.jsonl', [{ _id: 'q', text: 'What blows?' }])
  await put('en-qrels.tsv', 'query-id\tcorpus-id\tscore\nq\t1\t2\nq\t2\t0\n')
  await put('sw-corpus/corpus-00001-of-00002.jsonl', [{ id: 2, text: 'Mvua.' }])
  await put('sw-corpus/corpus-00000-of-00002.jsonl.gz', gzipSync(lines([{ id: 1, text: 'Upepo.' }])))
  await put('sw-queries/test.jsonl', [{ id: 'q', text: 'Nini?' }])
  await put('sw-queries/dev.jsonl', [{ id: 'other', text: 'Nani?' }])
  await put('sw-qrels/test.jsonl', [judgement('q', 1)])
})

describe('mtebFolder', () => {
  test('joins the subsets into one data set whose ids tell them apart', async () => {
    expect(await mtebFolder(folder)).toEqual({
      name: `folder ${folders}`,
      revision: 'local',
      hash: expect.any(String),
      languages: ['en', 'sw'],
      queries: [
        { id: 'en:q', language: 'en', text: 'What blows?', concept: 'en:q' },
        { id: 'sw:q', language: 'sw', text: 'Nini?', concept: 'sw:q' },
      ],
      documents: [
        { id: 'en:1', language: 'en', text: 'Wind It blows.' },
        { id: 'en:2', language: 'en', text: 'It rains.' },
        { id: 'sw:1', language: 'sw', text: 'Upepo.' },
        { id: 'sw:2', language: 'sw', text: 'Mvua.' },
      ],
      qrels: new Map([
        [
          'en:q',
          new Map([
            ['en:1', 2],
            ['en:2', 0],
          ]),
        ],
        ['sw:q', new Map([['sw:1', 1]])],
      ]),
    })
  })

  test('takes equal ids of parallel subsets for translations, relevant in every language', async () => {
    const { queries, documents, qrels } = await mtebFolder(folder, { parallel: true })
    expect(queries.map(({ concept }) => concept)).toEqual(['q', 'q'])
    expect(documents.map(({ concept }) => concept)).toEqual(['1', '2', '1', '2'])
    expect([...qrels.get('en:q')!]).toEqual([
      ['en:1', 2],
      ['sw:1', 2],
      ['en:2', 0],
      ['sw:2', 0],
    ])
    expect([...qrels.get('sw:q')!]).toEqual([
      ['sw:1', 1],
      ['en:1', 1],
    ])
  })

  test('reaches only the translations that are there', async () => {
    await put('sw-corpus/corpus-00001-of-00002.jsonl', [{ id: 3, text: 'Mvua.' }])
    const { qrels } = await mtebFolder(folder, { parallel: true })
    expect([...qrels.get('en:q')!.keys()]).toEqual(['en:1', 'sw:1', 'en:2'])
  })

  test('reads the subsets it is told, in their order, and the languages they pair', async () => {
    expect((await mtebFolder(folder, { subsets: ['sw', 'en'] })).languages).toEqual(['sw', 'en'])
    const languageOf = (subset: string, side: string) => (side === 'query' ? 'fr' : subset)
    const { languages, queries } = await mtebFolder(folder, { subsets: ['sw'], languageOf })
    expect(languages).toEqual(['fr', 'sw'])
    expect(queries[0]).toEqual({ id: 'sw:q', language: 'fr', text: 'Nini?', concept: 'sw:q' })
  })

  test('reads another split, and names it', async () => {
    await put('sw-qrels/dev.jsonl', [judgement('other', 2)])
    const { name, queries } = await mtebFolder(folder, { split: 'dev', subsets: ['sw'], name: 'demo' })
    expect([name, queries.map(({ id }) => id)]).toEqual(['demo', ['sw:other']])
    expect((await mtebFolder(folder, { split: 'dev', subsets: ['sw'] })).name).toBe(`folder ${folders} (dev)`)
  })

  test('reads tables without a subset, whose ids stay', async () => {
    folder = join(root, `folder ${++folders}`)
    await put('corpus/corpus.jsonl', [{ _id: 'a:1', text: 'It blows.' }])
    await put('queries/queries.jsonl', [{ _id: 'q:1', text: 'What?', metadata: { concept: 'c' } }])
    await put('qrels/test.jsonl', [judgement('q:1', 'a:1')])
    const { queries, qrels } = await mtebFolder(folder, { languageOf: () => 'en', revision: '1' })
    expect(queries).toEqual([{ id: 'q:1', language: 'en', text: 'What?', concept: 'c' }])
    expect(qrels).toEqual(new Map([['q:1', new Map([['a:1', 1]])]]))
    await expect(mtebFolder(folder)).rejects.toThrow(/language of tables without a subset's name must be known/)
    await put('en-corpus.jsonl', [])
    await expect(mtebFolder(folder)).rejects.toThrow(/must stand alone; got the subsets \["","en"\]/)
  })

  test.each<[string, string, Rows | string, RegExp]>([
    [
      'a judgement of no document',
      'sw-qrels/test.jsonl',
      [judgement('q', 1), judgement('q', 9)],
      /sw-qrels\/test\.jsonl:2: .*known document; got "sw:9"/,
    ],
    [
      'a judgement of no query',
      'sw-qrels/test.jsonl',
      [judgement('p', 1)],
      /sw-qrels\/test\.jsonl:1: .*known query; got "sw:p"/,
    ],
    [
      'a judgement twice',
      'sw-qrels/test.jsonl',
      [judgement('q', 1), judgement('q', '1')],
      /test\.jsonl:2: .*judged once/,
    ],
    ['a grade of 0.5', 'sw-qrels/test.jsonl', [judgement('q', 1, 0.5)], /test\.jsonl:1: \$\.score: .*an integer/],
    [
      'a key that is missing',
      'sw-qrels/test.jsonl',
      [{ 'query-id': 'q', score: 1 }],
      /test\.jsonl:1: \$: the key "corpus-id"/,
    ],
    [
      'a document twice in two parts',
      'sw-corpus/corpus-00001-of-00002.jsonl',
      [{ id: 1, text: 'Mvua.' }],
      /corpus-00001-of-00002\.jsonl:1: document ids must be unique; got "sw:1"/,
    ],
    [
      'a table twice',
      'en-corpus.jsonl.gz',
      '',
      /en-corpus must be there once; got en-corpus\.jsonl, en-corpus\.jsonl\.gz/,
    ],
    [
      'a part twice',
      'sw-corpus/corpus-00001-of-00002.jsonl.gz',
      '',
      /sw-corpus must hold each of the split's 2 parts once/,
    ],
    ['parts beside a whole', 'sw-corpus/corpus.jsonl', '', /sw-corpus must hold each of the split's 2 parts once/],
    [
      'a subset without judgements',
      'fr-corpus.jsonl',
      [{ id: 1, text: 'Vent.' }],
      /fr-qrels, as JSON-lines or Parquet, must be there; got README\.md, en-corpus/,
    ],
  ])('refuses %s', async (_, name, content, message) => {
    await put(name, content)
    await expect(mtebFolder(folder)).rejects.toThrow(message)
  })

  test('refuses a corpus with a part missing', async () => {
    await rm(join(folder, 'sw-corpus/corpus-00000-of-00002.jsonl.gz'))
    await expect(mtebFolder(folder)).rejects.toThrow(
      /sw-corpus must hold each of the split's 2 parts once; got corpus-00001/,
    )
  })

  test('refuses parts of different wholes', async () => {
    await rm(join(folder, 'sw-corpus/corpus-00001-of-00002.jsonl'))
    await put('sw-corpus/corpus-00001-of-00003.jsonl', [{ id: 2, text: 'Mvua.' }])
    await expect(mtebFolder(folder)).rejects.toThrow(/each of the split's 2 parts once/)
  })

  test('refuses judgements of no split, which texts may be', async () => {
    await rm(join(folder, 'sw-qrels/test.jsonl'))
    await put('sw-qrels/qrels.jsonl', [judgement('q', 1)])
    await expect(mtebFolder(folder)).rejects.toThrow(/sw-qrels\/test, .*got qrels\.jsonl/)
  })

  test('refuses a folder of other things, a split that is not there, and subsets that do not fit', async () => {
    await expect(mtebFolder(root)).rejects.toThrow(/must hold tables like en-corpus/)
    await expect(mtebFolder(join(root, 'no'))).rejects.toThrow(/must be a folder one can read/)
    await expect(mtebFolder(folder, { split: 'dev' })).rejects.toThrow(/sw-qrels\/dev, .*got test\.jsonl/)
    await expect(mtebFolder(folder, { subsets: ['en', 'en'] })).rejects.toThrow(/must be different names/)
    await expect(mtebFolder(folder, { subsets: [] })).rejects.toThrow(/must be different names/)
  })

  test('reads Parquet as the hub lays it out: parts in order, judgements in data', async () => {
    folder = join(root, `folder ${++folders}`)
    await put('corpus/test-00001-of-00002.parquet', parquetBytes([{ _id: '2', title: null, text: 'It rains.' }]))
    await put('corpus/test-00000-of-00002.parquet', parquetBytes([{ _id: '1', title: 'Wind', text: 'It blows.' }]))
    await put('queries/test-00000-of-00001.parquet', parquetBytes([{ id: 7n, text: 'What blows?' }]))
    await put(
      'data/test-00000-of-00001.parquet',
      parquetBytes([
        { 'query-id': 7n, 'corpus-id': '1', score: 2 },
        { 'query-id': 7n, 'corpus-id': '2', score: 0 },
      ]),
    )
    const { queries, documents, qrels } = await mtebFolder(folder, { languageOf: () => 'en' })
    expect(queries).toEqual([{ id: '7', language: 'en', text: 'What blows?', concept: '7' }])
    expect(documents.map(({ id, text }) => [id, text])).toEqual([
      ['1', 'Wind It blows.'],
      ['2', 'It rains.'],
    ])
    expect([...qrels.get('7')!.values()]).toEqual([2, 0])
  })

  test('takes texts out of the only split there is, and one format of a split in several', async () => {
    await put('fr-corpus/train-00000-of-00001.parquet', parquetBytes([{ _id: '1', text: 'Vent.' }]))
    await put('fr-queries/test.jsonl', [{ _id: 'q', text: 'Quoi ?' }])
    await put('fr-qrels/test.jsonl', [judgement('q', 1)])
    await put('fr-qrels/test.tsv', 'of another format')
    await put('fr-qrels/train.jsonl', [judgement('p', 1)])
    const { documents, qrels } = await mtebFolder(folder, { subsets: ['fr'] })
    expect([documents.map(({ text }) => text), [...qrels.keys()]]).toEqual([['Vent.'], ['fr:q']])
  })

  test.each([
    [
      'a grade of 0.5',
      [judgement('q', '1'), judgement('q', '2', 0.5)],
      /\.parquet: row 2: \$\.score: .*an integer; got 0\.5/,
    ],
    ['a missing column', [{ 'query-id': 'q', score: 1 }], /\.parquet: row 1: \$: the key "corpus-id" must be there/],
    ['a query that is null', [judgement('q', '1'), judgement(null, '1')], /row 2: \$\.query-id: .*a string; got null/],
  ])('refuses %s in Parquet', async (_, rows, message) => {
    await rm(join(folder, 'sw-qrels/test.jsonl'))
    await put('sw-qrels/test-00000-of-00001.parquet', parquetBytes(rows))
    await expect(mtebFolder(folder)).rejects.toThrow(message)
  })

  propertyTest.prop([datasetContent])('reads each language of a data set as it was written', async (content) => {
    folder = join(root, `folder ${++folders}`)
    const english = content.queries.filter(({ language }) => language === 'en')
    await put(
      'qrels.jsonl',
      english.flatMap(({ id }) => [...content.qrels.get(id)!].map(([d, grade]) => judgement(id, d, grade))),
    )
    await put(
      'queries.jsonl',
      content.queries.map(({ id, text, concept }) => ({ id, text, metadata: { concept } })),
    )
    await put(
      'corpus.jsonl',
      content.documents.map(({ id, text, concept }) => ({ id, text, metadata: { verbatim: true, concept } })),
    )
    const read = await mtebFolder(folder, { languageOf: () => 'en', name: 'drawn', revision: '1' })
    const documents = content.documents.map((document) => ({ ...document, language: 'en' }))
    const qrels = new Map(english.map(({ id }) => [id, content.qrels.get(id)!]))
    expect(read).toEqual(dataset({ ...content, languages: ['en'], queries: english, documents, qrels }))
  })

  propertyTest.prop([datasetContent], { numRuns: 30 })(
    'gives the same hash for Parquet as for JSON lines',
    async (content) => {
      const tables = {
        corpus: content.documents.map(({ id, text, concept }) => ({
          _id: id,
          text,
          metadata: { verbatim: true, concept },
        })),
        queries: content.queries.map(({ id, text, concept }) => ({ _id: id, text, metadata: { concept } })),
        qrels: [...content.qrels].flatMap(([id, grades]) => [...grades].map(([d, grade]) => judgement(id, d, grade))),
      }
      const read = async (name: string, written: (rows: Rows) => string | Uint8Array): Promise<string> => {
        folder = join(root, `folder ${++folders}`)
        for (const [table, rows] of Object.entries(tables)) await put(`${table}/test.${name}`, written(rows))
        return (await mtebFolder(folder, { languageOf: () => 'en' })).hash
      }
      expect(await read('parquet', (rows) => parquetBytes(rows, { rowGroupSize: 2 }))).toBe(await read('jsonl', lines))
    },
  )
})
