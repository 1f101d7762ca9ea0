import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type HubServer, type HubServerOptions, hubServer } from '../../fixtures/hub-server.ts'
import { bytesHash } from '../hash.ts'
import { hubFolder } from './hub-folder.ts'
import type { HubFolderOptions } from './hub-task.ts'

const first = 'a'.repeat(40)
const second = 'b'.repeat(40)
const model = {
  'config.json': '{"model_type":"bert"}',
  'model.safetensors': 'weights of the first commit',
  'tokenizer.json': '{}',
  'modules.json': '[]',
  '1_Pooling/config.json': '{"pooling": 1}',
  'README.md': '# A model',
  'pytorch_model.bin': 'pickled',
  'onnx/model.onnx': 'a graph',
}
const fetchedPaths = ['1_Pooling/config.json', 'config.json', 'model.safetensors', 'modules.json', 'tokenizer.json']

interface Hub extends AsyncDisposable {
  readonly server: HubServer
  readonly given: HubServerOptions
  readonly options: HubFolderOptions & { readonly cache: string; readonly lockFile: string }
}

async function hub(more: Partial<HubServerOptions> = {}): Promise<Hub> {
  const commits = { [first]: model, [second]: { ...model, 'model.safetensors': 'weights of the second commit' } }
  const given = { commits, revisions: { main: first, 'refs/pr/1': second }, ...more }
  const server = await hubServer(given)
  const folder = await mkdtemp(join(tmpdir(), 'hub-'))
  return {
    server,
    given,
    options: {
      endpoint: server.endpoint,
      cache: join(folder, 'cache'),
      lockFile: join(folder, 'retrieval.lock.json'),
      wait: 1,
      attempts: 2,
      token: '',
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
}

describe('hubFolder', () => {
  test('brings what an encoder needs of a commit, and nothing else', async () => {
    await using there = await hub()
    const { options } = there
    const folder = await hubFolder('org/model@main', options)
    expect(folder).toMatchObject({
      path: join(options.cache, 'hub', 'org', 'model', first),
      repository: 'org/model',
      commit: first,
    })
    expect([...folder.files.keys()]).toEqual(fetchedPaths)
    expect((await readdir(folder.path, { recursive: true })).sort()).toEqual(['1_Pooling', ...fetchedPaths])
    expect(await readFile(join(folder.path, 'model.safetensors'), 'utf8')).toBe('weights of the first commit')
  })

  test('writes what it saw to the lock file', async () => {
    await using there = await hub()
    await hubFolder('org/model@main', there.options)
    const lock = JSON.parse(await readFile(there.options.lockFile, 'utf8'))
    expect(lock).toMatchObject({ version: 1, repositories: { 'org/model': { revisions: { main: first } } } })
    const { files, leftOut } = lock.repositories['org/model'].commits[first]
    expect(Object.keys(files)).toEqual(fetchedPaths)
    expect(files['config.json']).toEqual({ sha256: bytesHash(Buffer.from(model['config.json'])), size: 21 })
    expect(leftOut).toEqual(['README.md', 'onnx/model.onnx', 'pytorch_model.bin'])
  })

  test('asks no one the next time, with the revision or without', async () => {
    await using there = await hub()
    const folder = await hubFolder('org/model@main', there.options)
    const asked = there.server.requests.length
    expect(await hubFolder('org/model@main', there.options)).toEqual(folder)
    expect(await hubFolder('org/model', { ...there.options, offline: true })).toEqual(folder)
    expect(await hubFolder(`org/model@${first}`, { ...there.options, offline: true })).toEqual(folder)
    expect(there.server.requests).toHaveLength(asked)
  })

  test('stays at the commit of the lock file when the branch moves', async () => {
    await using there = await hub()
    await hubFolder('org/model@main', there.options)
    there.given.revisions['main'] = second
    await rm(there.options.cache, { recursive: true })
    expect(await hubFolder('org/model@main', there.options)).toMatchObject({ commit: first })
  })

  test('keeps several commits of a repository apart, and asks which one is meant', async () => {
    await using there = await hub()
    const a = await hubFolder('org/model@main', there.options)
    const b = await hubFolder('org/model@refs/pr/1', there.options)
    expect([a.commit, b.commit]).toEqual([first, second])
    await expect(hubFolder('org/model', there.options)).rejects.toThrow(
      /a revision must be given.*got 2 in the lock file/,
    )
  })

  test('refuses a file that changed under its commit, by the hash of the lock file', async () => {
    await using there = await hub()
    await hubFolder('org/model@main', there.options)
    await rm(there.options.cache, { recursive: true })
    there.server.swapped.set('config.json', '{"model_type":"evil"}')
    await expect(hubFolder('org/model@main', there.options)).rejects.toThrow(/config\.json: its sha-256 must be/)
  })

  test.each(['config.json', 'model.safetensors'])(
    'refuses a %s that is not what the hub lists, and pins nothing',
    async (path) => {
      await using there = await hub()
      there.server.swapped.set(path, model[path as 'config.json'].toUpperCase())
      await expect(hubFolder('org/model@main', there.options)).rejects.toThrow(/its (sha-256|git hash) must be/)
      await expect(readFile(there.options.lockFile)).rejects.toThrow(/ENOENT/)
    },
  )

  test('refuses a hub that lists other files than the lock file has', async () => {
    await using there = await hub()
    await hubFolder('org/model@main', there.options)
    await rm(there.options.cache, { recursive: true })
    there.given.commits[first] = { ...model, 'model.safetensors': 'WEIGHTS of the first commit' }
    const everything = { ...there.options, files: () => true }
    await expect(hubFolder('org/model@main', everything)).rejects.toThrow(/model\.safetensors: its sha-256 must be/)
  })

  test('repairs a file that was damaged in the cache', async () => {
    await using there = await hub()
    const { path } = await hubFolder('org/model@main', there.options)
    await writeFile(join(path, 'tokenizer.json'), '{"changed":1}')
    await expect(hubFolder('org/model@main', { ...there.options, offline: true })).rejects.toThrow(
      /tokenizer\.json: it must have 2 bytes/,
    )
    await hubFolder('org/model@main', there.options)
    expect(await readFile(join(path, 'tokenizer.json'), 'utf8')).toBe('{}')
  })

  test('adds files that were left out to the lock file when they are wanted', async () => {
    await using there = await hub()
    await hubFolder('org/model@main', there.options)
    const readme = { ...there.options, files: (path: string) => path === 'README.md' }
    expect([...(await hubFolder('org/model@main', readme)).files.keys()]).toEqual(['README.md'])
    const { commits } = JSON.parse(await readFile(there.options.lockFile, 'utf8')).repositories['org/model']
    expect(Object.keys(commits[first].files)).toContain('README.md')
    expect(Object.keys(commits[first].files)).toContain('model.safetensors')
    expect(commits[first].leftOut).toEqual(['onnx/model.onnx', 'pytorch_model.bin'])
  })

  test('keeps a data set apart from the model of its name', async () => {
    await using there = await hub()
    await hubFolder('org/model@main', there.options)
    const data = { ...there.options, kind: 'dataset', files: (path: string) => path === 'README.md' } as const
    expect((await hubFolder('org/model@main', data)).path).toBe(
      join(there.options.cache, 'hub', 'datasets', 'org', 'model', first),
    )
    expect(there.server.requests.at(-1)?.path).toBe(`/datasets/org/model/resolve/${first}/README.md`)
    const { repositories } = JSON.parse(await readFile(there.options.lockFile, 'utf8'))
    expect(Object.keys(repositories)).toEqual(['datasets/org/model', 'org/model'])
  })

  test('sends the token to the hub and not to where it redirects', async () => {
    await using there = await hub({ token: 'hf_secret' })
    await hubFolder('org/model@main', { ...there.options, token: 'hf_secret' })
    const tokens = (host: string) =>
      new Set(there.server.requests.filter((each) => each.host === host).map(({ token }) => token))
    expect(tokens('127.0.0.1')).toEqual(new Set(['Bearer hf_secret']))
    expect(tokens('localhost')).toEqual(new Set([undefined]))
  })

  test('does not follow a listing to another host', async () => {
    await using there = await hub({ token: 'hf_secret', elsewhere: true })
    await expect(hubFolder('org/model@main', { ...there.options, token: 'hf_secret' })).rejects.toThrow(
      /the next page must be of http:\/\/127.*; got "http:\/\/localhost/,
    )
    expect(there.server.requests.map(({ host }) => host)).not.toContain('localhost')
  })

  test('says what a private repository needs', async () => {
    await using there = await hub({ token: 'hf_secret' })
    await expect(hubFolder('org/model@main', there.options)).rejects.toThrow(
      /got 401 Invalid username or password\..*set HF_TOKEN/,
    )
  })

  test('fetches once when called twice at the same time', async () => {
    await using there = await hub()
    const [a, b] = await Promise.all([
      hubFolder('org/model@main', there.options),
      hubFolder('org/model@main', there.options),
    ])
    expect(a).toEqual(b)
    const paths = there.server.requests.map(({ path, host }) => host + path)
    expect(new Set(paths).size).toBe(paths.length)
  })

  test('fetches two references of one project at the same time, and pins both', async () => {
    await using there = await hub()
    await Promise.all(['main', 'refs/pr/1'].map((revision) => hubFolder(`org/model@${revision}`, there.options)))
    const { revisions } = JSON.parse(await readFile(there.options.lockFile, 'utf8')).repositories['org/model']
    expect(revisions).toEqual({ main: first, 'refs/pr/1': second })
  })

  test.each([
    ['org/model', /a revision must be given.*got none, and no such folder\. Write org\/model@main/],
    ['org/model@v9', /got 404 RevisionNotFound\. Check name, revision and path/],
    ['./folder', /must read org\/name@revision; got ".\/folder"/],
  ])('refuses %s', async (reference, words) => {
    await using there = await hub()
    await expect(hubFolder(reference, there.options)).rejects.toThrow(words)
  })

  test('refuses a reference that the lock file does not have, offline', async () => {
    await using there = await hub()
    await expect(hubFolder('org/model@main', { ...there.options, offline: true })).rejects.toThrow(
      /retrieval\.lock\.json must pin it.*got no such entry/,
    )
    expect(there.server.requests).toHaveLength(0)
  })

  test('refuses a model without safetensors before it fetches anything', async () => {
    await using there = await hub({ commits: { [first]: { 'config.json': '{}', 'pytorch_model.bin': 'pickled' } } })
    await expect(hubFolder('org/model@main', there.options)).rejects.toThrow(
      /model\.safetensors or onnx\/model\.onnx; got pytorch_model\.bin\. Take a revision/,
    )
  })

  test.each(['../config.json', '/etc/config.json', 'a/../../config.json', 'C:config.json', '..\\config.json'])(
    'refuses a hub that lists %s',
    async (path) => {
      await using there = await hub({ commits: { [first]: { ...model, [path]: '{}' } } })
      await expect(hubFolder('org/model@main', there.options)).rejects.toThrow(/every path must lie inside/)
    },
  )

  test.each([
    ['{"version":2}', /version must be 1; got 2/],
    ['{"version":1,', /:1:14: the text must be JSON/],
    [
      JSON.stringify({ version: 1, repositories: { 'org/model': { revisions: { main: first }, commits: {} } } }),
      /org\/model@main must be one of its commits/,
    ],
    [
      JSON.stringify({
        version: 1,
        repositories: {
          'org/model': {
            revisions: {},
            commits: { [first]: { files: { '../x': { sha256: '0'.repeat(64), size: 1 } }, leftOut: [] } },
          },
        },
      }),
      /every path must lie inside the repository; got "\.\.\/x"/,
    ],
  ])('refuses the lock file %s', async (text, words) => {
    await using there = await hub()
    await writeFile(there.options.lockFile, text)
    await expect(hubFolder('org/model@main', there.options)).rejects.toThrow(words)
  })
})
