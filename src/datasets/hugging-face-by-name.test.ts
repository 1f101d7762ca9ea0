import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type HubContent, type HubServer, hubServer } from '../../fixtures/hub-server.ts'
import { parquetBytes } from '../../fixtures/parquet-bytes.ts'
import type { DatasetFetchOptions } from '../downloads/dataset-place.ts'
import { mtebFolder } from './hugging-face-folder.ts'

const commit = 'e'.repeat(40)
const qrels = parquetBytes([{ 'query-id': 'q', 'corpus-id': '1', score: 1 }])
const subset = (name: string, text: string): HubContent => ({
  [`${name}-corpus/corpus-00000-of-00001.parquet`]: parquetBytes([{ _id: '1', title: null, text }]),
  [`${name}-queries/test-00000-of-00001.parquet`]: parquetBytes([{ _id: 'q', text: `${text}?` }]),
  [`${name}-queries/train-00000-of-00001.parquet`]: parquetBytes([{ _id: 't', text: `${text}?` }]),
  [`${name}-qrels/test-00000-of-00001.parquet`]: qrels,
  [`${name}-qrels/train-00000-of-00001.parquet`]: parquetBytes([{ 'query-id': 't', 'corpus-id': '1', score: 1 }]),
})
const content = { 'README.md': '# Demo', ...subset('en', 'It blows.'), ...subset('sw', 'Unavuma.') }

interface There {
  readonly server: HubServer
  readonly folder: string
  readonly options: DatasetFetchOptions & { readonly lockFile: string; readonly cache: string }
  /** Paths of the repository that were fetched. */
  readonly fetched: () => string[]
}

async function hub(files: HubContent = content): Promise<There> {
  const server = await hubServer({ commits: { [commit]: { ...files } }, revisions: { main: commit } })
  const folder = await mkdtemp(join(tmpdir(), 'by-name-'))
  onTestFinished(async () => {
    await server[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })
  const own = { cache: join(folder, 'cache'), lockFile: join(folder, 'retrieval.lock.json') }
  return {
    server,
    folder,
    options: { endpoint: server.endpoint, token: '', wait: 1, attempts: 2, ...own },
    fetched: () => server.requests.flatMap(({ path }) => path.split(`/resolve/${commit}/`)[1] ?? []).sort(),
  }
}

test('mtebFolder fetches the files of the split and the subsets, and names the commit', async () => {
  const { options, fetched } = await hub()
  const { name, revision, documents } = await mtebFolder('org/demo@main', { ...options, subsets: ['sw'] })
  expect([name, revision, documents.map(({ text }) => text)]).toEqual(['demo', commit, ['Unavuma.']])
  expect(fetched()).toEqual([
    'sw-corpus/corpus-00000-of-00001.parquet',
    'sw-qrels/test-00000-of-00001.parquet',
    'sw-queries/test-00000-of-00001.parquet',
  ])
})

test('what it gives is the same on-line, again, off-line, and out of a folder', async () => {
  const { options, server, folder } = await hub()
  const first = await mtebFolder('org/demo@main', options)
  expect(first.languages).toEqual(['en', 'sw'])
  const asked = server.requests.length
  expect(await mtebFolder('org/demo@main', options)).toEqual(first)
  expect(await mtebFolder('org/demo', { ...options, offline: true })).toEqual(first)
  expect(server.requests).toHaveLength(asked)
  for (const [name, bytes] of Object.entries(content)) {
    await mkdir(dirname(join(folder, 'demo', name)), { recursive: true })
    await writeFile(join(folder, 'demo', name), bytes)
  }
  expect((await mtebFolder(join(folder, 'demo'))).hash).toBe(first.hash)
})

test('it does not depend on what else lies in the cache', async () => {
  const { options } = await hub()
  const only = { ...options, subsets: ['en'] }
  const first = await mtebFolder('org/demo@main', only)
  const all = await mtebFolder('org/demo@main', options)
  expect(all.languages).toEqual(['en', 'sw'])
  expect(await mtebFolder('org/demo@main', only)).toEqual(first)
  const train = await mtebFolder('org/demo@main', { ...only, split: 'train' })
  expect([train.name, train.queries.map(({ id }) => id)]).toEqual(['demo (train)', ['en:t']])
  await mkdir(join(options.cache, 'hub', 'datasets', 'org', 'demo', commit, 'fr-corpus'))
  await writeFile(join(options.cache, 'hub', 'datasets', 'org', 'demo', commit, 'fr-corpus', 'test.jsonl'), 'left over')
  expect(await mtebFolder('org/demo@main', { ...options, offline: true })).toEqual(all)
})

test('a server whose content changed is refused, by the lock file', async () => {
  const { options, server } = await hub()
  await mtebFolder('org/demo@main', options)
  const lock = await readFile(options.lockFile, 'utf8')
  expect(Object.keys(JSON.parse(lock).repositories)).toEqual(['datasets/org/demo'])
  await rm(options.cache, { recursive: true })
  const file = 'en-corpus/corpus-00000-of-00001.parquet'
  server.swapped.set(file, 'x'.repeat((content as HubContent)[file]!.length))
  await expect(mtebFolder('org/demo@main', options)).rejects.toThrow(
    /corpus-00000-of-00001\.parquet: its sha-256 must be/,
  )
  expect(await readFile(options.lockFile, 'utf8')).toBe(lock)
})

test('a table that is missing is told before anything is fetched, as is a name without a revision', async () => {
  const { options, fetched } = await hub()
  await expect(mtebFolder('org/demo@main', { ...options, subsets: ['fr'] })).rejects.toThrow(
    /org\/demo@main\/fr-corpus, as JSON-lines or Parquet, must be there; got README\.md, en-corpus/,
  )
  await expect(mtebFolder('org/demo', options)).rejects.toThrow(/a revision must be given.*Write org\/demo@main/)
  await expect(mtebFolder('org/demo@main', { ...options, offline: true })).rejects.toThrow(/nothing is fetched offline/)
  expect(fetched()).toEqual([])
})
