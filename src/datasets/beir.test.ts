import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { test as propertyTest } from '@fast-check/vitest'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { datasetContent } from '../../fixtures/arbitraries.ts'
import { outsideData } from '../../fixtures/outside-data.ts'
import type { Ranking } from '../retrieval.ts'
import { type BeirOptions, beir } from './beir.ts'
import { stripped } from './beir-entries.ts'
import { withoutIdenticalIds } from './beir-identical-ids.ts'
import { writeBeir } from './beir-write.ts'
import { type Dataset, dataset } from './dataset.ts'
import { listOf } from './list-of.ts'
import { streamedDataset } from './streamed-dataset.ts'
import { xquadR } from './xquad-r.ts'

// Megabytes are written and read again: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const corpus = [
  '{"_id":"d1","title":"Wind","text":" It blows.\\n","metadata":{}}',
  '{"_id":"d2","title":"","text":"\\u0085Rain\\u001c","metadata":{"concept":"rain"}}',
  '{"_id":"3","text":"\\ufeffSnow"}',
]
const queries = [
  '{"_id":"q1","text":"What blows?","metadata":{"language":"de"}}',
  '{"_id":"q2","text":"What falls?","metadata":{"concept":"falls"}}',
  '{"_id":"d2","text":"Rain?"}',
]
const header = 'query-id\tcorpus-id\tscore'
const judgements = [header, 'd2\td2\t1', 'd2\t3\t1', 'q1\td1\t2', 'q1\td2\t0']

let root: string
let folder: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'beir-'))
})
afterAll(() => rm(root, { recursive: true }))

let folders = 0
const newFolder = (): string => join(root, `folder ${++folders}`)
const put = (name: string, content: string | Uint8Array): Promise<void> => writeFile(join(folder, name), content)
const putLines = (name: string, lines: readonly string[], end = '\n'): Promise<void> => put(name, lines.join(end))

beforeEach(async () => {
  folder = newFolder()
  await mkdir(join(folder, 'qrels'), { recursive: true })
  await putLines('corpus.jsonl', corpus)
  await putLines('queries.jsonl', queries)
  await putLines('qrels/test.tsv', judgements)
})

