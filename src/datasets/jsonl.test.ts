import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { fc, test as propertyTest } from '@fast-check/vitest'
import { afterAll, describe, expect, test } from 'vitest'
import type { Json } from '../retrieval.ts'
import { type JsonLine, jsonLines, optionalKey } from './jsonl.ts'

const folder = mkdtempSync(join(tmpdir(), 'jsonl-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
function fileOf(content: string | Uint8Array): string {
  const file = join(folder, `${++files}.jsonl`)
  writeFileSync(file, content)
  return file
}

async function valuesOf(content: string | Uint8Array): Promise<Json[]> {
  const values: Json[] = []
  for await (const { json } of jsonLines(fileOf(content))) values.push(json.value)
  return values
}

describe('jsonLines', () => {
  test('reads a value a line, CRLF or LF, with or without an end of the last', async () => {
    expect(await valuesOf('{"a":1}\r\n[2]\n"\u2028"')).toEqual([{ a: 1 }, [2], '\u2028'])
  })

  test('names file and line of a value', async () => {
    const file = fileOf('{}\n{"id":7}\n')
    const lines: JsonLine[] = []
    for await (const line of jsonLines(file)) lines.push(line)
    expect(lines[1]!.place).toBe(`${file}:2`)
    expect(() => lines[1]!.json.key('id').string()).toThrow(`${file}:2: $.id: the value must be a string; got 7.`)
  })

  test.each([
    ['a line that breaks off', '{}\n{"id": "a"\n', /jsonl:2:11: a line must be one JSON value; the text ends here/],
    ['a bare NaN', '{}\n{}\n{"id": NaN}\n', /jsonl:3:8: .*got "NaN}"/],
    ['two values on a line', '{} {}\n', /jsonl:1:4: .*got "{}"/],
    ['a blank line', '{}\n\n{}\n', /jsonl:2:1: a line must be one JSON value/],
    ['a byte-order mark', '\ufeff{}\n', /jsonl:1: .*without a byte-order mark/],
    ['other encodings', Buffer.from('{}\n"\xe9"\n', 'latin1'), /jsonl:2: a line must be UTF-8/],
    ['an empty file', '', /jsonl:1: the file must hold at least one line/],
    ['gzip that breaks off', gzipSync('{}\n'.repeat(99)).subarray(0, 20), /the gzip data must be whole/],
  ])('refuses %s', async (_, content, message) => {
    await expect(valuesOf(content)).rejects.toThrow(message)
  })

  propertyTest.prop([
    fc.array(fc.jsonValue({ maxDepth: 2 }), { minLength: 1 }),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  ])('gives back what JSON.stringify wrote, gzipped or not', async (values, end, gzip) => {
    const written = values.map((value) => JSON.stringify(value))
    const text = written.join(end)
    const read = await valuesOf(gzip ? gzipSync(text) : text)
    expect(read.map((value) => JSON.stringify(value))).toEqual(written)
  })
})

describe('optionalKey', () => {
  test('takes null for absence, and knows no inherited key', async () => {
    for await (const { json } of jsonLines(fileOf('{"a":null,"b":0}\n'))) {
      expect(['a', 'b', 'c', 'toString'].map((key) => optionalKey(json, key)?.value)).toEqual([
        undefined,
        0,
        undefined,
        undefined,
      ])
    }
  })
})
