import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { type HubServer, hubServer } from '../../fixtures/hub-server.ts'
import type { DatasetFetchOptions } from '../downloads/dataset-place.ts'
import { miracl } from './miracl.ts'

const [topics, corpus] = ['1'.repeat(40), '2'.repeat(40)]
const judged = (language: string, split = 'dev') => {
  const version = `miracl-v1.0-${language}`
  return {
    [`${version}/topics/topics.${version}-${split}.tsv`]: `q\t${language}, ${split}?\n`,
    [`${version}/qrels/qrels.${version}-${split}.tsv`]: 'q\tQ0\t1#0\t1\n',
  }
}
const passages = (language: string) =>
  Object.fromEntries(
    [0, 1].map((part) => [
      `miracl-corpus-v1.0-${language}/docs-${part}.jsonl.gz`,
      gzipSync(`{"docid":"1#${part}","title":"","text":"${language}"}\n`),
    ]),
  )

interface There {
  readonly server: HubServer
  readonly options: DatasetFetchOptions
  readonly fetched: () => string[]
}

async function hub(token?: string): Promise<There> {
  const server = await hubServer({
    commits: {
      [topics]: { ...judged('sw'), ...judged('sw', 'train'), ...judged('yo') },
      [corpus]: { ...passages('sw'), ...passages('yo') },
    },
    revisions: { 'miracl/miracl@main': topics, 'miracl/miracl-corpus@main': corpus },
    ...(token !== undefined && { token }),
  })
  const folder = await mkdtemp(join(tmpdir(), 'miracl-'))
  onTestFinished(async () => {
    await server[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })
  const own = { cache: join(folder, 'cache'), lockFile: join(folder, 'retrieval.lock.json') }
  return {
    server,
    options: { endpoint: server.endpoint, token: '', wait: 1, attempts: 2, ...own },
    fetched: () => server.requests.flatMap(({ path }) => /resolve\/(.+)/.exec(path)?.[1]?.slice(41) ?? []).sort(),
  }
}

test('miracl fetches topics, judgements and passages of the languages, once', async () => {
  const { options, fetched, server } = await hub()
  const first = await miracl({ languages: ['sw'], ...options })
  expect([first.revision, first.documents.map(({ id }) => id)]).toEqual([`${topics}+${corpus}`, ['sw:1#0', 'sw:1#1']])
  expect(fetched()).toEqual([...Object.keys(passages('sw')), ...Object.keys(judged('sw'))].sort())
  const asked = server.requests.length
  expect(await miracl(undefined, { languages: ['sw'], ...options, offline: true })).toEqual(first)
  expect((await miracl({ languages: ['sw'], documents: 'streamed', ...options })).hash).toBe(first.hash)
  expect(server.requests).toHaveLength(asked)
})

test('miracl sends the token that its questions need, and says so without one', async () => {
  const { options } = await hub('hf_secret')
  await expect(miracl({ languages: ['sw'], ...options })).rejects.toThrow(/set HF_TOKEN/)
  const { queries } = await miracl({ languages: ['yo'], ...options, token: 'hf_secret' })
  expect(queries.map(({ text }) => text)).toEqual(['yo, dev?'])
})

test('miracl says what the hub lacks before it fetches anything', async () => {
  const { options, fetched } = await hub()
  await expect(miracl({ languages: ['yo'], split: 'train', ...options })).rejects.toThrow(
    /the hub must have miracl-v1\.0-yo\/topics\/topics\.miracl-v1\.0-yo-train\.tsv; got 6 files: miracl-v1/,
  )
  expect(fetched()).toEqual([])
})