describe('beir', () => {
  test('joins title and text, strips as Python does, and leaves out queries that the split does not judge', async () => {
    expect(await beir(folder, { language: 'en' })).toEqual({
      name: `folder ${folders}`,
      revision: 'local',
      hash: expect.any(String),
      languages: ['de', 'en'],
      queries: [
        { id: 'q1', language: 'de', text: 'What blows?', concept: 'q1' },
        { id: 'd2', language: 'en', text: 'Rain?', concept: 'd2' },
      ],
      documents: [
        { id: 'd1', language: 'en', text: 'Wind  It blows.' },
        { id: 'd2', language: 'en', text: 'Rain', concept: 'rain' },
        { id: '3', language: 'en', text: '\ufeffSnow' },
      ],
      qrels: new Map([
        [
          'q1',
          new Map([
            ['d1', 2],
            ['d2', 0],
          ]),
        ],
        [
          'd2',
          new Map([
            ['d2', 1],
            ['3', 1],
          ]),
        ],
      ]),
    })
  })

  test('reads the split it is told, and names it', async () => {
    await putLines('qrels/dev.tsv', [header, 'q2\td2\t1.0'])
    const { name, queries } = await beir(folder, { split: 'dev', language: 'en' })
    expect(name).toBe(`folder ${folders} (dev)`)
    expect(queries).toEqual([{ id: 'q2', language: 'en', text: 'What falls?', concept: 'falls' }])
  })

  test('takes languages from a function first, and name and revision from options', async () => {
    const languageOf = ({ id, side }: { id: string; side: string }) =>
      id === 'q1' || side === 'document' ? 'sw' : undefined
    const loaded = await beir(folder, { languageOf, language: 'en', name: 'weather', revision: '7' })
    expect(loaded).toMatchObject({ name: 'weather', revision: '7', languages: ['sw', 'en'] })
  })

  test('reads gzipped files and CRLF as it reads plain ones', async () => {
    const plain = await beir(folder, { language: 'en' })
    await Promise.all(['corpus.jsonl', 'queries.jsonl', 'qrels/test.tsv'].map((name) => rm(join(folder, name))))
    await put('corpus.jsonl.gz', gzipSync(`${corpus.join('\r\n')}\r\n`))
    await put('queries.jsonl.gz', gzipSync(queries.join('\r\n')))
    await put('qrels/test.tsv.gz', gzipSync(judgements.join('\r\n')))
    expect((await beir(folder, { language: 'en' })).hash).toBe(plain.hash)
  })

  test('ignores identical ids where it is told to', async () => {
    const { qrels } = await beir(folder, { language: 'en', ignoreIdenticalIds: true })
    expect(qrels.get('d2')).toEqual(new Map([['3', 1]]))
  })
  test('has a query that is drawn from the corpus ignore itself, also once it is written and read again', async () => {
    const loaded = await beir(folder, { language: 'en', ignoreIdenticalIds: true })
    expect(loaded.ignored).toEqual(new Map([['d2', new Set(['d2'])]]))
    const target = newFolder()
    await writeBeir(loaded, target)
    expect(await beir(target)).toEqual(loaded)
    expect((await beir(target, { ignoreIdenticalIds: false })).ignored).toBeUndefined()
  })

  test.each<[string, BeirOptions]>([
    ['as they are', {}],
    ['with languages given', { languages: ['en', 'de'] }],
    ['without identical ids', { ignoreIdenticalIds: true }],
    [
      'some left out, with other grades',
      { leaveOut: ({ id }) => id === 'd1' || id === 'q1', gradeOf: (score) => 2 * score },
    ],
    ['some left out, languages given', { leaveOut: ({ id }) => id === '3', languages: ['de', 'en'] }],
  ])('streams the same documents with the same hash, %s', async (_, options) => {
    const held = await beir(folder, { language: 'en', ...options })
    const streamed = await beir(folder, { language: 'en', ...options, documents: 'streamed' })
    expect({ ...streamed, documents: await listOf(streamed.documents) }).toEqual(held)
    expect(streamed.documents.length).toBe(held.documents.length)
  })

  test('names the line of a streamed document, though lines before it are left out', async () => {
    await putLines('corpus.jsonl', [...corpus, '{"_id":"d9","text":" "}'])
    const options = { language: 'en', leaveOut: ({ id }: { id: string }) => id === '3' }
    for (const documents of ['held', 'streamed'] as const) {
      // Types tell the two apart, so that one call cannot be for both.
      const loading = documents === 'held' ? beir(folder, options) : beir(folder, { ...options, documents })
      await expect(loading).rejects.toThrow(/corpus\.jsonl:4: text of document "d9" must be a text one can read/)
    }
  })

  test('refuses a corpus that has changed since it was verified', async () => {
    const { documents } = await beir(folder, { language: 'en', documents: 'streamed' })
    await putLines('corpus.jsonl', [...corpus.slice(0, 2), '{"_id":"3","text":"Hail"}'])
    await expect(listOf(documents)).rejects.toThrow(/documents must be the same at each reading; got others than/)
    await putLines('corpus.jsonl', corpus.slice(0, 2))
    await expect(listOf(documents)).rejects.toThrow('got 2 in place of 3')
    await putLines('corpus.jsonl', [...corpus, '{"_id":"4","text":"Hail"}'])
    await expect(listOf(documents)).rejects.toThrow('got more than 3')
  })

  test('leaves out what it is told to, with its judgements, and maps scores to grades', async () => {
    await putLines('corpus.jsonl', [...corpus, '{"_id":"d2b","text":""}'])
    await putLines('qrels/test.tsv', [...judgements, 'q2\td2\t1', 'q1\td2b\t1', 'q1\t3\t-1'])
    const { queries, documents, qrels } = await beir(folder, {
      language: 'en',
      leaveOut: ({ id, side, text }) => text === '' || (side === 'query' && id === 'd2'),
      gradeOf: (score) => Math.max(0, score),
    })
    expect(queries.map(({ id }) => id)).toEqual(['q1', 'q2'])
    expect(documents.map(({ id }) => id)).toEqual(['d1', 'd2', '3'])
    expect([...qrels.get('q1')!]).toEqual([
      ['d1', 2],
      ['d2', 0],
      ['3', 0],
    ])
  })

  test('still refuses a judgement of nothing where something is left out', async () => {
    await putLines('qrels/test.tsv', [...judgements, 'q1\td9\t1'])
    const leaveOut = ({ id }: { id: string }) => id === 'd2'
    await expect(beir(folder, { language: 'en', leaveOut })).rejects.toThrow(/test\.tsv:6: .*known document; got "d9"/)
  })

  test.each([
    ['a line that is no JSON', 'corpus.jsonl', [corpus[0], '{"_id":'], /corpus\.jsonl:2:8: a line must be one JSON/],
    ['a document without text', 'corpus.jsonl', ['{"_id":"d1"}'], /corpus\.jsonl:1: \$: the key "text" must be there/],
    ['an entry without id', 'queries.jsonl', ['{"text":"?"}'], /queries\.jsonl:1: \$: the key "_id" must be there/],
    ['a fractional id', 'queries.jsonl', ['{"_id":1.5,"text":"?"}'], /queries\.jsonl:1: \$\._id: .*an integer/],
    [
      'a text that is a number',
      'corpus.jsonl',
      ['{"_id":"d1","text":1}'],
      /corpus\.jsonl:1: \$\.text: .*a string; got 1/,
    ],
    [
      'metadata that are a list',
      'queries.jsonl',
      ['{"_id":"q1","text":"?","metadata":[]}'],
      /queries\.jsonl:1: \$\.metadata: .*object; got \[\]/,
    ],
    [
      'a language that is a number',
      'queries.jsonl',
      ['{"_id":"q1","text":"?","metadata":{"language":1}}'],
      /queries\.jsonl:1: metadata\.language must be a string; got 1/,
    ],
    [
      'a blank document',
      'corpus.jsonl',
      [corpus[0], '{"_id":"d2","title":" ","text":"\\n"}'],
      /corpus\.jsonl:2: text of document "d2"/,
    ],
    [
      'a document twice',
      'corpus.jsonl',
      [corpus[0], corpus[0]],
      /corpus\.jsonl:2: document ids must be unique; got "d1"/,
    ],
    [
      'judgements without header',
      'qrels/test.tsv',
      judgements.slice(1),
      /test\.tsv:1: the first line must be "query-id/,
    ],
    ['TREC judgements', 'qrels/test.tsv', [header, 'q1 0 d1 1'], /test\.tsv:2: .*got 1 fields: "q1 0 d1 1"/],
    [
      'a grade in words',
      'qrels/test.tsv',
      [header, 'q1\td1\tyes'],
      /test\.tsv:2: the grade must be an integer.*got "yes"/,
    ],
    ['a grade of 0.5', 'qrels/test.tsv', [header, 'q1\td1\t0.5'], /test\.tsv:2: the grade must be an integer/],
    [
      'a negative grade',
      'qrels/test.tsv',
      [header, 'q1\td1\t1', 'q1\td2\t-1'],
      /test\.tsv:3: a grade must be an integer ≥ 0; got -1/,
    ],
    ['a quoted id', 'qrels/test.tsv', [header, '"q1"\td1\t1'], /test\.tsv:2: an id must stand without quotes/],
    [
      'a judgement twice',
      'qrels/test.tsv',
      [header, 'q1\td1\t1', 'q1\td1\t1'],
      /test\.tsv:3: .*judged once.*first at .*test\.tsv:2/,
    ],
    [
      'a judgement of no document',
      'qrels/test.tsv',
      [header, 'q1\td9\t1'],
      /test\.tsv:2: a judgement must name a known document; got "d9"/,
    ],
    [
      'a judgement of no query',
      'qrels/test.tsv',
      [...judgements, 'q9\td1\t1'],
      /test\.tsv:6: a judgement must name a known query; got "q9"/,
    ],
    [
      'a query without a relevant document',
      'qrels/test.tsv',
      [header, 'q2\td1\t0'],
      /queries\.jsonl:2: every query must have a relevant/,
    ],
  ])('refuses %s', async (_, name, lines, message) => {
    await putLines(name, lines as string[])
    await expect(beir(folder, { language: 'en' })).rejects.toThrow(message)
  })

  test('refuses a split that is not there and names those that are', async () => {
    await expect(beir(folder, { split: 'dev' })).rejects.toThrow(
      /qrels\/dev\.tsv or .*dev\.tsv\.gz must be there; got test\.tsv/,
    )
  })

  test('refuses a folder that is not there, and a file that is there twice', async () => {
    await expect(beir(join(folder, 'no'))).rejects.toThrow(/no must be a folder one can read/)
    await put('corpus.jsonl.gz', gzipSync(corpus.join('\n')))
    await expect(beir(folder)).rejects.toThrow(/corpus\.jsonl must be there once/)
  })

  test('refuses an entry whose language nobody tells', async () => {
    await expect(beir(folder)).rejects.toThrow(/queries\.jsonl:3: the language must be known/)
  })
})

