import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { outsideData } from '../../fixtures/outside-data.ts'
import type { Dataset } from './dataset.ts'
import { xquadR } from './xquad-r.ts'

// Megabytes of JSON are parsed: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

interface Small {
  readonly context: string
  readonly sentences: readonly string[]
  readonly sentence_breaks: readonly (readonly number[])[]
  readonly qas: readonly { id: string; question: string; answers: { answer_start: number; text: string }[] }[]
}

const english: Small = {
  context: 'Ann ran.\nBob sat.',
  sentences: ['Ann ran.', 'Bob sat.'],
  sentence_breaks: [
    [0, 8],
    [9, 17],
  ],
  qas: [{ id: 'q1', question: 'Who sat?', answers: [{ answer_start: 9, text: 'Bob' }] }],
}
const german: Small = {
  context: 'Bob saß, Ann lief.',
  sentences: ['Bob saß, Ann lief.'],
  sentence_breaks: [[0, 18]],
  qas: [{ id: 'q1', question: 'Wer saß?', answers: [{ answer_start: 0, text: 'Bob' }] }],
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xquad-r-'))
})
afterAll(() => rm(folder, { recursive: true }))
const write = (language: string, paragraphs: readonly Small[]): Promise<void> =>
  writeFile(join(folder, `${language}.json`), JSON.stringify({ data: [{ paragraphs }] }))
beforeEach(async () => {
  await write('en', [english])
  await write('de', [german])
})
const languages = ['en', 'de']

describe('xquadR', () => {
  test('makes every sentence a candidate, and the answers of all languages relevant', async () => {
    expect(await xquadR(folder, { languages })).toEqual({
      name: 'xquad-r',
      revision: 'local',
      hash: expect.any(String),
      languages,
      queries: [
        { id: 'en:q1', language: 'en', text: 'Who sat?', concept: 'q1' },
        { id: 'de:q1', language: 'de', text: 'Wer saß?', concept: 'q1' },
      ],
      documents: [
        { id: 'en:0:0', language: 'en', text: 'Ann ran.' },
        { id: 'en:0:1', language: 'en', text: 'Bob sat.' },
        { id: 'de:0:0', language: 'de', text: 'Bob saß, Ann lief.' },
      ],
      qrels: new Map(['en:q1', 'de:q1'].map((id) => [id, new Map(Object.entries({ 'en:0:1': 1, 'de:0:0': 1 }))])),
    })
  })
  test('joins sentence and context without line ends on request, under another name and hash', async () => {
    const withContext = await xquadR(folder, { languages, candidate: 'sentence+context' })
    expect(withContext.documents[1]!.text).toBe('Bob sat.Ann ran.Bob sat.')
    expect(withContext.name).toBe('xquad-r (sentence+context)')
    expect(withContext.hash).not.toBe((await xquadR(folder, { languages })).hash)
  })
  test('numbers paragraphs through the file', async () => {
    const second = { ...english, qas: [{ ...english.qas[0]!, id: 'q2' }] }
    await write('en', [english, second])
    const { documents, qrels } = await xquadR(folder, { languages: ['en'] })
    expect(documents.map(({ id }) => id)).toEqual(['en:0:0', 'en:0:1', 'en:1:0', 'en:1:1'])
    expect(qrels.get('en:q2')).toEqual(new Map([['en:1:1', 1]]))
  })
})

describe('xquadR rejects', () => {
  const load = (): Promise<Dataset> => xquadR(folder, { languages })
  test.each([
    ['an unknown language', ['en', 'fr'], 'must be one of ar, de, el, en, es, hi, ru, th, tr, vi, zh; got "fr"'],
    ['a path for a language', ['../en'], 'got "../en"'],
    ['no language', [], 'there must be at least one language'],
    ['a language twice', ['en', 'en'], 'languages must differ'],
  ])('%s', async (_, given, message) => {
    await expect(xquadR(folder, { languages: given })).rejects.toThrow(message)
  })
  test('an unknown candidate', async () => {
    await expect(xquadR(folder, { candidate: 'paragraph' as 'sentence' })).rejects.toThrow("got 'paragraph'")
  })
  test('a folder without the file, saying where to fetch it', async () => {
    await expect(xquadR(folder, { languages: ['en', 'zh'] })).rejects.toThrow(
      /zh\.json must be readable.*google-research-datasets\/lareqa/,
    )
  })
  test('bytes that are not UTF-8', async () => {
    await writeFile(join(folder, 'de.json'), Uint8Array.of(0x22, 0xff, 0x22))
    await expect(load()).rejects.toThrow(/de\.json: the file must be UTF-8/)
  })
  test('JSON cut off', async () => {
    await writeFile(join(folder, 'de.json'), '{"data": [\n')
    await expect(load()).rejects.toThrow(/de\.json:2:1: the text must be JSON; the text ends here/)
  })
  test('a question that one language lacks, naming its place in the other', async () => {
    await write('de', [{ ...german, qas: [{ ...german.qas[0]!, id: 'other' }] }])
    await expect(load()).rejects.toThrow(
      /de\.json: every question must be in every language; got none with the id "q1", which is at .*en\.json: \$\.data\[0\]\.paragraphs\[0\]\.qas\[0\]/,
    )
  })
  test('a question that only a later language has', async () => {
    await write('de', [{ ...german, qas: [german.qas[0]!, { ...german.qas[0]!, id: 'q2' }] }])
    await expect(load()).rejects.toThrow(/en\.json: every question.*"q2"/)
  })
  test('a question id used twice', async () => {
    await write('en', [{ ...english, qas: [english.qas[0]!, english.qas[0]!] }])
    await expect(load()).rejects.toThrow(
      /en\.json: .*qas\[1\]: query ids must be unique; got "en:q1"\. It was used at .*qas\[0\]/,
    )
  })
  test('a blank question', async () => {
    await write('en', [{ ...english, qas: [{ ...english.qas[0]!, question: '\u200f' }] }])
    await expect(load()).rejects.toThrow(/en\.json: .*qas\[0\]: text of query "en:q1" must be a text one can read/)
  })
  test('a blank sentence', async () => {
    await write('en', [{ ...english, sentences: ['Ann ran.', ' '] }])
    await expect(load()).rejects.toThrow(
      /en\.json: \$\.data\[0\]\.paragraphs\[0\]\.sentences\[1\]: text of document "en:0:1"/,
    )
  })
})

const data = outsideData('VITEST_RETRIEVAL_DATA', 'xquad-r')

describe('xquadR on the published files', () => {
  test('holds the published counts of questions and candidates', async ({ skip }) => {
    skip(Boolean(data.absent), data.absent)
    const { revision, queries, documents, qrels } = await xquadR(data.path())
    const count = (of: readonly { language: string }[]): object =>
      Object.fromEntries(
        Object.entries(Object.groupBy(of, ({ language }) => language)).map(([key, all]) => [key, all!.length]),
      )
    expect(revision).toBe('9bc8c7f')
    // Candidates: the table in the LAReQA repository's README.
    expect(count(documents)).toEqual({
      ar: 1222,
      de: 1276,
      el: 1234,
      en: 1180,
      es: 1215,
      hi: 1244,
      ru: 1219,
      th: 852,
      tr: 1167,
      vi: 1209,
      zh: 1196,
    })
    expect(Object.values(count(queries))).toEqual(Array(11).fill(1190))
    expect(new Set([...qrels.values()].map((grades) => grades.size))).toEqual(new Set([11]))
  })
})
