import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { hubServer } from '../../fixtures/hub-server.ts'
import { modelName, modelPlace } from './model-place.ts'

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'models-'))
  onTestFinished(() => rm(made, { recursive: true }))
  return made
}

test('modelPlace leaves a folder as it is', async () => {
  const path = await folder()
  expect(await modelPlace(path)).toEqual({ path })
  expect(await modelPlace('./org/model@main')).toEqual({ path: './org/model@main' })
})

test('modelPlace fetches what the hub has, and names it by its commit', async () => {
  const commit = 'c'.repeat(40)
  const commits = { [commit]: { 'config.json': '{}', 'model.safetensors': 'weights' } }
  await using server = await hubServer({ commits, revisions: { main: commit } })
  const cache = await folder()
  const options = { endpoint: server.endpoint, token: '', cache, lockFile: join(cache, 'lock.json') }
  expect(await modelPlace('org/model@main', options)).toEqual({
    path: join(cache, 'hub', 'org', 'model', commit),
    name: `org/model@${commit}`,
  })
})

test.each([
  ['an architecture that is built', { model_type: 'bert' }, ['config.json', 'model.safetensors']],
  ['another, by its export', { model_type: 'mpnet' }, ['config.json', 'onnx/model.onnx']],
])('modelPlace fetches %s', async (_, config, files) => {
  const commit = 'c'.repeat(40)
  const content = { 'config.json': JSON.stringify(config), 'model.safetensors': 'weights', 'onnx/model.onnx': 'graph' }
  await using server = await hubServer({ commits: { [commit]: content }, revisions: { main: commit } })
  const cache = await folder()
  const options = { endpoint: server.endpoint, token: '', cache, lockFile: join(cache, 'lock.json') }
  const { path } = await modelPlace('org/model@main', options)
  const fetched = (await readdir(path, { recursive: true })).filter((name) => name.includes('.')).sort()
  expect(fetched).toEqual(files)
  const asked = server.requests.length
  expect((await modelPlace('org/model@main', { ...options, offline: true })).path).toBe(path)
  expect(server.requests).toHaveLength(asked)
})

test('modelPlace tells of an architecture that is neither built nor exported, and fetches no weights', async () => {
  const commit = 'c'.repeat(40)
  const content = { 'config.json': '{"model_type":"mpnet"}', 'model.safetensors': 'weights' }
  await using server = await hubServer({ commits: { [commit]: content }, revisions: { main: commit } })
  const cache = await folder()
  const options = { endpoint: server.endpoint, token: '', cache, lockFile: join(cache, 'lock.json') }
  await expect(modelPlace('org/model@main', options)).rejects.toThrow(/"model_type" must be one of bert.*got "mpnet"/)
  expect(server.requests.map(({ path }) => path).join()).not.toContain('safetensors')
})

test('a folder wins over a reference of that name', async () => {
  const inside = await folder()
  await mkdir(join(inside, 'org', 'model@main'), { recursive: true })
  const before = process.cwd()
  onTestFinished(() => process.chdir(before))
  process.chdir(inside)
  expect(await modelPlace('org/model@main')).toEqual({ path: 'org/model@main' })
  expect(modelName('org/model@main')).toBe('model@main')
})

test.each([
  ['org/model@refs/pr/7', 'model@refs/pr/7'],
  ['org/model', 'model'],
  ['/models/e5/', 'e5'],
])('modelName of %s', (text, name) => {
  expect(modelName(text)).toBe(name)
})
