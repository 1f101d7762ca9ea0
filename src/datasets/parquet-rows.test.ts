import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { test as propertyTest } from '@fast-check/vitest'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { parquetBytes } from '../../fixtures/parquet-bytes.ts'
import type { JsonLine } from './jsonl.ts'
import { type ParquetRowsOptions, parquetRows } from './parquet-rows.ts'

// Python starts: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

let folder: string
let file: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parquet-'))
  file = join(folder, 'table.parquet')
})
afterAll(() => rm(folder, { recursive: true }))

async function linesOf(path = file, options?: ParquetRowsOptions): Promise<JsonLine[]> {
  const lines: JsonLine[] = []
  for await (const line of parquetRows(path, options)) lines.push(line)
  return lines
}

async function valuesOf(options?: ParquetRowsOptions): Promise<unknown[]> {
  return (await linesOf(file, options)).map(({ json }) => json.value)
}

describe('parquetRows', () => {
  test('gives the values that JSON lines would hold, and where they stand', async () => {
    const rows = [
      { id: 'a', score: 1, count: 5n, list: ['x', 'y'], when: new Date(0) },
      { id: 'b', score: 0.5, count: 2n ** 60n, list: [], when: null },
    ]
    await writeFile(file, parquetBytes(rows))
    const lines = await linesOf()
    expect(lines.map(({ json }) => json.value)).toEqual([
      { id: 'a', score: 1, count: 5, list: ['x', 'y'], when: '1970-01-01T00:00:00.000Z' },
      { id: 'b', score: 0.5, count: '1152921504606846976', list: [], when: null },
    ])
    expect(lines[1]!.place).toBe(`${file}: row 2`)
    expect(() => lines[1]!.json.key('score').integer()).toThrow(`${file}: row 2: $.score: the value must be an integer`)
  })

  test.each([
    ['ZSTD', (input: Uint8Array) => zstdCompressSync(input)],
    ['GZIP', (input: Uint8Array) => gzipSync(input)],
    ['BROTLI', (input: Uint8Array) => brotliCompressSync(input)],
  ] as const)('reads pages compressed with %s', async (codec, compress) => {
    const rows = Array.from({ length: 50 }, (_, id) => ({ id: `${id}`, text: 'It blows.' }))
    await writeFile(file, parquetBytes(rows, { codec, compressors: { [codec]: compress }, rowGroupSize: 20 }))
    expect(await valuesOf()).toEqual(rows)
  })

  test('reads the wanted columns of those that are there', async () => {
    await writeFile(file, parquetBytes([{ id: 'a', text: 'It blows.', vector: 1 }]))
    expect(await valuesOf({ columns: ['text', 'id', 'title'] })).toEqual([{ id: 'a', text: 'It blows.' }])
  })

  test('numbers rows through the groups', async () => {
    const rows = Array.from({ length: 10 }, (_, id) => ({ id: `${id}` }))
    await writeFile(file, parquetBytes(rows, { rowGroupSize: 3 }))
    const lines = await linesOf()
    expect(lines.map(({ json }) => json.value)).toEqual(rows)
    expect(lines.at(-1)!.place).toBe(`${file}: row 10`)
  })

  propertyTest.prop([
    fc.array(
      fc.record({
        id: fc.constantFrom('a', 'b'),
        text: fc.oneof(fc.string({ unit: 'grapheme' }), fc.constant('\uFEFFmarked'), fc.constant(null)),
        title: fc.option(fc.constantFrom('x', 'y')),
      }),
      { minLength: 1, maxLength: 20 },
    ),
    fc.integer({ min: 1, max: 7 }),
  ])('gives what was written, whatever the size of its groups', async (rows, rowGroupSize) => {
    await writeFile(file, parquetBytes([{ id: 'first', text: 't', title: 't' }, ...rows], { rowGroupSize }))
    expect((await valuesOf()).slice(1)).toEqual(rows)
  })

  test('refuses what is not a whole Parquet file', async () => {
    const bytes = parquetBytes(Array.from({ length: 100 }, (_, id) => ({ id: `${id}` })))
    const whole = /table\.parquet: the file must be whole Parquet; got: .*Fetch the file again/
    for (const part of [bytes.subarray(0, bytes.length - 9), bytes.subarray(20), Buffer.from('{"id":1}\n'), '']) {
      await writeFile(file, part)
      const expected = part.length === bytes.length - 20 ? /table\.parquet: rows 1 to 100: the bytes must be/ : whole
      await expect(valuesOf()).rejects.toThrow(expected)
    }
    await expect(linesOf(join(folder, 'none.parquet'))).rejects.toThrow(/one can read/)
  })

  test('refuses bytes that are not UTF-8, and tables of other things', async () => {
    const bytes = parquetBytes([{ id: 'Zürich' }], { codec: 'UNCOMPRESSED', statistics: false })
    await writeFile(file, Buffer.from(bytes).fill(0xff, bytes.indexOf(0xc3), bytes.indexOf(0xc3) + 2))
    await expect(valuesOf()).rejects.toThrow(/rows 1 to 1: the bytes must be what the file says/)
    await writeFile(file, parquetBytes([{ vector: 1 }]))
    await expect(valuesOf({ columns: ['id', 'text'] })).rejects.toThrow(/a column must be one of id, text; got vector/)
  })
})

const python = process.env['VITEST_RETRIEVAL_PYTHON'] ?? ''
const run = promisify(execFile)
const hasArrow =
  python !== '' &&
  (await run(python, ['-c', 'import pyarrow']).then(
    () => true,
    () => false,
  ))
const absent = hasArrow ? undefined : 'set VITEST_RETRIEVAL_PYTHON to a Python that has pyarrow'

const script = `
import sys, pyarrow, pyarrow.parquet as parquet
table = pyarrow.table({
  '_id': pyarrow.array([str(i) for i in range(3000)]),
  'title': pyarrow.array([None if i % 3 else 'Wind' for i in range(3000)]),
  'text': pyarrow.array(['It blows \\u00fc %d' % (i % 7) for i in range(3000)], type=pyarrow.large_string() if sys.argv[3] == 'large' else pyarrow.string()),
  'score': pyarrow.array([float(i % 2) for i in range(3000)]),
  'grade': pyarrow.array(range(3000), type=pyarrow.int64()),
})
parquet.write_table(table, sys.argv[1], compression=sys.argv[2], row_group_size=1000, use_dictionary=sys.argv[3] != 'plain', data_page_version='2.0' if sys.argv[3] == 'large' else '1.0')
`

describe.skipIf(absent)(absent ?? 'with pyarrow', () => {
  test.each([
    ['snappy', 'dictionary'],
    ['zstd', 'plain'],
    ['zstd', 'large'],
    ['gzip', 'dictionary'],
    ['brotli', 'plain'],
    ['lz4', 'dictionary'],
  ])('parquetRows reads what pyarrow writes with %s, %s', async (codec, encoding) => {
    await run(python, ['-c', script, file, codec, encoding])
    expect(await valuesOf()).toEqual(
      Array.from({ length: 3000 }, (_, i) => ({
        _id: `${i}`,
        title: i % 3 ? null : 'Wind',
        text: `It blows ü ${i % 7}`,
        score: i % 2,
        grade: i,
      })),
    )
  })
})
