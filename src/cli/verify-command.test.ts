import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { outsideData } from '../../fixtures/outside-data.ts'
import { beir } from '../datasets/beir.ts'
import { writeBeir } from '../datasets/beir-write.ts'
import type { Output } from './output.ts'
import { program } from './program.ts'

// Megabytes of JSON are parsed: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const folder = mkdtempSync(join(tmpdir(), 'vitest-retrieval-verify-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (language: string): string => join(folder, `${language}.json`)

const verified = (...line: string[]): Promise<Output> => run('xquad-r', '--data', folder, ...line)

async function run(...line: string[]): Promise<Output> {
  let output: Output | undefined
  const all = program({
    screen: { width: 80, colour: false },
    finish: (_, found) => {
      output = found
    },
  })
  await all.parseAsync(['verify', ...line], { from: 'user' })
  return output!
}

/** A question in a language, answered by the first of two sentences. */
function small(language: string, sentences: readonly [string, string]): void {
  const [first, second] = sentences.map(({ length }) => length) as [number, number]
  const breaks = [
    [0, first],
    [first + 1, first + 1 + second],
  ]
  const qas = [{ id: 'q', question: `${sentences[0]}?`, answers: [{ answer_start: 0, text: '' }] }]
  const paragraphs = [{ context: sentences.join(' '), sentences, sentence_breaks: breaks, qas }]
  writeFileSync(at(language), JSON.stringify({ data: [{ paragraphs }] }))
}

