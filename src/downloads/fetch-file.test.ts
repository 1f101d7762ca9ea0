import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { describe, test as example, expect } from 'vitest'
import { type Fault, faultyServer } from '../../fixtures/faulty-server.ts'
import { bytesHash } from '../hash.ts'
import { DownloadError } from './download-error.ts'
import { fetchFile } from './fetch-file.ts'

const content = randomBytes(300_000)
const sha256 = bytesHash(content)
const changed = randomBytes(290_000)
const quick = { wait: 1, stall: 100 }

async function place(): Promise<AsyncDisposable & { readonly folder: string; readonly to: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'downloads-'))
  return { folder, to: join(folder, 'file.bin'), [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

describe('fetchFile', () => {
  example('brings a file, whole and under its name alone, and leaves it the next time', async () => {
    await using server = await faultyServer({ linger: 80, content })
    await using there = await place()
    const file = { url: server.url, to: there.to, sha256, size: content.length }
    expect(await fetchFile(file)).toEqual({ path: there.to, size: content.length, sha256, fetched: true })
    expect(await readFile(there.to)).toEqual(content)
    expect(await readdir(there.folder)).toEqual(['file.bin'])
    expect((await fetchFile(file)).fetched).toBe(false)
    expect(server.requests).toHaveLength(1)
  })

  example('goes on where a connection broke, and asks for the same content', async () => {
    await using server = await faultyServer({ linger: 80, content, faults: [{ kind: 'dies', after: 100_000 }] })
    await using there = await place()
    expect((await fetchFile({ ...quick, url: server.url, to: there.to })).sha256).toBe(sha256)
    const { range, 'if-range': ifRange } = server.requests[1]!.headers
    expect(range).toMatch(/^bytes=[1-9]\d*-$/)
    expect(ifRange).toMatch(/^"[0-9a-f]{32}"$/)
  })

  example('goes on where an earlier call gave up', async () => {
    const faults: Fault[] = [{ kind: 'dies', after: 150_000 }]
    await using server = await faultyServer({ linger: 80, content, faults })
    await using there = await place()
    const file = { ...quick, url: server.url, to: there.to }
    await expect(fetchFile({ ...file, attempts: 1 })).rejects.toThrow(/Gave up after one try/)
    expect(existsSync(there.to)).toBe(false)
    expect((await fetchFile(file)).sha256).toBe(sha256)
    expect(server.requests[1]!.headers.range).toMatch(/^bytes=[1-9]/)
  })

  example('starts over when the content changed between two parts', async () => {
    await using server = await faultyServer({
      linger: 80,
      content,
      changed,
      faults: [{ kind: 'dies', after: 9000 }, { kind: 'changes' }],
    })
    await using there = await place()
    expect((await fetchFile({ ...quick, url: server.url, to: there.to })).sha256).toBe(bytesHash(changed))
  })

  example('fetches anew what a server made up of two contents under one ETag', async () => {
    const faults: Fault[] = [
      { kind: 'changes', lying: true },
      { kind: 'dies', after: 9000 },
    ]
    await using server = await faultyServer({
      linger: 80,
      content: changed,
      changed: content,
      faults: [{ kind: 'dies', after: 9000 }, ...faults],
    })
    await using there = await place()
    expect((await fetchFile({ ...quick, url: server.url, to: there.to, sha256 })).sha256).toBe(sha256)
  })

  example('does not carry a token to another host', async () => {
    await using server = await faultyServer({ linger: 80, content, faults: [{ kind: 'redirect' }] })
    await using there = await place()
    await fetchFile({ url: server.url, to: there.to, sha256, token: 'hf_secret' })
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer hf_secret', undefined])
    expect(server.requests[1]!.headers.host).toMatch(/^localhost:/)
  })

  example('waits as long as the server asks', async () => {
    const faults: Fault[] = [{ kind: 'status', status: 429, headers: { 'retry-after': '1' } }]
    await using server = await faultyServer({ linger: 80, content, faults })
    await using there = await place()
    const start = performance.now()
    await fetchFile({ ...quick, url: server.url, to: there.to })
    expect(performance.now() - start).toBeGreaterThan(990)
  })

  example('gives up at once when the server asks to wait for hours', async () => {
    const faults: Fault[] = [{ kind: 'status', status: 429, headers: { 'retry-after': '7200' } }]
    await using server = await faultyServer({ linger: 80, content, faults })
    await using there = await place()
    await expect(fetchFile({ ...quick, url: server.url, to: there.to })).rejects.toThrow(
      /got 429 Too Many Requests.*HF_TOKEN.*Gave up after one try; the server asks to wait 7200 s/,
    )
  })

  example.each([
    [401, 1, /got 401 Unauthorized\. Check the name; if it is private or gated, set HF_TOKEN/],
    [403, 1, /got 403 Forbidden\. Accept its conditions/],
    [404, 1, /got 404 Not Found\. Check name, revision and path/],
    [500, 3, /got 500 Internal Server Error\. The server has trouble.*Gave up after 3 tries in a row/],
    [503, 3, /got 503 Service Unavailable/],
  ])('says what to do about %i, after asking %i times', async (status, times, words) => {
    await using server = await faultyServer({
      linger: 80,
      content,
      faults: new Array<Fault>(9).fill({ kind: 'status', status }),
    })
    await using there = await place()
    const fetching = fetchFile({
      ...quick,
      attempts: 3,
      url: `${server.url}?key=secret`,
      to: there.to,
      token: 'secret',
    })
    await expect(fetching).rejects.toThrow(words)
    await expect(fetching).rejects.not.toThrow(/secret/)
    expect(server.requests).toHaveLength(times)
  })

  example('shows the words of the hub', async () => {
    const headers = { 'x-error-code': 'GatedRepo', 'x-error-message': 'Access to model a/b is restricted.' }
    await using server = await faultyServer({ linger: 80, content, faults: [{ kind: 'status', status: 403, headers }] })
    await using there = await place()
    await expect(fetchFile({ url: server.url, to: there.to })).rejects.toThrow(
      /got 403 GatedRepo: Access to model a\/b is restricted\. Accept/,
    )
  })

  example('refuses a login page and keeps what came before', async () => {
    await using server = await faultyServer({
      linger: 80,
      content,
      faults: [{ kind: 'dies', after: 100_000 }, { kind: 'page' }],
    })
    await using there = await place()
    const file = { ...quick, url: server.url, to: there.to, sha256 }
    await expect(fetchFile(file)).rejects.toThrow(/must send the file; got a web page\. Open the address/)
    expect((await fetchFile(file)).sha256).toBe(sha256)
    expect(server.requests[2]!.headers.range).toMatch(/^bytes=[1-9]/)
  })

  example.each([
    ['another content', { sha256: bytesHash(changed) }, /its sha-256 must be .*; got /],
    ['another length', { size: 7 }, /it must have 7 bytes; got an answer of 300000/],
    ['another git hash', { gitBlob: 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391' }, /its git hash must be e69d.*; got /],
  ])('refuses %s at once', async (_, expected, words) => {
    await using server = await faultyServer({ linger: 80, content })
    await using there = await place()
    await expect(fetchFile({ ...quick, url: server.url, to: there.to, ...expected })).rejects.toThrow(words)
    expect(existsSync(there.to)).toBe(false)
    expect(server.requests).toHaveLength(1)
  })

  example.each([
    ['goes on with another ETag', { kind: 'changes', heedless: true }, changed],
    ['goes on elsewhere', { kind: 'wrong range' }, content],
  ] as const)('starts over when the server %s', async (_, fault, whole) => {
    await using server = await faultyServer({
      linger: 80,
      content,
      changed,
      faults: [{ kind: 'dies', after: 9000 }, fault],
    })
    await using there = await place()
    expect((await fetchFile({ ...quick, url: server.url, to: there.to })).sha256).toBe(bytesHash(whole))
  })

  example('starts over when a weak ETag says too little of the content', async () => {
    await using server = await faultyServer({
      linger: 80,
      content,
      changed,
      etag: 'weak',
      faults: [{ kind: 'dies', after: 9000 }],
    })
    await using there = await place()
    await fetchFile({ ...quick, url: server.url, to: there.to })
    expect(server.requests[1]!.headers).not.toHaveProperty('range')
  })

  example('starts over when more came than there is', async () => {
    await using server = await faultyServer({ content })
    await using there = await place()
    await writeFile(`${there.to}.part`, randomBytes(content.length + 1))
    await fetchFile({ ...quick, url: server.url, to: there.to, sha256 })
    expect(server.requests.map(({ headers }) => headers.range)).toEqual([`bytes=${content.length + 1}-`, undefined])
  })

  example.each([
    ['a hash', { sha256, size: content.length }],
    ['its size alone', { size: content.length }],
  ])('believes no part of unknown origin, knowing %s', async (_, expected) => {
    await using server = await faultyServer({ content })
    await using there = await place()
    await writeFile(`${there.to}.part`, randomBytes(content.length))
    expect((await fetchFile({ ...quick, url: server.url, to: there.to, ...expected })).sha256).toBe(sha256)
  })

  example('goes on when the connection ends early but in order', async () => {
    const faults: Fault[] = [{ kind: 'ends early', after: 9000 }]
    await using server = await faultyServer({ content, faults })
    await using there = await place()
    await fetchFile({ ...quick, url: server.url, to: there.to, size: content.length })
    expect(server.requests[1]!.headers.range).toBe('bytes=9000-')
  })

  example('takes a slow server that stands still for no longer than allowed', async () => {
    await using server = await faultyServer({ content, pause: 200 })
    await using there = await place()
    await fetchFile({ url: server.url, to: there.to, stall: 450 })
    expect(server.requests).toHaveLength(1)
  })

  example.each([
    ['half a file that no one asked for', 'half', /must send the whole file; got status 206.*Gave up/],
    ['bytes without end', 'endless', /it must have 300000 bytes; got more/],
    ['an encoded file', 'compressed', /as it is; got it encoded with gzip/],
  ] as const)('refuses %s', async (_, kind, words) => {
    await using server = await faultyServer({ content, faults: [{ kind }, { kind }] })
    await using there = await place()
    const file = { ...quick, attempts: 2, url: server.url, to: there.to }
    await expect(fetchFile({ ...file, ...(kind === 'endless' && { size: content.length }) })).rejects.toThrow(words)
  })

  example('takes the name that git gives a content', async () => {
    const hello = Buffer.from('hello\n')
    await using server = await faultyServer({ linger: 80, content: hello })
    await using there = await place()
    // printf 'hello\n' | git hash-object --stdin
    const gitBlob = 'ce013625030ba8dba906f756967f9e9ca394464a'
    expect(await fetchFile({ url: server.url, to: there.to, gitBlob })).toMatchObject({ size: 6, fetched: true })
  })

  example('brings an empty file', async () => {
    await using server = await faultyServer({ linger: 80, content: new Uint8Array() })
    await using there = await place()
    await fetchFile({ url: server.url, to: there.to, size: 0, sha256: bytesHash(new Uint8Array()) })
    expect(await readFile(there.to)).toHaveLength(0)
  })

  example('refuses a file whose end no one can tell', async () => {
    await using server = await faultyServer({ linger: 80, content, faults: [{ kind: 'ends early', after: 1000 }] })
    await using there = await place()
    await expect(fetchFile({ ...quick, url: server.url, to: there.to })).rejects.toThrow(
      /hash or its length; got neither/,
    )
  })

  example('refuses what the disk has no room for before it asks for it', async () => {
    await using server = await faultyServer({ content })
    await using there = await place()
    await expect(fetchFile({ url: server.url, to: there.to, size: Number.MAX_SAFE_INTEGER })).rejects.toThrow(
      /the disk must have room for 9,007,199,255 MB; got [\d,]+ MB\. Free some/,
    )
    expect(server.requests).toHaveLength(0)
  })

  example('fetches anew what was damaged on the disk', async () => {
    await using server = await faultyServer({ linger: 80, content })
    await using there = await place()
    await writeFile(there.to, randomBytes(content.length))
    expect((await fetchFile({ url: server.url, to: there.to, sha256 })).fetched).toBe(true)
    expect(await readFile(there.to)).toEqual(content)
  })

  example('touches no network offline, and says what is missing', async () => {
    await using server = await faultyServer({ linger: 80, content })
    await using there = await place()
    const file = { url: server.url, to: there.to, sha256, offline: true }
    await expect(fetchFile(file)).rejects.toThrow(
      /file\.bin: the file must be there; got none\. Nothing is fetched offline/,
    )
    await writeFile(there.to, 'else')
    await expect(fetchFile(file)).rejects.toThrow(/its sha-256 must be/)
    await writeFile(there.to, content)
    expect((await fetchFile(file)).fetched).toBe(false)
    expect(server.requests).toHaveLength(0)
  })

  example('stops when told to, keeps what came, and leaves no lock', async () => {
    await using server = await faultyServer({ linger: 80, content, faults: [{ kind: 'stall', after: 100_000 }] })
    await using there = await place()
    const controller = new AbortController()
    setTimeout(() => controller.abort(new Error('enough')), 100)
    const file = { url: server.url, to: there.to, sha256 }
    await expect(fetchFile({ ...file, signal: controller.signal })).rejects.toThrow('enough')
    expect((await readdir(there.folder)).sort()).toEqual(['file.bin.part', 'file.bin.part.json'])
    await fetchFile(file)
    expect(server.requests[1]!.headers.range).toMatch(/^bytes=[1-9]/)
  })

  example('tells how many bytes came, of how many', async () => {
    await using server = await faultyServer({ linger: 80, content, pause: 150 })
    await using there = await place()
    const seen: unknown[] = []
    await fetchFile({ url: server.url, to: there.to, onProgress: (progress) => seen.push(progress) })
    expect(seen[0]).toEqual({ stage: 'load', done: 0, total: 300_000, unit: 'bytes' })
    expect(seen.at(-1)).toMatchObject({ done: 300_000, note: expect.stringMatching(/^[\d.,]+ MB\/s, 0 s left$/) })
  })

  example('names the variable that a proxy comes from', async () => {
    await using there = await place()
    const before = process.env['HTTPS_PROXY']
    process.env['HTTPS_PROXY'] = 'http://127.0.0.1:9'
    try {
      await expect(fetchFile({ url: 'http://127.0.0.1:9876/x', to: there.to, attempts: 1 })).rejects.toThrow(
        /Check the network and the proxy that HTTPS_PROXY names/,
      )
    } finally {
      if (before === undefined) delete process.env['HTTPS_PROXY']
      else process.env['HTTPS_PROXY'] = before
    }
  })
})

const position = fc.integer({ min: 0, max: 3000 })
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constantFrom('dies', 'dies chunked', 'stall', 'ends early'), after: position }),
  fc.record({
    kind: fc.constantFrom('page', 'too long', 'too short', 'ignores range', 'wrong range', 'damaged', 'half'),
  }),
  fc.record({ kind: fc.constant('redirect') }),
  fc.record({ kind: fc.constant('changes'), lying: fc.boolean(), heedless: fc.boolean() }),
  fc.record({
    kind: fc.constant('status'),
    status: fc.constantFrom(401, 403, 404, 416, 429, 500, 503),
    headers: fc.constant({ 'retry-after': '0' }),
  }),
) as fc.Arbitrary<Fault>

const schedule = fc.record({
  faults: fc.array(fault, { maxLength: 6 }),
  etag: fc.boolean(),
  known: fc.boolean(),
  seed: fc.uint8Array({ minLength: 1, maxLength: 3000 }),
})

describe('fetchFile from a faulty server', () => {
  test.prop([schedule], { numRuns: 200, interruptAfterTimeLimit: 100_000 })(
    'leaves the whole file or none, for every schedule of faults',
    async ({ faults, etag, known, seed }) => {
      const whole = Buffer.from(seed)
      const other = Buffer.from(seed.map((byte) => byte ^ 255))
      await using server = await faultyServer({ content: whole, changed: other, faults, etag })
      await using there = await place()
      const file = { wait: 1, stall: 40, attempts: 3, url: server.url, to: there.to, size: whole.length }
      const expected = { ...file, ...(known && { sha256: bytesHash(whole) }) }
      const outcome = await fetchFile(expected).catch((error: unknown) => error)
      const bytes = await readFile(there.to).catch(() => undefined)
      expect(bytes === undefined).toBe(outcome instanceof DownloadError)
      if (known && bytes) expect(bytes).toEqual(whole)
      const honest = faults.every((each) => each.kind !== 'damaged' && !('lying' in each && each.lying))
      if (honest && bytes) expect([whole, other]).toContainEqual(bytes)
      expect((await readdir(there.folder)).filter((name) => name.endsWith('.lock'))).toEqual([])
    },
    120_000,
  )

  test.prop([fc.array(fault, { maxLength: 4 }), fc.uint8Array({ minLength: 1, maxLength: 3000 }), fc.boolean()], {
    numRuns: 50,
  })(
    'ends with the whole file once the faults are over, whatever they left',
    async (faults, seed, sized) => {
      const whole = Buffer.from(seed)
      await using there = await place()
      const size = sized ? { size: whole.length } : {}
      const file = { wait: 1, stall: 40, to: there.to, sha256: bytesHash(whole), ...size }
      {
        await using server = await faultyServer({
          content: whole,
          changed: Buffer.from(seed.map((byte) => byte ^ 255)),
          faults,
        })
        await fetchFile({ ...file, url: server.url, attempts: 2 }).catch(() => undefined)
      }
      await using server = await faultyServer({ content: whole })
      await fetchFile({ ...file, url: server.url })
      expect(await readFile(there.to)).toEqual(whole)
    },
    60_000,
  )
})
