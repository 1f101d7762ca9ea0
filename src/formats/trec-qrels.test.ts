import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test as propertyTest } from '@fast-check/vitest'
import { afterAll, describe, expect, test } from 'vitest'
import { twoByTwo } from '../../fixtures/two-by-two.ts'
import type { Qrels } from '../retrieval.ts'
import { readQrels, writeQrels } from './trec-qrels.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitest-retrieval-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
const newFile = (kind = 'qrels'): string => join(folder, `${++files}.${kind}`)
function fileOf(content: string | Uint8Array): string {
  const file = newFile()
  writeFileSync(file, content)
  return file
}

describe('readQrels', () => {
  test('reads tabs, leading blanks, CRLF, comments, signs, and a last line without its end', async () => {
    const qrels = await readQrels(fileOf('# made by hand\n \tb\t0\tx\u00a0 +2\r\na 0 x -1\nb 0 y 007\n#c\na\v1\fy -0'))
    expect([...qrels].map(([query, grades]) => [query, ...grades])).toEqual([
      ['b', ['x\u00a0', 2], ['y', 7]],
      ['a', ['x', -1], ['y', 0]],
    ])
  })

  test.each([
    ['three fields', 'q 0 a 1\nq 0 a\n', /qrels:2: qrels must have four fields.*got 3: "q 0 a"/],
    ['five fields', 'q 0 a 1 x\n', /qrels:1: .*got 5/],
    ['a blank line', 'q 0 a 1\n\nq 0 b 1\n', /qrels:2: .*got 0/],
    ['a grade that is no integer', 'q 0 a 1.5\n', /qrels:1: the grade must be an integer.*got "1.5"/],
    ['a grade beyond all exact integers', 'q 0 a 9007199254740993\n', /qrels:1: the grade must be an integer/],
    ['a long grade', `# c\nq 0 a ${'x'.repeat(99)}\n`, /qrels:2: .*got "x{80}"\. Repair/],
    ['a long line', `${'x'.repeat(99)}\n`, /qrels:1: .*got 1: "x{80}"\. Repair/],
    ['a query id that is not UTF-8', Buffer.from('\xe9 0 a 1\n', 'latin1'), /qrels:1: ids must be UTF-8.*the bytes e9/],
    ['a grade in words', 'q 0 a yes\n', /qrels:1: .*got "yes"/],
    [
      'a document twice',
      'q 0 a 1\np 0 a 1\nq 0 a 1\n',
      /qrels:3: a document must be judged once.*got "a" again for query "q"/,
    ],
    ['a byte-order mark', '\ufeffq 0 a 1\n', /qrels:1: .*byte-order mark/],
    ['ids that are not UTF-8', Buffer.from('q 0 \xe9 1\n', 'latin1'), /qrels:1: ids must be UTF-8.*the bytes e9/],
    ['an empty file', '', /qrels:1: the file must hold at least one line/],
    ['comments alone', '# c\n', /qrels must hold at least one judgement/],
  ])('refuses %s', async (_, content, message) => {
    await expect(readQrels(fileOf(content))).rejects.toThrow(message)
  })
})

const id = fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }).filter((text) => !/[\t-\r ]|^[#\ufeff]/.test(text))
const qrels: fc.Arbitrary<Qrels> = fc
  .uniqueArray(fc.tuple(id, fc.dictionary(id, fc.maxSafeInteger(), { minKeys: 1, maxKeys: 6 })), {
    minLength: 1,
    maxLength: 5,
    selector: ([query]) => query,
  })
  .map((queries) => new Map(queries.map(([query, grades]) => [query, new Map(Object.entries(grades))])))

describe('qrels, whatever their ids and grades', () => {
  propertyTest.prop([qrels, fc.constantFrom('qrels', 'qrels.gz')])(
    'read back as they were written',
    async (written, kind) => {
      const file = newFile(kind)
      await writeQrels(file, written)
      const read = await readQrels(file)
      expect([...read]).toEqual([...written])
    },
    // Milliseconds: a hundred files are written and read, which a busy machine may take its time for.
    60_000,
  )
})

describe('writeQrels', () => {
  test('writes a line a judgement', async () => {
    const file = newFile()
    await writeQrels(
      file,
      new Map([
        [
          'q',
          new Map([
            ['a', 1],
            ['b', 0],
          ]),
        ],
      ]),
    )
    expect(readFileSync(file, 'utf8')).toBe('q 0 a 1\nq 0 b 0\n')
  })

  test('writes the judgements of a data set, which read back as they are', async () => {
    const file = newFile('gz')
    await writeQrels(file, twoByTwo.qrels)
    expect(await readQrels(file)).toEqual(twoByTwo.qrels)
  })

  test.each<[string, Qrels, RegExp]>([
    ['a blank in an id', new Map([['q', new Map([['a b', 1]])]]), /a document id must be/],
    ['a query that would be a comment', new Map([['#1', new Map([['a', 1]])]]), /a query id must not begin with #/],
    ['an empty id', new Map([['q', new Map([['', 1]])]]), /a document id must be .*not empty/],
    ['a grade that is no integer', new Map([['q', new Map([['a', 1.5]])]]), /grades must be integers; got 1.5/],
    ['a query without judgements', new Map([['q', new Map()]]), /every query must have a judgement; got none for "q"/],
    ['nothing', new Map(), /at least one query/],
  ])('refuses %s', async (_, written, message) => {
    await expect(writeQrels(newFile(), written)).rejects.toThrow(message)
  })
})
