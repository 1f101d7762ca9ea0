import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import type { EncoderSource } from '../encoders/encoder.ts'
import { openSafetensors } from '../formats/safetensors.ts'
import { readFloats } from '../formats/safetensors-values.ts'
import { matrix, unitRows } from '../matrix.ts'
import type { Progress } from '../progress.ts'
import type { Text } from '../retrieval.ts'
import { encodeCommand } from './encode-command.ts'
import type { EncoderFlags } from './encoder-option.ts'
import { program } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitest-retrieval-encode-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (name: string): string => join(folder, name)

/** Turns a text's number at its end into an angle. */
function circle(log: { texts: Text[]; disposed?: boolean }): EncoderSource & AsyncDisposable {
  return {
    name: 'circle',
    label: 'Circle',
    configuration: {},
    control: false,
    warnings: ['It is round.'],
    create: () => ({
      dimensions: 2,
      async encode(texts, { role, onProgress }) {
        log.texts.push(...texts)
        onProgress?.({ stage: 'encode', done: texts.length, total: texts.length, unit: 'texts', note: role })
        const data = texts.flatMap(({ text }) => [Math.cos(angleOf(text)), Math.sin(angleOf(text))])
        return unitRows(matrix(texts.length, 2, Float32Array.from(data)))
      },
    }),
    async [Symbol.asyncDispose]() {
      log.disposed = true
    },
  }
}

function angleOf(text: string): number {
  return Number(/\d+$/.exec(text)?.[0] ?? 0) / 1000
}

async function encoded(lines: string | Uint8Array, out = 'out.safetensors') {
  writeFileSync(at('texts.jsonl'), lines)
  const log = { texts: [] as Text[] }
  const progress: Progress[] = []
  const output = await encodeCommand({
    encoder: { encoder: 'circle', prompts: {}, cache: false },
    open: () => circle(log),
    texts: at('texts.jsonl'),
    role: 'document',
    out: at(out),
    onProgress: (_, each) => progress.push(each),
  })
  const { places } = await openSafetensors(at(out))
  return { ...log, progress, output, place: places.get('embeddings')! }
}

