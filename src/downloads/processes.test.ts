import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { faultyServer } from '../../fixtures/faulty-server.ts'
import { bytesHash } from '../hash.ts'
import { fetchFile } from './fetch-file.ts'

const content = randomBytes(2_000_000)
const sha256 = bytesHash(content)
const flags = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning', '--input-type=module']

function fetching(file: { url: string; to: string; sha256?: string }, env: Record<string, string> = {}): ChildProcess {
  const module = new URL('./fetch-file.ts', import.meta.url)
  const program = `
    import { fetchFile } from '${module}'
    console.log((await fetchFile(${JSON.stringify(file)})).fetched)`
  return spawn(process.execPath, [...flags, '--eval', program], { env: { ...process.env, ...env } })
}

async function said(child: ChildProcess): Promise<string> {
  const pieces: string[] = []
  child.stdout?.on('data', (piece) => pieces.push(String(piece)))
  child.stderr?.on('data', (piece) => pieces.push(String(piece)))
  await once(child, 'close')
  return pieces.join('').trim()
}

async function place(): Promise<AsyncDisposable & { readonly folder: string; readonly to: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'downloads-'))
  return { folder, to: join(folder, 'file.bin'), [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

describe('several processes', { timeout: 60_000 }, () => {
  test('fetch a file once', async () => {
    await using server = await faultyServer({ content, pause: 500 })
    await using there = await place()
    const children = [1, 2, 3].map(() => fetching({ url: server.url, to: there.to, sha256 }))
    expect((await Promise.all(children.map(said))).sort()).toEqual(['false', 'false', 'true'])
    expect(server.requests).toHaveLength(1)
    expect(await readdir(there.folder)).toEqual(['file.bin'])
  })

  test.each([
    ['a hash', { sha256 }],
    ['an ETag alone', {}],
  ])('continue, with %s, what a killed one left', async (_, expected) => {
    await using server = await faultyServer({ content, faults: [{ kind: 'stall', after: 1_200_000 }] })
    await using there = await place()
    const child = fetching({ url: server.url, to: there.to, ...expected })
    const part = `${there.to}.part`
    while ((await stat(part).catch(() => undefined))?.size !== 1_200_000) await delay(20)
    child.kill('SIGKILL')
    await once(child, 'close')
    expect((await readdir(there.folder)).sort()).toEqual(['lock', 'part', 'part.json'].map((end) => `file.bin.${end}`))

    const start = performance.now()
    expect(await fetchFile({ url: server.url, to: there.to, ...expected })).toMatchObject({ sha256, fetched: true })
    expect(performance.now() - start).toBeLessThan(5000)
    expect(server.requests[1]!.headers.range).toBe('bytes=1200000-')
    expect(await readdir(there.folder)).toEqual(['file.bin'])
  })

  test('go through the proxy that the environment names', async () => {
    await using there = await place()
    const asked: (string | undefined)[] = []
    const proxy = createServer(({ url }, response) => {
      asked.push(url)
      response.end(content)
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    const HTTP_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
    const env = { HTTP_PROXY, http_proxy: HTTP_PROXY, NO_PROXY: '', no_proxy: '' }
    const words = await said(fetching({ url: 'http://files.example/file.bin', to: there.to, sha256 }, env))
    proxy.close()
    expect(words).toMatch(/true$/)
    expect(asked).toEqual(['http://files.example/file.bin'])
  })

  test('heed VITEST_RETRIEVAL_OFFLINE', async () => {
    await using server = await faultyServer({ content })
    await using there = await place()
    const env = { VITEST_RETRIEVAL_OFFLINE: '1' }
    expect(await said(fetching({ url: server.url, to: there.to }, env))).toMatch(/must be there; got none\. Nothing is/)
    await writeFile(there.to, content)
    expect(await said(fetching({ url: 'http://files.example/file.bin', to: there.to, sha256 }, env))).toBe('false')
    expect(await readFile(there.to)).toEqual(content)
    expect(server.requests).toHaveLength(0)
  })
})
