import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { fc, test as propertyTest } from '@fast-check/vitest'
import { afterAll, describe, expect, test } from 'vitest'
import { wordTranslator } from '../../fixtures/word-translator.ts'
import { trainingPairs } from '../datasets/training-pairs.ts'
import { exportTexts } from './export-texts.ts'
import { fileTranslator } from './file-translator.ts'
import { translate } from './translate.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitest-retrieval-file-translator-'))
afterAll(() => rmSync(folder, { recursive: true }))

function written(name: string, content: string | Uint8Array): string {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

const pairs = trainingPairs({
  name: 'questions',
  revision: '1',
  languages: ['en'],
  pairs: [
    {
      concept: 'a',
      translations: { en: { anchor: 'Who "sat"?', positive: 'The\tcat. It sat.', negatives: ['A dog.'] } },
    },
    { concept: 'b', translations: { en: { anchor: 'Who ran?', positive: 'It sat.' } } },
  ],
})

const direction = { from: 'en', to: 'de' }

describe('fileTranslator', () => {
  test.each([
    ['t.tsv', 'source\tlanguage\ttranslation\nIt sat.\tde\tEs saß.\r\nIt sat.\tes\tSe sentó.\nIt ran.\tde\tEs lief.\n'],
    [
      't.jsonl',
      '{"source":"It sat.","language":"de","translation":"Es saß.","by":"Ada"}\n{"language":"de","source":"It  ran.","translation":"Es lief."}\n{"source":"Why?","language":"de","translation":null}',
    ],
  ])('knows what %s says', async (name, content) => {
    const translator = await fileTranslator(written(name, content))
    expect(translator.name).toBe(name)
    expect(await translator.translate(['It ran.', 'It sat.'], direction)).toEqual(['Es lief.', 'Es saß.'])
  })

  test('has a configuration by what the file says, in whatever order and format', async () => {
    const lines = ['It sat.\tde\tEs saß.', 'It ran.\tde\tEs lief.']
    const table = (rows: readonly string[]) => ['source\tlanguage\ttranslation', ...rows].join('\n')
    const configuration = async (name: string, content: string | Uint8Array) =>
      (await fileTranslator(written(name, content), { name: 'human' })).configuration
    const first = await configuration('a.tsv', table(lines))
    expect(await configuration('b.tsv.gz', gzipSync(table(lines.toReversed())))).toEqual(first)
    expect(await configuration('c.tsv', table([...lines, 'Why?\tde\t']))).toEqual(first)
    expect(await configuration('d.tsv', table(lines.slice(1)))).not.toEqual(first)
  })

  test('says how many sentences are missing', async () => {
    const file = written('few.tsv', 'source\tlanguage\ttranslation\nIt sat.\tde\tEs saß.\nWho ran?\tde\t\n')
    await expect(translate(pairs, await fileTranslator(file), ['de'], { cache: false })).rejects.toThrow(
      `fileTranslator: ${file} must have every sentence in de; got 4 of 5 without a translation, the first "Who \\"sat\\"?". Write those from en with exportTexts()`,
    )
    await expect(translate(pairs, await fileTranslator(file), ['es'], { cache: false })).rejects.toThrow('got 5 of 5')
  })

  test.each([
    ['t.csv', '', 'fileTranslator: a file of translations must be named .jsonl or .tsv; got "'],
    [
      'u.tsv',
      'source\tlanguage\nA.\tde\n',
      'u.tsv:1: the columns must be source, language, translation; got source, language.',
    ],
    ['v.tsv', 'source\tlanguage\ttranslation\nA.\tde\n', 'v.tsv:2: a line must have 3 columns; got 2: "A.\\tde".'],
    ['w.jsonl', '{"source":"A."}\n', 'w.jsonl:1: $: the key "language" must be there; got the keys source.'],
    [
      'x.tsv',
      'source\tlanguage\ttranslation\nA.\tde\tB.\nA.\tde\tC.\n',
      /x\.tsv:3: a sentence must have one translation in de; got another than at .*x\.tsv:2 for "A\."\. Take one out\./,
    ],
  ])('refuses %s', async (name, content, message) => {
    await expect(fileTranslator(written(name, content))).rejects.toThrow(message)
  })
})

describe('exportTexts', () => {
  test('writes the sentences that are asked for, each once', async () => {
    const file = join(folder, 'out.tsv')
    expect(await exportTexts(pairs, ['es', 'de'], file)).toEqual(
      new Map([
        ['de', 5],
        ['es', 5],
      ]),
    )
    const sentences = ['Who "sat"?', 'The cat.', 'It sat.', 'A dog.', 'Who ran?']
    const lines = ['de', 'es'].flatMap((language) => sentences.map((sentence) => `${sentence}\t${language}\t`))
    expect(readFileSync(file, 'utf8').split('\n')).toEqual(['source\tlanguage\ttranslation', ...lines, ''])
  })

  const text = fc
    .string({
      unit: fc.constantFrom('a', 'B', '.', ' ', '"', '\\', '\t', '猫', '\u2028', '\n'),
      minLength: 1,
      maxLength: 12,
    })
    .filter((drawn) => /\p{Letter}/u.test(drawn))

  propertyTest.prop(
    [fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 5 }), fc.constantFrom('tsv', 'jsonl', 'tsv.gz')],
    {
      numRuns: 50,
    },
  )('writes what, filled in, translates as the one who filled it in', async (drawn, extension) => {
    const content = drawn.map(([anchor, positive], i) => ({
      concept: `c${i}`,
      translations: { en: { anchor, positive } },
    }))
    const source = trainingPairs({ name: 'drawn', revision: '1', languages: ['en'], pairs: content })
    const file = join(folder, `round.${extension}`)
    await exportTexts(source, ['de', 'es'], file)
    const bytes = readFileSync(file)
    const filled = (extension.endsWith('gz') ? gunzipSync(bytes).toString() : bytes.toString())
      .replace(/"translation":""/g, '"translation":"Ja, so."')
      .replace(/\t$/gm, '\tJa, so.')
    writeFileSync(file, extension.endsWith('gz') ? gzipSync(filled) : filled)
    const options = { cache: false, flagged: 'keep' } as const
    const made = await translate(source, await fileTranslator(file), ['de', 'es'], options)
    const alike = await translate(source, wordTranslator({ of: () => 'Ja, so.' }), ['de', 'es'], options)
    expect(made.pairs.pairs).toEqual(alike.pairs.pairs)
  })
})