describe('vitest-retrieval verify', () => {
  beforeEach(() => {
    small('en', ['Ann ran.', 'Bob sat.'])
    small('de', ['Ann lief.', 'Bob saÃŸ.'])
  })

  test('prints what each language holds, and warns of what is suspicious', async () => {
    const { text, warnings, failed } = await verified('--languages', 'en,de', '--local')
    expect(text).toMatch(
      /^language {2}queries {2}documents {2}judgements\nen {14}1 {10}2 {11}2\nde {14}1 {10}2 {11}2\ntotal {11}2 {10}4 {11}4\n\nxquad-r \(local\), content [0-9a-f]{12}\.\n$/,
    )
    expect(warnings).toEqual([
      'Files are not the published ones: revision local.',
      'de: documents with signs of a wrong decoding: 1 of 2\n  de:0:1 “Bob saÃŸ.”',
    ])
    expect(failed).toBe(false)
  })
  test('prints all of it as JSON, warnings included', async () => {
    const { text, warnings } = await verified('--languages', 'en,de', '--local', '--format', 'json')
    const counts = { queries: 1, documents: 2, judgements: 2 }
    expect(JSON.parse(text)).toEqual({
      dataset: { name: 'xquad-r', revision: 'local', hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      counts: { total: { queries: 2, documents: 4, judgements: 4 }, perLanguage: { en: counts, de: counts } },
      warnings: [expect.objectContaining({ check: 'encoding', language: 'de', count: 1 })],
    })
    expect(warnings).toEqual([])
  })
  test('refuses files of another origin under the published name', async () => {
    await expect(verified('--languages', 'en,de')).rejects.toThrow(
      /en\.json: the file must be the published one \(9bc8c7f\), byte for byte; got a difference in bytes 0 to \d+, from \$ on\. /,
    )
  })
  test('refuses a file of MLQA-R that is not the published one, and says which', async () => {
    await expect(run('mlqa-r', '--data', folder, '--languages', 'de,en')).rejects.toThrow(
      `${at('de')}: the file must be the published one (354d67d), byte for byte; got another. Fetch it again`,
    )
    const { text, warnings } = await run('mlqa-r', '--data', folder, '--languages', 'de,en', '--local')
    expect(text).toContain('mlqa-r (local), content')
    expect(warnings[0]).toBe('Files are not the published ones: revision local.')
  })
  test('refuses a file in the script of another language, with examples', async () => {
    small('ar', ['Ann ran.', 'Bob sat.'])
    await expect(verified('--languages', 'en,ar', '--local')).rejects.toThrow(
      /cannot be used\.\nar: queries in another script: 1 of 1 \(0 % .*\n {2}ar:q “Ann ran\.\?”\nar: documents in another script: 2 of 2/,
    )
  })
  test('refuses a data set that it does not know', async () => {
    await expect(run('x', '--data', folder)).rejects.toThrow(
      "value 'x' is invalid for argument 'dataset'. Allowed choices are xquad-r, mlqa-r, miracl, beir, mteb, cldr-emoji.",
    )
  })
})

describe('vitest-retrieval verify beir', () => {
  const place = join(folder, 'beir')
  const lines = (name: string, entries: readonly object[]): void =>
    writeFileSync(join(place, name), entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
  const qrels = (...rows: string[]): void =>
    writeFileSync(join(place, 'qrels', 'test.tsv'), ['query-id\tcorpus-id\tscore', ...rows, ''].join('\n'))
  beforeEach(() => {
    rmSync(place, { recursive: true, force: true })
    mkdirSync(join(place, 'qrels'), { recursive: true })
    lines('corpus.jsonl', [
      { _id: 'd1', title: 'Ann', text: 'ran.' },
      { _id: 'd2', title: '', text: 'Ann ran.' },
    ])
    lines('queries.jsonl', [{ _id: 'q1', text: 'Who ran?' }])
    qrels('q1\td1\t1')
  })
  const verifiedFolder = (...line: string[]): Promise<Output> => run('beir', '--data', place, ...line)

  test('prints what the folder holds, and the twin that makes a false negative', async () => {
    const { text, warnings } = await verifiedFolder('--languages', 'en')
    expect(text).toContain('en              1          2           1\n')
    expect(warnings).toEqual([
      "en: documents that repeat another's text: 1 of 2 (false negatives for 1 query)\n  d2 = d1 “Ann ran.”",
    ])
  })
  test('finds the same where documents are streamed', async () => {
    expect(await verifiedFolder('--languages', 'en', '--streamed')).toEqual(await verifiedFolder('--languages', 'en'))
  })
  test('refuses a judgement of an unknown document with its line', async () => {
    qrels('q1\td1\t1', 'q1\td9\t1')
    await expect(verifiedFolder('--languages', 'en')).rejects.toThrow(
      /test\.tsv:3: a judgement must name a known document; got "d9"/,
    )
  })
  test('refuses a folder that was written by this package and changed since', async () => {
    const written = await beir(place, { language: 'en' })
    rmSync(place, { recursive: true })
    await writeBeir(written, place)
    expect((await verifiedFolder()).text).toContain(written.hash.slice(0, 12))
    writeFileSync(
      join(place, 'queries.jsonl'),
      readFileSync(join(place, 'queries.jsonl'), 'utf8').replace('Who', 'Why'),
    )
    await expect(verifiedFolder()).rejects.toThrow(
      new RegExp(
        `vitest_retrieval\\.json: the content must be what was written with it, of hash ${written.hash.slice(0, 12)}`,
      ),
    )
    expect((await verifiedFolder('--local')).text).toContain('(local)')
  })
  test('refuses options that make no sense', async () => {
    await expect(verifiedFolder('--languages', 'en,de')).rejects.toThrow('--languages of beir must be the one')
    await expect(verified('--split', 'dev')).rejects.toThrow(
      '--split is for miracl, beir, mteb, cldr-emoji; got dev for xquad-r.',
    )
  })
})

const data = outsideData('VITEST_RETRIEVAL_DATA', 'xquad-r')

describe.skipIf(data.absent)('vitest-retrieval verify of XQuAD-R', () => {
  const languages = ['de', 'en', 'es']
  const few = ['--languages', languages.join()]
  const bytesOf = (language: string): Buffer => readFileSync(data.path(`${language}.json`))
  beforeEach(() => {
    for (const language of languages) copyFileSync(data.path(`${language}.json`), at(language))
  })

  test('passes the published files', async () => {
    const { text, warnings } = await verified(...few)
    expect(text).toContain('total       3,570      3,671      10,710\n\nxquad-r (9bc8c7f)')
    expect(warnings).toEqual([])
  })
  test.each([
    ['a letter of a question', 300_154, 'bytes 294,912 to 311,295, from $.data[19].paragraphs[3].qas[0].question on'],
    ['the last letter', 732_153, 'bytes 720,896 to 732,155, from $.data[47].'],
  ])('refuses one damaged byte in %s, with file and place', async (_, offset, place) => {
    const bytes = bytesOf('de')
    bytes[offset] = 0x58
    writeFileSync(at('de'), bytes)
    await expect(verified(...few)).rejects.toThrow(
      `${at('de')}: the file must be the published one (9bc8c7f), byte for byte; got a difference in ${place}`,
    )
  })
  test('refuses a damaged byte that is no UTF-8, and one that is no JSON, with its place', async () => {
    const bytes = bytesOf('de')
    bytes[9] = 0x58
    writeFileSync(at('de'), bytes)
    await expect(verified(...few)).rejects.toThrow(`${at('de')}:1:10: the text must be JSON; got "X`)
  })
  test('refuses a swapped language file, and says which it is', async () => {
    writeFileSync(at('de'), bytesOf('es'))
    writeFileSync(at('es'), bytesOf('de'))
    await expect(verified(...few)).rejects.toThrow(
      `${at('de')}: the file must be the published one (9bc8c7f), byte for byte; got the published es.json.`,
    )
  })
  test('refuses a language file that stands there twice even as a version of one’s own', async () => {
    writeFileSync(at('es'), bytesOf('en'))
    await expect(verified(...few, '--local')).rejects.toThrow(
      /es: long queries that stand in en too, word for word: (\d+) of \1\n.*es: long documents that stand in en too, word for word: ([\d,]+) of \2\n/s,
    )
  })

  interface Lareqa {
    readonly data: { readonly paragraphs: { readonly qas: { id: string }[] }[] }[]
  }
  const edit = (language: string, change: (questions: { id: string }[]) => void): void => {
    const content = JSON.parse(bytesOf(language).toString()) as Lareqa
    change(content.data[2]!.paragraphs[1]!.qas)
    writeFileSync(at(language), JSON.stringify(content))
  }
  test('refuses a dropped question, with the file and its place in another', async () => {
    edit('en', (questions) => questions.splice(1, 1))
    await expect(verified(...few)).rejects.toThrow(
      /en\.json: every question must be in every language; .*de\.json: \$\.data\[2\]\.paragraphs\[1\]\.qas\[1\]/,
    )
  })
  test('refuses a dropped question of a language alone, by the bytes', async () => {
    edit('en', (questions) => questions.splice(1, 1))
    await expect(verified('--languages', 'en')).rejects.toThrow(
      /en\.json: the file must be the published one .* a difference in bytes/,
    )
  })
  test('refuses a duplicated id, with both places', async () => {
    edit('en', (questions) => questions.push({ ...questions[0]! }))
    await expect(verified(...few)).rejects.toThrow(
      /en\.json: \$\.data\[2\]\.paragraphs\[1\]\.qas\[\d+\]: query ids must be unique; got "en:\w+"\. It was used at .*en\.json: \$\.data\[2\]\.paragraphs\[1\]\.qas\[0\]/,
    )
  })
})