describe('encode', () => {
  test('writes a row a line, in the order of the lines, and says so', async () => {
    const { texts, place, output, progress } = await encoded(
      '{"text": "n 500", "language": "en"}\n{"id": 7, "text": "n 250", "language": null}\n{"text": ""}',
    )
    expect(texts).toEqual([
      { text: 'n 500', language: 'en' },
      { text: 'n 250', language: '' },
      { text: '', language: '' },
    ])
    expect(place).toMatchObject({ type: 'F32', shape: [3, 2] })
    const expected = [0.5, 0.25, 0].flatMap((angle) => [Math.cos(angle), Math.sin(angle)])
    expect(await readFloats(place)).toEqual(Float32Array.from(expected))
    expect(output).toEqual({
      text: `${at('out.safetensors')}: 3 vectors of 2 numbers\n`,
      warnings: ['It is round.'],
      failed: false,
    })
    expect(progress).toEqual([{ stage: 'encode', done: 3, total: 3, unit: 'texts', note: 'document' }])
  })

  test('encodes a large packed file block by block, and counts through all of it', async () => {
    const lines = Array.from({ length: 40_000 }, (_, i) => `{"text":"${i}"}\n`).join('')
    const { place, progress } = await encoded(gzipSync(lines))
    expect(place.shape).toEqual([40_000, 2])
    const vectors = await readFloats(place)
    for (const i of [0, 16_383, 16_384, 39_999]) expect(vectors[2 * i]).toBe(Math.fround(Math.cos(i / 1000)))
    expect(progress.map(({ done, total }) => [done, total])).toEqual([
      [16_384, 40_000],
      [32_768, 40_000],
      [40_000, 40_000],
    ])
  })

  test('replaces the file of an earlier run, and makes the folder for it', async () => {
    await encoded('{"text":"1"}\n', 'new/folder/out.safetensors')
    const { place } = await encoded('{"text":"1"}\n{"text":"2"}\n', 'new/folder/out.safetensors')
    expect(place.shape).toEqual([2, 2])
    expect(readdirSync(at('new/folder'))).toEqual(['out.safetensors'])
  })

  test.each<[string, string | Uint8Array, string]>([
    [
      'a line that is no JSON',
      '{"text":"1"}\n{"text":"2}\n',
      ':2:9: the line must be a JSON object; got "\\"2}". Repair',
    ],
    ['a blank line', '{"text":"1"}\n\n{"text":"2"}\n', ':2:1: the line must be a JSON object; it is blank.'],
    ['a line that is a string', '"text"\n', ':1: the line must be a JSON object like {"text": "…"}; got "text".'],
    ['a list', '[1]', ':1: the line must be a JSON object like {"text": "…"}; got [1].'],
    ['a line without a text', '{"text":"1"}\n{"txt":"2"}\n', ':2: "text" must be a string; got nothing.'],
    ['a text that is a number', '{"text":1}\n', ':1: "text" must be a string; got 1.'],
    [
      'a language that is a list',
      '{"text":"1","language":["en"]}\n',
      ':1: "language" must be a string, or left out; got ["en"].',
    ],
    ['another encoding', Uint8Array.of(0x7b, 0xff, 0x7d), ':1: the line must be UTF-8'],
    ['an empty file', '', ':1: the file must hold at least one line; it is empty.'],
  ])('refuses %s before anything is encoded', async (_, lines, message) => {
    const result = encoded(lines, 'refused.safetensors')
    await expect(result).rejects.toThrow(`${at('texts.jsonl')}${message}`)
    expect(readdirSync(folder).filter((name) => name.startsWith('refused'))).toEqual([])
  })

  test('refuses a folder as its output', async () => {
    mkdirSync(at('a-folder'))
    await expect(encoded('{"text":"1"}\n', 'a-folder')).rejects.toThrow('--out must be a file; got the folder')
  })

  test('leaves nothing behind where encoding fails, and frees the encoder', async () => {
    writeFileSync(at('texts.jsonl'), '{"text":"1"}\n')
    const log: { texts: Text[]; disposed?: boolean } = { texts: [] }
    const failing = { ...circle(log), create: () => Promise.reject(new Error('no weights')) }
    const options = {
      encoder: { encoder: 'x', prompts: {}, cache: false },
      open: () => failing,
      role: 'query',
    } as const
    await expect(encodeCommand({ ...options, texts: at('texts.jsonl'), out: at('failed.st') })).rejects.toThrow(
      'no weights',
    )
    expect(readdirSync(folder).filter((name) => name.startsWith('failed'))).toEqual([])
    expect(log.disposed).toBe(true)
  })
})

describe('vitest-retrieval encode', () => {
  async function flagsOf(line: string): Promise<EncoderFlags> {
    writeFileSync(at('texts.jsonl'), '{"text":"1"}\n')
    const given: EncoderFlags[] = []
    const open = (flags: EncoderFlags): EncoderSource => {
      given.push(flags)
      return circle({ texts: [] })
    }
    const all = program({ screen: { width: 80, colour: false }, open, finish: () => {} })
    const rest = ['--texts', at('texts.jsonl'), '--out', at('flags.st'), ...line.split(' ')]
    await all.parseAsync(['encode', ...rest], { from: 'user' })
    return given[0]!
  }

  test('hands the encoder what was asked for', async () => {
    expect(
      await flagsOf(
        '--encoder E --role query --prompt q: --pooling max,cls --language-token de --max-length 64 --model M --no-cache',
      ),
    ).toEqual({
      encoder: 'E',
      prompts: { query: 'q:' },
      pooling: 'max,cls',
      languageToken: 'de',
      maxLength: 64,
      model: 'M',
      cache: false,
    })
  })

  test('leaves everything else to the encoder, its cache too', async () => {
    expect(await flagsOf('--encoder E --role document')).toEqual({ encoder: 'E', prompts: {} })
    expect(await flagsOf('--encoder E --role document --cache c')).toMatchObject({ cache: 'c' })
  })

  test.each([
    ['--encoder E', "required option '--role <role>' not specified"],
    ['--role query', "required option '--encoder <folder|url>' not specified"],
    ['--encoder E --role passage', "argument 'passage' is invalid. Allowed choices are query, document."],
  ])('refuses %s', async (line, message) => {
    await expect(flagsOf(line)).rejects.toThrow(message)
  })
})

test('the header of the output is as the safetensors library writes it: a multiple of 8, blanks behind', async () => {
  await encoded('{"text":"1"}\n')
  const bytes = readFileSync(at('out.safetensors'))
  const length = Number(bytes.readBigUInt64LE())
  expect(length % 8).toBe(0)
  expect(bytes).toHaveLength(8 + length + 8)
})
