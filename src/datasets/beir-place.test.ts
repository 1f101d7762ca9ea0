import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { type HubContent, type HubServer, hubServer } from '../../fixtures/hub-server.ts'
import type { DatasetFetchOptions } from '../downloads/dataset-place.ts'
import { beir } from './beir.ts'
import { writeBeir } from './beir-write.ts'

const [texts, judged] = ['3'.repeat(40), '4'.repeat(40)]
const corpus = '{"_id":"1","title":"Wind","text":"It blows."}\n{"_id":"2","title":"","text":"It rains."}\n'
const queries = '{"_id":"q","text":"What blows?"}\n{"_id":"r","text":"What rains?"}\n'
const qrels = 'query-id\tcorpus-id\tscore\nq\t1\t1\n'
const whole = {
  'README.md': '# Demo',
  'corpus.jsonl': corpus,
  'queries.jsonl': queries,
  'qrels/test.tsv': qrels,
  'qrels/train.tsv': 'query-id\tcorpus-id\tscore\nr\t2\t1\n',
}

interface There {
  readonly server: HubServer
  readonly folder: string
  readonly options: DatasetFetchOptions & { readonly language: string; readonly cache: string }
  readonly fetched: () => string[]
}

async function hub(content: HubContent): Promise<There> {
  const server = await hubServer({
    commits: { [texts]: { ...content }, [judged]: { 'test.tsv': qrels, 'train.tsv': whole['qrels/train.tsv'] } },
    revisions: { 'org/demo@main': texts, 'org/demo-qrels@main': judged },
  })
  const folder = await mkdtemp(join(tmpdir(), 'beir-'))
  onTestFinished(async () => {
    await server[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })
  const own = { cache: join(folder, 'cache'), lockFile: join(folder, 'retrieval.lock.json'), language: 'en' }
  return {
    server,
    folder,
    options: { endpoint: server.endpoint, token: '', wait: 1, attempts: 2, ...own },
    fetched: () => server.requests.flatMap(({ path }) => /resolve\/(.+)/.exec(path)?.[1]?.slice(41) ?? []).sort(),
  }
}

test('beir fetches what it reads of a repository, once, and names the commit', async () => {
  const { options, fetched, server } = await hub(whole)
  const first = await beir('org/demo@main', options)
  expect(first).toMatchObject({ name: 'demo', revision: texts, languages: ['en'] })
  expect(first.documents.map(({ text }) => text)).toEqual(['Wind It blows.', 'It rains.'])
  expect(fetched()).toEqual(['corpus.jsonl', 'qrels/test.tsv', 'queries.jsonl'])
  const asked = server.requests.length
  expect(await beir('org/demo', { ...options, offline: true })).toEqual(first)
  expect((await beir('org/demo', { ...options, documents: 'streamed' })).hash).toBe(first.hash)
  expect(server.requests).toHaveLength(asked)
  const train = await beir('org/demo@main', { ...options, split: 'train' })
  expect([train.name, train.queries.map(({ id }) => id)]).toEqual(['demo (train)', ['r']])
})

test('beir takes the judgements of another repository, or of a folder', async () => {
  const zipped = { 'corpus.jsonl.gz': gzipSync(corpus), 'queries.jsonl.gz': gzipSync(queries) }
  const { options, folder, fetched } = await hub(zipped)
  const apart = await beir('org/demo@main', { ...options, qrels: 'org/demo-qrels@main' })
  expect([apart.revision, [...apart.qrels.keys()]]).toEqual([`${texts}+${judged}`, ['q']])
  expect(fetched()).toEqual(['corpus.jsonl.gz', 'queries.jsonl.gz', 'test.tsv'])
  const together = await hub(whole)
  expect((await beir('org/demo@main', together.options)).hash).toBe(apart.hash)
  await mkdir(join(folder, 'judged'))
  await writeFile(join(folder, 'judged', 'test.tsv'), qrels)
  const own = await beir('org/demo@main', { ...options, qrels: join(folder, 'judged') })
  expect([own.hash, own.revision]).toEqual([apart.hash, texts])
})

test('beir takes the word of writeBeir for what it wrote alone', async () => {
  const inside = await mkdtemp(join(tmpdir(), 'written-'))
  onTestFinished(() => rm(inside, { recursive: true }))
  const there = await hub(whole)
  await writeBeir(await beir('org/demo@main', { ...there.options, name: 'own', revision: '7' }), inside)
  const names = ['corpus.jsonl', 'queries.jsonl', 'qrels/test.tsv', 'vitest_retrieval.json']
  const files = await Promise.all(names.map(async (name) => [name, await readFile(join(inside, name))] as const))
  const written = Object.fromEntries(files)
  const published = await hub(written)
  expect(await beir('org/demo@main', published.options)).toMatchObject({ name: 'own', revision: '7' })
  const changed = await hub({ ...written, 'corpus.jsonl': corpus.replace('blows', 'blew') })
  expect(await beir('org/demo@main', changed.options)).toMatchObject({ name: 'own', revision: texts })
})

test('beir says what a repository lacks before it fetches anything', async () => {
  const { options, fetched } = await hub(whole)
  await expect(beir('org/demo@main', { ...options, split: 'dev' })).rejects.toThrow(
    /beir: the hub must have qrels\/dev\.tsv or qrels\/dev\.tsv\.gz; got 5 files: README\.md, corpus\.jsonl/,
  )
  expect(fetched()).toEqual([])
})

test('beir refuses a file that changed under its commit', async () => {
  const { options, server } = await hub(whole)
  await beir('org/demo@main', options)
  await rm(options.cache, { recursive: true })
  server.swapped.set('qrels/test.tsv', qrels.replace('q\t1', 'q\t2'))
  await expect(beir('org/demo@main', options)).rejects.toThrow(/qrels\/test\.tsv: its sha-256 must be/)
})
