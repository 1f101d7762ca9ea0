import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { listOf } from './list-of.ts'
import { type MiraclOptions, miracl, miraclLanguages } from './miracl.ts'

const root = mkdtempSync(join(tmpdir(), 'miracl-'))
afterAll(() => rmSync(root, { recursive: true }))

let folder: string
function write(name: string, content: string): void {
  const file = join(folder, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, name.endsWith('.gz') ? gzipSync(content) : content)
}
const remove = (name: string): void => rmSync(join(folder, name), { recursive: true })
const lines = (...values: readonly object[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('')
const qrelsOfSw = 'miracl-v1.0-sw/qrels/qrels.miracl-v1.0-sw-dev.tsv'
const topicsOfSw = 'miracl-v1.0-sw/topics/topics.miracl-v1.0-sw-dev.tsv'
const docsOfSw = 'miracl-corpus-v1.0-sw/docs-0.jsonl.gz'

/** Files as they are published: topics and judgements plain, the corpus gzipped in parts; those of `yo` with CRLF. */
beforeEach(() => {
  folder = mkdtempSync(join(root, 'folder-'))
  write(topicsOfSw, '2#0\tNani aliandika?\n13#0\tLini ilianza?\n')
  write(qrelsOfSw, '2#0\tQ0\t39#0\t1\n2#0\tQ0\t39#1\t0\n13#0\tQ0\t7#0\t1\n')
  write(
    docsOfSw,
    lines(
      { docid: '39#0', title: 'Kitabu', text: 'Aliandika Juma. ' },
      { docid: '39#1', title: 'Kitabu', text: 'Ni kirefu.' },
    ),
  )
  write('miracl-corpus-v1.0-sw/docs-1.jsonl.gz', lines({ docid: '7#0', title: '', text: 'Ilianza 1961.' }))
  write('miracl-v1.0-yo/topics/topics.miracl-v1.0-yo-dev.tsv', '2#0\tTa ni?\r\n')
  write('miracl-v1.0-yo/qrels/qrels.miracl-v1.0-yo-dev.tsv.gz', '2#0 Q0 39#0 1\r\n')
  write(
    'miracl-corpus-v1.0-yo/docs-0.jsonl',
    lines({ docid: '39#0', title: 'Ìwé', text: 'Ayò.' }).replaceAll('\n', '\r\n'),
  )
})
const load = (options: Partial<MiraclOptions> = {}) => miracl(folder, { languages: ['sw'], ...options })

describe('miracl', () => {
  test('joins topics, judgements of both grades and all parts of the corpus', async () => {
    expect(await load()).toEqual({
      name: 'miracl (dev)',
      revision: 'local',
      hash: expect.any(String),
      languages: ['sw'],
      queries: [
        { id: 'sw:2#0', language: 'sw', text: 'Nani aliandika?', concept: 'sw:2#0' },
        { id: 'sw:13#0', language: 'sw', text: 'Lini ilianza?', concept: 'sw:13#0' },
      ],
      documents: [
        { id: 'sw:39#0', language: 'sw', text: 'Kitabu Aliandika Juma.' },
        { id: 'sw:39#1', language: 'sw', text: 'Kitabu Ni kirefu.' },
        { id: 'sw:7#0', language: 'sw', text: 'Ilianza 1961.' },
      ],
      qrels: new Map([
        ['sw:2#0', new Map(Object.entries({ 'sw:39#0': 1, 'sw:39#1': 0 }))],
        ['sw:13#0', new Map([['sw:7#0', 1]])],
      ]),
    })
  })
  test('keeps apart the languages that use the same numbers; gzipped or not, with any line ends', async () => {
    const { queries, documents, qrels } = await load({ languages: ['sw', 'yo'] })
    expect(queries.map(({ id }) => id)).toEqual(['sw:2#0', 'sw:13#0', 'yo:2#0'])
    expect(queries[2]!.text).toBe('Ta ni?')
    expect(documents[3]).toEqual({ id: 'yo:39#0', language: 'yo', text: 'Ìwé Ayò.' })
    expect(qrels.get('yo:2#0')).toEqual(new Map([['yo:39#0', 1]]))
  })
  test('reads parts by number, ten after nine', async () => {
    for (let part = 2; part < 11; part++) {
      write(`miracl-corpus-v1.0-sw/docs-${part}.jsonl.gz`, lines({ docid: `${part}`, title: 'a', text: 'b' }))
    }
    const { documents } = await load()
    expect(documents.slice(-2).map(({ id }) => id)).toEqual(['sw:9', 'sw:10'])
  })
  test('reads the training split under another name', async () => {
    write('miracl-v1.0-sw/topics/topics.miracl-v1.0-sw-train.tsv', '1\tWapi?\n')
    write('miracl-v1.0-sw/qrels/qrels.miracl-v1.0-sw-train.tsv', '1 Q0 7#0 1\n')
    const { name, queries, revision } = await load({ split: 'train', revision: '1a2b3c4' })
    expect([name, revision, queries.length]).toEqual(['miracl (train)', '1a2b3c4', 1])
  })
  test('streams the same passages, with the same hash and the same places in errors', async () => {
    const held = await load({ languages: ['sw', 'yo'] })
    const streamed = await miracl(folder, { languages: ['sw', 'yo'], documents: 'streamed' })
    expect({ ...streamed, documents: await listOf(streamed.documents) }).toEqual(held)
    expect([...streamed.documents.perLanguage]).toEqual([
      ['sw', 3],
      ['yo', 1],
    ])
    write('miracl-corpus-v1.0-yo/docs-1.jsonl.gz', lines({ docid: '1', text: 'a' }, { docid: '39#0', text: 'a' }))
    await expect(miracl(folder, { languages: ['sw', 'yo'], documents: 'streamed' })).rejects.toThrow(
      /yo\/docs-1\.jsonl\.gz:2: document ids must be unique; got "yo:39#0"\. It was used at .*yo\/docs-0\.jsonl:1/,
    )
  })
  test('has eighteen languages', () => {
    expect(new Set(miraclLanguages).size).toBe(18)
  })
})

describe('miracl rejects', () => {
  test('a judged passage that no part of the corpus holds, naming the file of judgements', async () => {
    remove('miracl-corpus-v1.0-sw/docs-1.jsonl.gz')
    await expect(load()).rejects.toThrow(
      /qrels\.miracl-v1\.0-sw-dev\.tsv: "sw:13#0" and "sw:7#0": a judgement must name a known document/,
    )
  })
  test('a part of the corpus that is missing before others', async () => {
    remove(docsOfSw)
    await expect(load()).rejects.toThrow(/docs-0\.jsonl or .*docs-0\.jsonl\.gz must be there; got docs-1\.jsonl\.gz/)
  })
  test('a part that is there plain and gzipped', async () => {
    write('miracl-corpus-v1.0-sw/docs-0.jsonl', lines({ docid: '39#0', title: '', text: 'a' }))
    await expect(load()).rejects.toThrow(/docs-0\.jsonl must be there once/)
  })
  test('a topic without judgement, naming its line', async () => {
    write(topicsOfSw, '2#0\tNani?\n13#0\tLini?\n14#0\tWapi?\n')
    await expect(load()).rejects.toThrow(
      /topics\.miracl-v1\.0-sw-dev\.tsv:3: every query must have a relevant document; got "sw:14#0"/,
    )
  })
  test('a passage twice, naming both lines across parts and languages', async () => {
    write('miracl-corpus-v1.0-yo/docs-1.jsonl.gz', lines({ docid: '1', text: 'a' }, { docid: '39#0', text: 'a' }))
    await expect(load({ languages: ['sw', 'yo'] })).rejects.toThrow(
      /yo\/docs-1\.jsonl\.gz:2: document ids must be unique; got "yo:39#0"\. It was used at .*yo\/docs-0\.jsonl:1/,
    )
  })
  test.each([
    ['a topic without a tab', topicsOfSw, '2#0 Nani?\n', /-dev\.tsv:1: a topic must be its id, a tab and the question/],
    ['a blank question', topicsOfSw, '2#0\t \n', /-dev\.tsv:1: text of query "sw:2#0" must be a text one can read/],
    ['a line that is not JSON', docsOfSw, '{"docid": \n', /docs-0\.jsonl\.gz:1:\d+: a line must be one JSON value/],
    ['a passage without its id', docsOfSw, '{"text": "a"}\n', /docs-0\.jsonl\.gz:1: \$: the key "docid" must be there/],
    ['judgements of three fields', qrelsOfSw, '2#0 39#0 1\n', /qrels.*:1: qrels must have four fields/],
  ])('%s', async (_, file, content, message) => {
    write(file, content)
    await expect(load()).rejects.toThrow(message)
  })
  test('a folder without the corpus, saying where it is found', async () => {
    remove('miracl-corpus-v1.0-sw')
    await expect(load()).rejects.toThrow(/miracl-corpus-v1\.0-sw must be a folder.*miracl\/miracl-corpus/)
    write('miracl-corpus-v1.0-sw/README.md', '')
    await expect(load()).rejects.toThrow(/must hold docs-0\.jsonl\.gz; got README\.md/)
  })
  test('an unknown language or split, or none', async () => {
    await expect(load({ languages: ['../sw'] })).rejects.toThrow(
      /miracl: a language must be one of ar, .*got "\.\.\/sw"/,
    )
    await expect(load({ languages: [] })).rejects.toThrow('miracl: languages: there must be at least one language')
    await expect(load({ split: 'test-b' as 'dev' })).rejects.toThrow(/split must be 'train' or 'dev'.*got 'test-b'/)
  })
})