describe('writeBeir', () => {
  const awkward = {
    name: 'demo',
    revision: '2',
    languages: ['sw', 'en'],
    queries: [
      { id: 'same', language: 'en', text: ' "q"\u2028\n', concept: 'one' },
      { id: '😀 #', language: 'sw', text: '\ufeffhabari', concept: 'one' },
    ],
    documents: [
      { id: 'same', language: 'en', text: '\n a\tb\r\n' },
      { id: 'a"b', language: 'sw', text: '\u00a0jambo', concept: 'one' },
    ],
    qrels: new Map([
      [
        'same',
        new Map([
          ['same', 3],
          ['a"b', 0],
        ]),
      ],
      ['😀 #', new Map([['a"b', 1]])],
    ]),
  }

  test('writes lines that other readers of the format know', async () => {
    const target = newFolder()
    await writeBeir(dataset(awkward), target)
    const text = (name: string): Promise<string> => readFile(join(target, name), 'utf8')
    expect((await text('corpus.jsonl')).split('\n')[1]).toBe(
      '{"_id":"a\\"b","title":"","text":"\u00a0jambo","metadata":{"language":"sw","concept":"one","verbatim":true}}',
    )
    expect((await text('queries.jsonl')).split('\n')[1]).toBe(
      '{"_id":"😀 #","text":"\ufeffhabari","metadata":{"language":"sw","concept":"one"}}',
    )
    expect(await text('qrels/test.tsv')).toBe(`${header}\nsame\tsame\t3\nsame\ta"b\t0\n😀 #\ta"b\t1\n`)
  })

  test('leaves only the folder, whose content is known for what it was until it changes', async () => {
    const target = newFolder()
    const written = dataset(awkward)
    await writeBeir(written, target)
    expect((await readdir(root)).filter((name) => name.startsWith('.'))).toEqual([])
    expect(await beir(target)).toEqual(written)
    await writeFile(join(target, 'qrels/test.tsv'), `${header}\nsame\tsame\t2\n😀 #\ta"b\t1\n`)
    expect(await beir(target)).toMatchObject({ name: 'demo', revision: 'local' })
    expect(await beir(target, { revision: '3' })).toMatchObject({ revision: '3' })
  })

  test('refuses a folder with files in it, and leaves it as it was', async () => {
    const before = await readdir(folder)
    await expect(writeBeir(dataset(awkward), folder)).rejects.toThrow(/must be new or empty; got ".*folder/)
    expect(await readdir(folder)).toEqual(before)
    await expect(writeBeir(dataset(awkward), join(folder, 'corpus.jsonl'))).rejects.toThrow(/must be new or empty/)
    expect((await readdir(root)).filter((name) => name.startsWith('.'))).toEqual([])
  })

  test.each(['a\tb', 'a\n', '\ra', '"a'])('refuses the id %j', async (id) => {
    const [first, ...rest] = awkward.documents
    const renamed = {
      ...awkward,
      documents: [{ ...first!, id }, ...rest],
      qrels: new Map(awkward.qrels).set('same', new Map([[id, 1]])),
    }
    await expect(writeBeir(dataset(renamed), newFolder())).rejects.toThrow(/an id must have no tab/)
  })

  propertyTest.prop([datasetContent])('is undone by beir for every data set', async (content) => {
    const written = dataset(content)
    const target = newFolder()
    await writeBeir(written, target)
    const read = await beir(target)
    const streamed = newFolder()
    await writeBeir(await streamedDataset({ ...written, documents: () => written.documents }), streamed)
    const files = ['corpus.jsonl', 'queries.jsonl', 'qrels/test.tsv', 'vitest_retrieval.json']
    for (const name of files) expect(await readFile(join(streamed, name))).toEqual(await readFile(join(target, name)))
    await Promise.all([target, streamed].map((each) => rm(each, { recursive: true })))
    expect(read).toEqual(written)
    expect([...read.qrels.keys()]).toEqual([...written.qrels.keys()])
  })

  const data = outsideData('VITEST_RETRIEVAL_DATA', 'xquad-r')
  test.skipIf(data.absent !== undefined)('keeps XQuAD-R to the hash', async () => {
    const written = await xquadR(data.path(), { languages: ['tr', 'en', 'zh'] })
    const target = newFolder()
    await writeBeir(written, target)
    expect(await beir(target)).toEqual(written satisfies Dataset)
  })
})

describe('stripped', () => {
  test("takes away what Python's str.strip does, of all of Unicode", () => {
    // [c for c in range(0x110000) if chr(c).isspace()], Python 3.11
    const python = [9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 0x85, 0xa0, 0x1680]
    const spaces = [
      ...python,
      ...Array.from({ length: 11 }, (_, i) => 0x2000 + i),
      0x2028,
      0x2029,
      0x202f,
      0x205f,
      0x3000,
    ]
    const all = Array.from({ length: 0x110000 }, (_, point) => point)
    expect(all.filter((point) => stripped(String.fromCodePoint(point)) === '')).toEqual(spaces)
    expect(stripped('\u3000a\u0020b\ufeff\n')).toBe('a\u0020b\ufeff')
  })
})

describe('withoutIdenticalIds', () => {
  test('takes a query out of its own ranking, and its score', async () => {
    const run = [
      { query: 'a', documents: ['b', 'a', 'c'], scores: Float64Array.of(3, 2, 1) },
      { query: 'x', documents: ['a'], scores: Float64Array.of(1) },
    ]
    const rankings: Ranking[] = []
    for await (const ranking of withoutIdenticalIds(run)) rankings.push(ranking)
    expect(rankings).toEqual([{ query: 'a', documents: ['b', 'c'], scores: Float64Array.of(3, 1) }, run[1]])
  })
})
