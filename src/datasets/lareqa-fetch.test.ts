import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { localServer } from '../../fixtures/local-server.ts'
import { outsideData } from '../../fixtures/outside-data.ts'
import { bytesHash } from '../hash.ts'
import type { Progress } from '../progress.ts'
import { type LareqaEdition, type LareqaReading, readLareqaFiles } from './lareqa-files.ts'
import { mlqaR } from './mlqa-r.ts'
import { xquadR } from './xquad-r.ts'
import { xquadRSplit } from './xquad-r-split.ts'

// Megabytes of JSON are parsed: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const fileOf = (context: string): Buffer =>
  Buffer.from(
    JSON.stringify({
      data: [{ paragraphs: [{ context, sentences: [context], sentence_breaks: [[0, context.length]], qas: [] }] }],
    }),
  )
const content: Readonly<Record<string, Buffer>> = {
  en: fileOf('Ann ran.'),
  de: fileOf('Anna lief.'),
  el: fileOf('Έτρεξε.'),
}
const edition: LareqaEdition = {
  reader: 'demo',
  name: 'demo-r',
  revision: '1234567',
  remedy: 'Leave the folder out.',
  published: Object.fromEntries(
    Object.entries(content).map(([language, bytes]) => [language, { sha256: bytesHash(bytes), size: bytes.length }]),
  ),
}

let cache: string
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'lareqa-'))
})
afterEach(() => rm(cache, { recursive: true }))

interface Mirror {
  readonly address: string
  readonly asked: string[]
  /** Path → what is sent. */
  readonly files: Map<string, Uint8Array>
}

/** Serves files at `/mirror/…`. */
async function mirror(files: Iterable<[string, Uint8Array]>): Promise<Mirror> {
  const asked: string[] = []
  const served = new Map(files)
  const server = await localServer(({ url = '' }, answer) => {
    asked.push(url)
    const bytes = served.get(url.replace(/^\/mirror\//, ''))
    if (bytes) answer.writeHead(200, { 'content-type': 'text/plain' }).end(bytes)
    else answer.writeHead(404).end()
  })
  onTestFinished(() => server[Symbol.asyncDispose]())
  return { address: `http://127.0.0.1:${server.port}/mirror/`, asked, files: served }
}

const small = (): Promise<Mirror> =>
  mirror(Object.entries(content).map(([language, bytes]) => [`demo-r/${language}.json`, bytes]))
const read = (mirror: string, options: Partial<LareqaReading> = {}) =>
  readLareqaFiles(edition, undefined, { languages: ['en', 'de'], mirror, cache, wait: 1, attempts: 2, ...options })

describe('without a folder', () => {
  test('the files of the wanted languages are fetched once, and are the published ones', async () => {
    const { address, asked } = await small()
    const first = await read(address)
    expect(asked.sort()).toEqual(['/mirror/demo-r/de.json', '/mirror/demo-r/en.json'])
    expect(first.revision).toBe('1234567')
    expect(first.files.map(({ paragraphs }) => paragraphs[0]!.context)).toEqual(['Ann ran.', 'Anna lief.'])
    const folder = join(cache, 'datasets', 'demo-r', '1234567')
    expect((await readdir(folder)).sort()).toEqual(['de.json', 'en.json'])
    expect(await readFile(join(folder, 'de.json'))).toEqual(content['de'])
    expect(await read(address)).toEqual(first)
    expect(await read(address, { offline: true })).toEqual(first)
    expect(asked).toHaveLength(2)
  })

  test('a file that is not the published one is refused, and nothing of it kept', async () => {
    const { address, files } = await small()
    files.set('demo-r/de.json', fileOf('Anna rief.'))
    await expect(read(address)).rejects.toThrow(/demo-r\/de\.json: its sha-256 must be .* another content/s)
    expect(await readdir(join(cache, 'datasets', 'demo-r', '1234567'))).not.toContain('de.json')
  })

  test('a file that is not in the cache is missed offline', async () => {
    const { address, asked } = await small()
    await read(address, { languages: ['en'] })
    await expect(read(address, { offline: true })).rejects.toThrow(
      /de\.json: the file must be there; got none\. Nothing is fetched offline/,
    )
    expect(asked).toHaveLength(1)
  })

  test('the environment names a mirror, and an observer hears of the bytes', async () => {
    const { address, asked } = await small()
    vi.stubEnv('VITEST_RETRIEVAL_LAREQA', address)
    onTestFinished(() => void vi.unstubAllEnvs())
    const heard: Progress[] = []
    await readLareqaFiles(edition, undefined, { languages: ['el'], cache, onProgress: (each) => heard.push(each) })
    expect(asked).toEqual(['/mirror/demo-r/el.json'])
    const size = content['el']!.length
    expect(heard.at(-1)).toMatchObject({ stage: 'load', done: size, total: size, unit: 'bytes' })
  })

  test('an unknown language and a mirror that is no address are refused before anything is asked', async () => {
    const { address, asked } = await small()
    await expect(read(address, { languages: ['en', 'sw'] })).rejects.toThrow(/one of en, de, el; got "sw"/)
    await expect(read('mirror.example')).rejects.toThrow(/must be an address.*got "mirror\.example"/)
    expect(asked).toEqual([])
  })

  test('an aborted signal ends it', async () => {
    const { address } = await small()
    await expect(read(address, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
  })
})

test.each([
  ['xquadR', xquadR, 'xquad-r/9bc8c7f/th.json'],
  ['mlqaR', mlqaR, 'mlqa-r/354d67d/zh.json'],
  ['xquadRSplit', xquadRSplit, 'xquad-r/9bc8c7f/th.json'],
])('%s looks for files in the cache where no folder is given', async (_, load, file) => {
  const missing = new RegExp(`${join(cache, 'datasets', file).replace('th', '..')}: the file must be there`)
  await expect(load({ cache, offline: true })).rejects.toThrow(/the file must be there; got none/)
  const languages = [file.slice(-7, -5)]
  await expect(load(undefined, { cache, offline: true, languages })).rejects.toThrow(missing)
})

const xquad = outsideData('VITEST_RETRIEVAL_DATA', 'xquad-r')
describe.skipIf(xquad.absent)(xquad.absent ?? 'the published files', () => {
  test('give the data set that their folder gives', async () => {
    const languages = ['en', 'th']
    const files = await Promise.all(
      languages.map(
        async (language): Promise<[string, Buffer]> => [
          `xquad-r/${language}.json`,
          await readFile(xquad.path(`${language}.json`)),
        ],
      ),
    )
    const { address, asked } = await mirror(files)
    const fetched = await xquadR({ languages, cache, mirror: address })
    expect(fetched).toEqual(await xquadR(xquad.path(), { languages }))
    expect(fetched.revision).toBe('9bc8c7f')
    expect((await xquadR({ languages, cache, offline: true })).hash).toBe(fetched.hash)
    expect(asked).toHaveLength(2)
  })
})
