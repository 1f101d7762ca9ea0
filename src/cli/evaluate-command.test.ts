import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EncoderSource } from '../encoders/encoder.ts'
import { matrix, unitRows } from '../matrix.ts'
import type { EncoderFlags } from './encoder-option.ts'
import type { Output } from './output.ts'
import { program } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitest-retrieval-evaluate-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** One question in each language, answered by the first of two sentences. */
beforeAll(() => {
  for (const language of ['en', 'de']) {
    const context = `${language} 1. ${language} 2.`
    const sentences = [`${language} 1.`, `${language} 2.`]
    const qas = [{ id: 'q', question: `${language}?`, answers: [{ answer_start: 0, text: language }] }]
    const paragraph = {
      context,
      sentences,
      sentence_breaks: [
        [0, 5],
        [6, 11],
      ],
      qas,
    }
    writeFileSync(join(folder, `${language}.json`), JSON.stringify({ data: [{ paragraphs: [paragraph] }] }))
  }
})

/** Degrees on a circle: the English question is nearest to English sentences, the wrong one second; the German is between. */
const degrees: Readonly<Record<string, number>> = {
  'en?': 0,
  'en 1.': 10,
  'en 2.': 20,
  'de 1.': 50,
  'de 2.': 80,
  'de?': 49,
}

const circle: EncoderSource = {
  name: 'circle',
  label: 'Circle',
  configuration: { radius: 1 },
  control: false,
  warnings: ['It is round.'],
  create: () => ({
    dimensions: 2,
    async encode(texts) {
      const angles = texts.map(({ text }) => (degrees[text]! * Math.PI) / 180)
      return unitRows(matrix(texts.length, 2, Float32Array.from(angles.flatMap((a) => [Math.cos(a), Math.sin(a)]))))
    },
  }),
}

async function evaluated(line = ''): Promise<Output & { flags: EncoderFlags }> {
  let output: Output | undefined
  let flags: EncoderFlags | undefined
  const all = program({
    screen: { width: 80, colour: false },
    open: (given) => {
      flags = given
      return circle
    },
    finish: (_, found) => {
      output = found
    },
  })
  const common = ['--encoder', 'E', '--dataset', 'xquad-r', '--data', folder, '--languages', 'en,de']
  await all.parseAsync(['evaluate', ...common, ...line.split(' ').filter(Boolean)], { from: 'user' })
  return { ...output!, flags: flags! }
}

describe('vitest-retrieval evaluate', () => {
  // Multilingual pool. English question: en 1, en 2, de 1: AP (1 + 2/3) / 2. German: de 1, then en 2, de 2 (31°), en 1: (1 + 2/4) / 2.
  test('prints each setting, and each language in it', async () => {
    const { text, warnings, failed } = await evaluated('-m AP -m RankDistance')
    expect(text).toBe(
      [
        'setting            AP  RankDistance ↓',
        'monolingual    1.0000               –',
        'cross-lingual   .7500               –',
        'multilingual    .7917            2.50',
        '',
        'circle on xquad-r (local): 2 queries, 4 documents, en de.',
        '',
        'monolingual, by language of the query',
        'language      AP',
        'en        1.0000',
        'de        1.0000',
        '',
        'cross-lingual, by language of the query',
        'language      AP',
        'en        1.0000',
        'de         .5000',
        '',
        'multilingual, by language of the query',
        'language     AP  RankDistance ↓',
        'en        .8333               2',
        'de        .7500               3',
        '',
      ].join('\n'),
    )
    expect([warnings, failed]).toEqual([['It is round.'], false])
  })

  test('finds the data set in a folder that holds it under its name', async () => {
    const parent = mkdtempSync(join(tmpdir(), 'vitest-retrieval-parent-'))
    cpSync(folder, join(parent, 'xquad-r'), { recursive: true })
    expect((await evaluated(`-m AP --data ${parent}`)).text).toBe((await evaluated('-m AP')).text)
    rmSync(parent, { recursive: true })
  })

  test('prints JSON with every digit, warnings in it', async () => {
    const { text, warnings } = await evaluated('-m AP --format json')
    const record = JSON.parse(text)
    expect(record).toMatchObject({
      encoder: { name: 'circle', configuration: { radius: 1 } },
      dataset: { name: 'xquad-r', revision: 'local', languages: ['en', 'de'], queries: 2, documents: 4 },
      training: null,
      warnings: ['It is round.'],
    })
    const multilingual = record.scores.find(({ setting }: { setting: string }) => setting === 'multilingual')
    expect(multilingual).toMatchObject({ measure: 'AP', perLanguage: { de: 0.75 } })
    expect(multilingual.value).toBeCloseTo((5 / 6 + 3 / 4) / 2, 15)
    expect(warnings).toEqual([])
  })

  test('leaves out settings in which nothing is scored', async () => {
    const { text } = await evaluated('-m AP --languages en')
    expect(text).toMatch(
      /^setting {11}AP\nmonolingual {3}1\.0000\nmultilingual {2}1\.0000\n\ncircle on xquad-r \(local\): 1 query, 2/,
    )
  })

  test('warns of what is suspicious about the data, and refuses what makes figures meaningless unless told', async () => {
    const question = { id: 'q', question: 'en?', answers: [{ answer_start: 0, text: 'en' }] }
    const breaks = [
      [0, 5],
      [6, 11],
    ]
    const other = mkdtempSync(join(tmpdir(), 'vitest-retrieval-suspicious-'))
    const paragraph = {
      context: 'en 1. en 1.',
      sentences: ['en 1.', 'en 1.'],
      sentence_breaks: breaks,
      qas: [question],
    }
    for (const language of ['en', 'ar'])
      writeFileSync(join(other, `${language}.json`), JSON.stringify({ data: [{ paragraphs: [paragraph] }] }))
    const twin = "en: documents that repeat another's text: 1 of 2 (false negatives for 1 query)"
    expect((await evaluated(`-m AP --data ${other} --languages en`)).warnings).toEqual(['It is round.', twin])
    const meaningless = /ar: queries in another script: 1 of 1/
    await expect(evaluated(`-m AP --data ${other} --languages en,ar`)).rejects.toThrow(meaningless)
    const { text } = await evaluated(`-m AP --data ${other} --languages en,ar --inspection warn --format json`)
    expect(JSON.parse(text).warnings).toContainEqual(expect.stringMatching(meaningless))
    rmSync(other, { recursive: true })
  })

  test('measures what the library measures by default, and a measure that is named twice once', async () => {
    const names = async (line: string) =>
      new Set(
        (JSON.parse((await evaluated(`--format json ${line}`)).text).scores as { measure: string }[]).map(
          (one) => one.measure,
        ),
      )
    expect(await names('')).toEqual(
      new Set(['AP', 'RR', 'nDCG@10', 'R@1', 'R@10', 'R@100', 'Success@1', 'RankDistance']),
    )
    expect(await names('-m mAP,AP -m RR')).toEqual(new Set(['AP', 'RR']))
  })

  test('hands the encoder its prompts', async () => {
    expect((await evaluated('-m AP --query-prompt q: --document-prompt p:')).flags.prompts).toEqual({
      query: 'q:',
      document: 'p:',
    })
  })

  test.each([
    ['--languages xx', /xx/],
    ['-m Perfection', /Perfection/],
    ['--dataset squad', /Allowed choices are xquad-r/],
  ])('refuses %s', async (line, message) => {
    await expect(evaluated(line)).rejects.toThrow(message)
  })
})
