import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { fc, test as propertyTest } from '@fast-check/vitest'
import { afterAll, describe, expect, test, vi } from 'vitest'
import type { Ranking, Run } from '../retrieval.ts'
import { groupedQueries } from './grouped-queries.ts'
import { interleavedQueries, queryLayout } from './interleaved-queries.ts'
import { readRun, writeRun } from './trec-run.ts'
import { wholeLines } from './whole-lines.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitest-retrieval-'))
afterAll(() => rmSync(folder, { recursive: true }))

// A folder of their own for temporary files: what other processes leave in the common one is none of theirs.
const scratch = join(folder, 'scratch')
mkdirSync(scratch)
vi.stubEnv('TMPDIR', scratch)

let files = 0
const newFile = (kind = 'run'): string => join(folder, `${++files}.${kind}`)
function fileOf(content: string | Uint8Array, kind?: string): string {
  const file = newFile(kind)
  writeFileSync(file, content)
  return file
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

const ranking = (query: string, results: Readonly<Record<string, number>>): Ranking => ({
  query,
  documents: Object.keys(results),
  scores: Float64Array.from(Object.values(results)),
})

describe('readRun', () => {
  test('orders by score and then by id, both descending, whatever the ranks and lines say', async () => {
    const file = fileOf('q2 Q0 x 1 1 t\nq1 Q0 a 1 2 t\nq1 Q0 b 2 2.0 t\nq1 Q0 c 3 30 t\n')
    expect(await all(readRun(file))).toEqual([ranking('q2', { x: 1 }), ranking('q1', { c: 30, b: 2, a: 2 })])
  })

  test('reads tabs, leading blanks, CRLF, blank lines, further fields, comments and a last line without its end', async () => {
    const file = fileOf('# made by hand\r\n \tq\tQ0\ta 1 2 t more\r\n\r\n \n\vq Q0\fb 1 1 t')
    expect(await all(readRun(file))).toEqual([ranking('q', { a: 2, b: 1 })])
  })

  test('keeps ids whole that hold blanks of other scripts', async () => {
    const file = fileOf('q\u00a0 Q0 a\u3000b\u2003\u0085 1 2 t\n')
    expect(await all(readRun(file))).toEqual([ranking('q\u00a0', { 'a\u3000b\u2003\u0085': 2 })])
  })

  test('keeps ids whole that hold other control characters', async () => {
    const file = fileOf('\x1fq\x08 Q0 \x0ea\x1c 1 2 t\n')
    expect(await all(readRun(file))).toEqual([ranking('\x1fq\x08', { '\x0ea\x1c': 2 })])
  })

  test('rounds scores to 32 bits before it orders them, where that is asked for', async () => {
    const file = fileOf('q Q0 a 1 1.000000001 t\nq Q0 b 2 1 t\nq Q0 c 3 1e39 t\n')
    expect((await all(readRun(file)))[0]!.documents).toEqual(['c', 'a', 'b'])
    const rounded = ranking('q', { c: Number.POSITIVE_INFINITY, b: 1, a: 1 })
    expect(await all(readRun(file, { precision: 'float32' }))).toEqual([rounded])
    const mixed = fileOf('q Q0 a 1 1.000000001 t\np Q0 a 1 1 t\nq Q0 b 2 1 t\n')
    expect((await all(readRun(mixed, { precision: 'float32' })))[0]).toEqual(ranking('q', { b: 1, a: 1 }))
  })

  test('names each query once, where the file first does, when queries are interleaved', async () => {
    const file = fileOf('b Q0 x 1 1 t\na Q0 x 1 1 t\nb Q0 y 2 2 t\n')
    expect(await all(readRun(file))).toEqual([ranking('b', { y: 2, x: 1 }), ranking('a', { x: 1 })])
  })

  test.each([
    [
      'too few fields',
      'q Q0 a 1 1 t\n\nq Q0 b 2 1\n',
      /run:3: a run must have at least six fields.*got 5: "q Q0 b 2 1"/,
    ],
    ['too few fields beside blanks of other scripts', 'q\u00a0r Q0 b\v2\f1', /run:1: .*got 5: "q\u00a0r /],
    ['a long line of another kind', 'x'.repeat(99), /run:1: .*got 1: "x{80}"\. Repair/],
    ['a long score', `q Q0 a 1 ${'x'.repeat(99)} t`, /run:1: the score.*got "x{80}"\. Repair/],
    ['a score in words', 'q Q0 a 1 high t', /run:1: the score must be a finite decimal number.*got "high"/],
    ['a score beyond all doubles', 'q Q0 a 1 1e999 t', /run:1: the score must be a finite.*got "1e999"/],
    [
      'a document twice',
      '# c\nq Q0 a 1 2 t\nq Q0 a 2 1 t',
      /run:3: a document must be listed once.*got "a" again for query "q"/,
    ],
    [
      'a document twice, mixed',
      'q Q0 a 1 2 t\np Q0 a 1 1 t\n\nq Q0 b 2 1 t\nq Q0 a 3 1 t\nq Q0 a 4 1 t',
      /run:5: .*got "a" again for query "q"/,
    ],
    ['a byte-order mark', '\ufeffq Q0 a 1 2 t\n', /run:1: the file must be UTF-8 without a byte-order mark/],
    ['a byte-order mark in a single line', '\ufeffq Q0 a 1 2 t', /run:1: .*byte-order mark/],
    ['UTF-16', Buffer.from('\ufeffq Q0 a 1 2 t\n', 'utf16le'), /run:1: .*byte-order mark/],
    [
      'UTF-16, the other way round',
      Buffer.from('\ufeffq Q0 a 1 2 t\n', 'utf16le').swap16(),
      /run:1: .*byte-order mark/,
    ],
    ['an empty file', '', /run:1: the file must hold at least one line/],
    ['comments alone', '# c\n\n', /run: a run must hold at least one result/],
  ])('refuses %s', async (_, content, message) => {
    await expect(all(readRun(fileOf(content)))).rejects.toThrow(message)
  })

  test('refuses ids that are not UTF-8, but reads tags that are not', async () => {
    const latin = (text: string): string => fileOf(Buffer.from(text, 'latin1'))
    await expect(all(readRun(latin('q Q0 a 1 1 t\nq Q0 caf\xe9 1 1 t\n')))).rejects.toThrow(
      /run:2: ids must be UTF-8.*636166e9/,
    )
    await expect(all(readRun(latin('caf\xe9 Q0 a 1 1 t\n')))).rejects.toThrow(/run:1: ids must be UTF-8.*636166e9/)
    expect(await all(readRun(latin('q Q0 a 1 1 caf\xe9\n')))).toEqual([ranking('q', { a: 1 })])
  })

  test('refuses a missing file, a folder, and gzip data that break off or are damaged', async () => {
    const packed = gzipSync('q Q0 a 1 2 t\n'.repeat(9))
    const damaged = Buffer.from(packed).fill(255, 12, 16)
    const inside = join(folder, 'inside')
    mkdirSync(inside, { recursive: true })
    await expect(all(readRun(join(folder, 'none.run')))).rejects.toThrow('none.run: the file must exist')
    await expect(all(readRun(inside))).rejects.toThrow('inside: a file is needed; got a folder')
    await expect(all(readRun(fileOf(packed.subarray(0, -9))))).rejects.toThrow('gzip data must be whole')
    await expect(all(readRun(fileOf(damaged)))).rejects.toThrow('gzip data must be sound')
  })

  test('stops where it is told to, with the reason it is given', async () => {
    const reason = new Error('enough')
    const file = fileOf('b Q0 x 1 1 t\na Q0 x 1 1 t\nb Q0 y 2 2 t\n')
    await expect(all(readRun(file, { signal: AbortSignal.abort(reason) }))).rejects.toBe(reason)
    const controller = new AbortController()
    const queries = readRun(file, { signal: controller.signal })
    expect((await queries.next()).value).toEqual(ranking('b', { y: 2, x: 1 }))
    await queries.return()
    expect(temporary()).toEqual([])
  })

  test('reads long lines, however much they make up together', async () => {
    const lines = ['a', 'b', 'c'].map((id) => `q Q0 ${id} 1 2 ${'t'.repeat(7e6)}\n`)
    expect(await all(readRun(fileOf(lines.join(''))))).toEqual([ranking('q', { c: 2, b: 2, a: 2 })])
  })

  test('refuses a line that does not end', async () => {
    await expect(all(readRun(fileOf(Buffer.alloc(2 ** 24 + 2 ** 21, 97))))).rejects.toThrow(
      'must be shorter than 16 MiB',
    )
  })

  test('leaves no file open or behind when its reader stops early', async () => {
    const file = fileOf('b Q0 x 1 1 t\na Q0 x 1 1 t\nb Q0 y 2 2 t\n')
    const before = temporary()
    for await (const { query } of readRun(file)) {
      expect(query).toBe('b')
      break
    }
    expect(temporary()).toEqual(before)
  })
})

const temporary = (): string[] => readdirSync(scratch)

/** Ids that are hard to keep whole, and to order: no ASCII white space, not empty, no comment, well-formed. */
const id = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('a', '9', '\u00a0', '\u3000', '\uff5e', '😀', '#', '\ufeff', '\0', '"'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
    minLength: 1,
    maxLength: 5,
  })
  .filter((text) => !/[\t-\r ]/.test(text))
const queryId = id.filter((text) => !/^[#\ufeff]/.test(text))
const score = fc.double({ noNaN: true, noDefaultInfinity: true })

const run = fc.uniqueArray(
  fc.record({
    query: queryId,
    documents: fc.uniqueArray(id, { minLength: 1, maxLength: 12 }),
    draw: fc.array(score, { minLength: 4, maxLength: 4 }),
  }),
  {
    minLength: 1,
    maxLength: 5,
    selector: ({ query }) => query,
  },
)
const drawn: fc.Arbitrary<Ranking[]> = run.map((queries) =>
  queries.map(({ query, documents, draw }) => {
    // −0 is 0 to the order, so that one of the two is drawn away: either would read back.
    const results = documents.map((document, i) => ({ document, score: draw[i % 4]! + 0 }))
    results.sort((a, b) => b.score - a.score || Buffer.compare(Buffer.from(b.document), Buffer.from(a.document)))
    return {
      query,
      documents: results.map(({ document }) => document),
      scores: Float64Array.from(results, ({ score }) => score),
    }
  }),
)

/** Milliseconds: a hundred files are written and read, which a busy machine may take its time for. */
const patience = 60_000

describe('a run, whatever its ids and scores', () => {
  propertyTest.prop([drawn, fc.constantFrom('run', 'run.gz')])(
    'reads back as it was written',
    async (rankings, kind) => {
      const file = newFile(kind)
      await writeRun(file, rankings)
      expect(await all(readRun(file))).toEqual(rankings)
    },
    patience,
  )

  propertyTest.prop([drawn, fc.integer({ min: 1, max: 40 }), fc.boolean()])(
    'is the same however it is cut into chunks',
    async (rankings, chunkBytes, packed) => {
      const file = newFile()
      await writeRun(file, rankings)
      if (packed) writeFileSync(file, gzipSync(readFileSync(file)))
      const queries = groupedQueries(wholeLines(file, { chunkBytes }), { file })
      expect(await contents(queries)).toEqual(rankings.map(({ query, documents }) => [query, documents]))
    },
    patience,
  )

  propertyTest.prop([drawn, fc.nat(), fc.integer({ min: 1, max: 400 })])(
    'is the same when its lines are shuffled and dealt out to files',
    async (rankings, seed, partBytes) => {
      const file = newFile()
      await writeRun(file, rankings)
      const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
      writeFileSync(file, `${lines.sort((a, b) => shuffle(a, seed) - shuffle(b, seed)).join('\n')}\n`)
      const layout = await queryLayout(wholeLines(file), file)
      const before = temporary()
      const found = await contents(interleavedQueries(layout, { file, partBytes, chunkBytes: 50 }))
      expect(new Map(found)).toEqual(new Map(rankings.map(({ query, documents }) => [query, documents])))
      expect(found.map(([query]) => query)).toEqual(layout.bytes.map((_, query) => layout.queries.id(query)))
      expect(temporary()).toEqual(before)
    },
    patience,
  )
})

describe('a run of many mixed queries', () => {
  const queries = Array.from({ length: 300 }, (_, i) => `q${i}`)
  const lines = (document: string): string => queries.map((query) => `${query} Q0 ${document} 1 1 t\n`).join('')
  // 9,180 bytes.
  const text = lines('a') + lines('b')

  test.each([
    ['as many files as hold 1,000 bytes each', 1000, 10, 10],
    ['no more than 256 files', 1, 129, 256],
  ])(
    'is dealt out to %s, which are closed and gone at the end',
    async (_, partBytes, least, most) => {
      const file = fileOf(text)
      const layout = await queryLayout(wholeLines(file), file)
      const found: [string, string[]][] = []
      let parts = 0
      for await (const each of interleavedQueries(layout, { file, partBytes })) {
        if (each === 'interleaved') throw new Error('interleaved')
        if (found.length === 0) {
          parts = readdirSync(scratch, { recursive: true }).length - 1
          // All were written; no more than the one that is read now may be open.
          expect(openIn(scratch).length).toBeLessThanOrEqual(1)
        }
        found.push([each.query, Array.from(each.results.order(), (place) => each.results.id(place))])
      }
      expect(found).toEqual(queries.map((query) => [query, ['b', 'a']]))
      expect(parts).toBeGreaterThanOrEqual(least)
      expect(parts).toBeLessThanOrEqual(most)
      expect([temporary(), openIn(scratch)]).toEqual([[], []])
    },
    patience,
  )

  test('says so where queries are expected to stand together', async () => {
    const found: string[] = []
    for await (const each of groupedQueries([Buffer.from(text)], { file: 'mixed' })) {
      found.push(each === 'interleaved' ? each : each.query)
    }
    expect(found).toEqual([...queries, 'interleaved'])
  })
})

/** Files in a folder that this process has open, deleted ones too, where the system tells. */
function openIn(folder: string): string[] {
  if (!existsSync('/proc/self/fd')) return []
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const file = readlinkSync(`/proc/self/fd/${fd}`)
      return file.startsWith(folder) ? [file] : []
    } catch {
      return []
    }
  })
}

