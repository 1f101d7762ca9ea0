import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { hubServer } from '../../fixtures/hub-server.ts'
import { tinyModel, writeFolder } from '../../fixtures/model-folder.ts'
import { pretrained } from '../encoders/pretrained.ts'
import type { Progress } from '../progress.ts'

const commit = 'd'.repeat(40)

/** A whole model of pieces of one character. */
async function tinyFolder(path: string): Promise<string> {
  const { files, tensors } = tinyModel('xlm-roberta')
  const special = ['<s>', '<pad>', '</s>', '<unk>']
  const tokenizer = {
    added_tokens: special.map((content, id) => ({ id, content, special: true })),
    normalizer: null,
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always' },
    model: { type: 'Unigram', unk_id: 3, vocab: [...special, '▁', 'a', 'b', 'c'].map((piece) => [piece, -1]) },
  }
  return writeFolder(path, { files: { ...files, 'tokenizer.json': tokenizer }, tensors })
}

test('pretrained encodes with a model of the hub as with its folder, and records its commit', async () => {
  const home = await mkdtemp(join(tmpdir(), 'home-'))
  const before = process.cwd()
  process.chdir(home)
  onTestFinished(() => {
    process.chdir(before)
    vi.unstubAllEnvs()
    return rm(home, { recursive: true })
  })
  const folder = await tinyFolder(join(home, 'tiny'))
  const content: Record<string, Uint8Array> = {}
  for (const name of await readdir(folder)) content[name] = await readFile(join(folder, name))
  await using server = await hubServer({ commits: { [commit]: content }, revisions: { main: commit } })
  vi.stubEnv('HF_ENDPOINT', server.endpoint)
  vi.stubEnv('HF_TOKEN', '')
  vi.stubEnv('VITEST_RETRIEVAL_CACHE', join(home, 'cache'))

  const texts = ['a b', 'c'].map((text) => ({ text, language: 'en' }))
  await using fromFolder = pretrained(folder, { cache: false })
  const expected = await (await fromFolder.create(1)).encode(texts, { role: 'query' })
  const heard: Progress[] = []
  await using fromHub = pretrained('org/model@main', { cache: false })
  await fromHub.create(1, { onProgress: (progress) => heard.push(progress) })
  expect(heard.at(-1)).toMatchObject({ stage: 'load', unit: 'bytes' })
  expect(fromHub.name).toBe('model@main')
  expect((await (await fromHub.create(1)).encode(texts, { role: 'query' })).data).toEqual(expected.data)
  expect(fromHub.configuration).toMatchObject({ model: `org/model@${commit}` })

  vi.stubEnv('VITEST_RETRIEVAL_OFFLINE', '1')
  await using again = pretrained('org/model', { cache: false })
  await again.create(2)
  expect(again.configuration).toEqual(fromHub.configuration)
  expect(Object.keys(JSON.parse(await readFile('retrieval.lock.json', 'utf8')).repositories)).toEqual(['org/model'])
})
