import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { faultyServer } from '../../fixtures/faulty-server.ts'
import { fetchFiles } from './fetch-files.ts'

const content = new Uint8Array(1000).fill(7)

async function targets(url: string, names: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'downloads-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return { folder, files: names.map((name) => ({ url, to: join(folder, name), size: 1000 })) }
}

test('fetchFiles brings files in their order, no more at once than told, and counts their bytes together', async () => {
  await using server = await faultyServer({ content, pause: 120 })
  const { files } = await targets(server.url, ['a', 'b', 'c', 'd'])
  const seen: { done: number; total: number }[] = []
  const start = performance.now()
  const fetched = await fetchFiles(files, { atOnce: 2, onProgress: (progress) => seen.push(progress) })
  expect(performance.now() - start).toBeGreaterThan(230)
  expect(fetched.map(({ path }) => path)).toEqual(files.map(({ to }) => to))
  expect(seen.at(-1)).toMatchObject({ done: 4000, total: 4000 })
  expect(await fetchFiles(files, { offline: true })).toEqual(fetched.map((file) => ({ ...file, fetched: false })))
})

test('fetchFiles says why nothing comes', async () => {
  const busy = { kind: 'status', status: 429, headers: { 'retry-after': '1' } } as const
  await using server = await faultyServer({ content, faults: [busy] })
  const { files } = await targets(server.url, ['a'])
  const notes: (string | undefined)[] = []
  await fetchFiles(files, { onProgress: ({ note }) => notes.push(note) })
  expect(notes).toContain('tries again in 1 s: got 429')
})

test('fetchFiles stops the others when one fails', async () => {
  const status = { kind: 'status', status: 404 } as const
  await using server = await faultyServer({ content, faults: [{ kind: 'stall', after: 500 }, status] })
  const { files, folder } = await targets(server.url, ['a', 'b', 'c'])
  await expect(fetchFiles(files, { atOnce: 2 })).rejects.toThrow(/got 404/)
  expect(server.requests).toHaveLength(2)
  expect((await readdir(folder)).filter((name) => !name.includes('.part'))).toEqual([])
})

test('fetchFiles refuses to fetch none at once', async () => {
  await expect(fetchFiles([], { atOnce: 0 })).rejects.toThrow('fetchFiles: atOnce must be a positive integer; got 0.')
  expect(await fetchFiles([])).toEqual([])
})
