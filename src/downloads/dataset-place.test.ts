import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { hubServer } from '../../fixtures/hub-server.ts'
import { datasetPlace } from './dataset-place.ts'

const commit = 'f'.repeat(40)
const content = { 'a.jsonl': '1', 'b.jsonl': '2', 'README.md': '3' }

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'datasets-'))
  onTestFinished(() => rm(made, { recursive: true }))
  return made
}

test('datasetPlace leaves a folder as it is, and a folder wins over a reference of its name', async () => {
  const inside = await folder()
  const choose = () => []
  expect(await datasetPlace(inside, { choose })).toEqual({ path: inside })
  await mkdir(join(inside, 'org', 'demo@main'), { recursive: true })
  const before = process.cwd()
  onTestFinished(() => process.chdir(before))
  process.chdir(inside)
  expect(await datasetPlace('org/demo@main', { choose })).toEqual({ path: 'org/demo@main' })
})

test('datasetPlace fetches what is chosen among all paths, which the lock file knows as well', async () => {
  await using server = await hubServer({ commits: { [commit]: content }, revisions: { main: commit } })
  const cache = await folder()
  const seen: (readonly string[])[] = []
  const options = {
    endpoint: server.endpoint,
    token: '',
    cache,
    lockFile: join(cache, 'lock.json'),
    choose: (all: readonly string[]) => {
      seen.push(all)
      return all.filter((path) => path.endsWith('.jsonl')).slice(-1)
    },
  }
  const place = {
    path: join(cache, 'hub', 'datasets', 'org', 'demo', commit),
    hub: { name: 'demo', commit, files: ['b.jsonl'] },
  }
  expect(await datasetPlace('org/demo@main', options)).toEqual(place)
  expect(seen).toEqual([['README.md', 'a.jsonl', 'b.jsonl']])
  const asked = server.requests.length
  expect(await datasetPlace('org/demo', { ...options, offline: true })).toEqual(place)
  expect(server.requests).toHaveLength(asked)
  expect(seen.every((all) => all.join() === 'README.md,a.jsonl,b.jsonl')).toBe(true)
})
