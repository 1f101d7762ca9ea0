import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { crossLingual } from '../samplers/cross-lingual.ts'
import { parallelSentences } from './parallel-sentences.ts'

const folder = mkdtempSync(join(tmpdir(), 'parallel-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
function fileOf(content: string | Uint8Array): string {
  const file = join(folder, `${++files}.tsv`)
  writeFileSync(file, content)
  return file
}
const languages = ['en', 'de']
const text = 'Good day.\tGuten Tag.\nHello, "Ann".\tHallo, "Ann".\nHi, "Ann".\tHallo, "Ann".\n'

describe('parallelSentences', () => {
  test('makes a sentence the positive of its translations, quotes and all', async () => {
    const { name, languages: found, pairs } = await parallelSentences(fileOf(text), { languages })
    expect([name, found]).toEqual(['parallel sentences', languages])
    expect(pairs[0]).toEqual({
      concept: '1',
      group: '1',
      translations: {
        en: { anchor: 'Good day.', positive: 'Good day.' },
        de: { anchor: 'Guten Tag.', positive: 'Guten Tag.' },
      },
    })
    expect(pairs.map(({ translations }) => translations['en']!.anchor)).toEqual([
      'Good day.',
      'Hello, "Ann".',
      'Hi, "Ann".',
    ])
  })
  test('groups lines with the same sentence in one of the languages', async () => {
    const { pairs } = await parallelSentences(fileOf(text), { languages })
    expect(pairs.map(({ group }) => group)).toEqual(['1', '2', '2'])
  })
  test('reads gzip and line ends of Windows alike', async () => {
    const plain = await parallelSentences(fileOf(text), { languages })
    const other = await parallelSentences(fileOf(gzipSync(text.replaceAll('\n', '\r\n'))), { languages })
    expect(other.hash).toBe(plain.hash)
  })
  test('gives batches of translation pairs', async () => {
    const pairs = await parallelSentences(fileOf('a\tA\tα\nb\tB\tβ\n'), { languages: ['en', 'de', 'el'] })
    const [batch] = crossLingual().batches(pairs, { batchSize: 2, seed: 1 })
    for (const { pair, anchor, positive } of batch!) {
      const { translations } = pairs.pairs[pair]!
      expect(translations[anchor]!.anchor).not.toBe(translations[positive]!.positive)
    }
  })
})

describe('parallelSentences rejects, naming the line,', () => {
  test.each([
    ['one column', 'a\tA\nb\n', /\.tsv:2: a line must have 2 sentences, parted by tabs; got 1: "b"/],
    ['three columns', 'a\tA\tα\n', /\.tsv:1: a line must have 2 sentences.*got 3/],
    ['a blank sentence', 'a\tA\nb\t \n', /\.tsv:2: de anchor of "2" must be a text one can read/],
  ])('%s', async (_, content, message) => {
    await expect(parallelSentences(fileOf(content), { languages })).rejects.toThrow(message)
  })
  test('one language alone', async () => {
    await expect(parallelSentences(fileOf('a\n'), { languages: ['en'] })).rejects.toThrow(
      'parallelSentences: there must be two or more languages; got [en]',
    )
  })
})