/** A number for each line that has nothing to do with its query. */
const shuffle = (line: string, seed: number): number =>
  [...line].reduce((hash, letter) => Math.imul(hash ^ letter.codePointAt(0)!, 0x01000193), seed)

async function contents(queries: ReturnType<typeof groupedQueries>): Promise<[string, string[]][]> {
  const found: [string, string[]][] = []
  for await (const each of queries) {
    if (each === 'interleaved') throw new Error('interleaved')
    found.push([each.query, Array.from(each.results.order(), (place) => each.results.id(place))])
  }
  return found
}

describe('writeRun', () => {
  test('writes ranks, the tag and the shortest digits, and packs where the name says so', async () => {
    const [plain, packed] = [newFile(), newFile('run.gz')]
    for (const file of [plain, packed]) await writeRun(file, [ranking('q', { b: 0.1, a: -0 })], { tag: 'mine' })
    expect(readFileSync(plain, 'utf8')).toBe('q Q0 b 1 0.1 mine\nq Q0 a 2 -0 mine\n')
    expect(gunzipSync(readFileSync(packed)).toString()).toBe(readFileSync(plain, 'utf8'))
  })

  test('makes the folders that lead to the file', async () => {
    const file = join(folder, 'made', 'for', 'it.run')
    await writeRun(file, [ranking('q', { a: 1 })])
    expect(readFileSync(file, 'utf8')).toBe('q Q0 a 1 1 vitest-retrieval\n')
  })

  test('refuses a tag that would be two fields', async () => {
    await expect(writeRun(newFile(), [ranking('q', { a: 1 })], { tag: 'my run' })).rejects.toThrow(
      /a tag must be .*got "my run"/,
    )
  })

  test.each<[string, Ranking[], RegExp]>([
    ...['\t', '\n', '\v', '\f', '\r'].map((blank): [string, Ranking[], RegExp] => [
      `${JSON.stringify(blank)} in an id`,
      [ranking('q', { [`a${blank}b`]: 1 })],
      /a document id must be .*without ASCII white space/,
    ]),
    [
      'a query that would begin with a byte-order mark',
      [ranking('\ufeffq', { a: 1 })],
      /must not begin with # or a byte-/,
    ],
    ['an empty id', [ranking('', { a: 1 })], /a query id must be .*not empty.*got ""/],
    ['a blank in an id', [ranking('q', { 'a b': 1 })], /a document id must be .*without ASCII white space; got "a b"/],
    ['half a character', [ranking('q', { '\ud800': 1 })], /a document id must be well-formed/],
    ['a query that would be a comment', [ranking('#1', { a: 1 })], /must not begin with #/],
    ['a score that is not finite', [ranking('q', { a: Number.NaN })], /scores must be finite; got NaN for query "q"/],
    ['ascending scores', [ranking('q', { a: 1, b: 2 })], /scores must not ascend; got 2 after 1 for query "q"/],
    ['a query twice', [ranking('q', { a: 1 }), ranking('q', { b: 1 })], /a query must have one ranking.*"q"/],
    [
      'a document twice',
      [{ query: 'q', documents: ['a', 'a'], scores: Float64Array.of(1, 1) }],
      /a document must be listed once.*"a"/,
    ],
    [
      'documents without scores',
      [{ query: 'q', documents: ['a'], scores: Float64Array.of() }],
      /every document needs a score; got 1 documents and 0 scores/,
    ],
    ['nothing', [], /a run must hold at least one result/],
  ])('refuses %s, and leaves what was there', async (_, rankings, message) => {
    const file = fileOf('before')
    await expect(writeRun(file, rankings as Run)).rejects.toThrow(message)
    expect(readFileSync(file, 'utf8')).toBe('before')
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })
})
