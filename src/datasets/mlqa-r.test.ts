import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { outsideData } from '../../fixtures/outside-data.ts'
import { evaluate } from '../evaluation/evaluate.ts'
import { matrix, unitRows } from '../matrix.ts'
import { averagePrecision } from '../metrics/average-precision.ts'
import { answerableQueries } from './answerable-queries.ts'
import { mlqaR, mlqaRLanguages } from './mlqa-r.ts'

// Megabytes of JSON are parsed: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

/** One article of one paragraph, as the published files write it. */
const article = (context: string, qas: readonly [id: string, question: string, start: number][]): object => {
  const end = context.indexOf('.') + 1
  return {
    title: 'Kirguistán',
    paragraphs: [
      {
        context,
        qas: qas.map(([id, question, answer_start]) => ({ question, answers: [{ text: '…', answer_start }], id })),
        sentence_breaks: [
          [0, end],
          [end + 1, context.length],
        ],
        sentences: [context.slice(0, end), context.slice(end + 1)],
      },
    ],
  }
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mlqa-r-'))
  const write = (language: string, ...data: readonly object[]): Promise<void> =>
    writeFile(join(folder, `${language}.json`), JSON.stringify({ version: 1.0, data }))
  await write(
    'en',
    article('Ann ran. Bob sat.', [['a', 'Who ran?', 0]]),
    article('It rained. Eve left.', [['b', 'Who left?', 11]]),
  )
  await write('de', article('Anna lief. Bob saß.', [['a', 'Wer lief?', 0]]))
  await write('es', article('Llovió. Eva salió.', [['b', '¿Quién salió?', 8]]))
})
afterAll(() => rm(folder, { recursive: true }))
const languages = ['en', 'de', 'es']
const load = () => mlqaR(folder, { languages })
const objectOf = (counts: ReadonlyMap<string, ReadonlyMap<string, number>>): object =>
  Object.fromEntries([...counts].map(([language, of]) => [language, Object.fromEntries(of)]))

describe('mlqaR', () => {
  test('judges the sentences of the languages that have the question, and of no other', async () => {
    const { name, revision, queries, documents, qrels } = await load()
    expect([name, revision]).toEqual(['mlqa-r', 'local'])
    expect(queries.map(({ id }) => id)).toEqual(['en:a', 'en:b', 'de:a', 'es:b'])
    expect(documents).toHaveLength(8)
    const judged = [...qrels].map(([query, grades]) => [query, ...grades.keys()])
    expect(judged).toEqual([
      ['en:a', 'en:0:0', 'de:0:0'],
      ['en:b', 'en:1:1', 'es:0:1'],
      ['de:a', 'en:0:0', 'de:0:0'],
      ['es:b', 'en:1:1', 'es:0:1'],
    ])
  })
  test('takes questions whose answer is only in their own language', async () => {
    const { qrels } = await mlqaR(folder, { languages: ['de', 'es'] })
    expect([...qrels.values()].map(({ size }) => size)).toEqual([1, 1])
  })
  test('joins sentence and context on request, under another name', async () => {
    const { name, documents } = await mlqaR(folder, { languages: ['de'], candidate: 'sentence+context' })
    expect([name, documents[1]!.text]).toEqual(['mlqa-r (sentence+context)', 'Bob saß.Anna lief. Bob saß.'])
  })
  test('has the seven languages of MLQA', () => {
    expect(mlqaRLanguages).toEqual(['ar', 'de', 'en', 'es', 'hi', 'vi', 'zh'])
  })
})

describe('a question that a language lacks', () => {
  test('is not counted as answerable there', async () => {
    expect(objectOf(answerableQueries(await load()))).toEqual({
      en: { en: 2, de: 1, es: 1 },
      de: { en: 1, de: 1, es: 0 },
      es: { en: 1, de: 0, es: 1 },
    })
  })
  test('is left out of that pair by evaluate, not scored 0', async () => {
    const dataset = await load()
    // Every answer is the query's own vector, everything else is orthogonal: all that is searched is found.
    const axes = { a: [1, 0, 0], b: [0, 1, 0] } as const
    const answers = new Map(
      dataset.queries.flatMap(({ id, concept }) =>
        Array.from(dataset.qrels.get(id)!.keys(), (document) => [document, concept]),
      ),
    )
    const rows = (vectors: readonly (readonly number[])[]) =>
      unitRows(matrix(vectors.length, 3, Float32Array.from(vectors.flat())))
    const { scores } = await evaluate({
      dataset,
      queries: rows(dataset.queries.map(({ concept }) => axes[concept as 'a'])),
      documents: rows(dataset.documents.map(({ id }) => axes[answers.get(id) as 'a'] ?? [0, 0, 1])),
      measures: [averagePrecision()],
    })
    const across = scores.find(({ setting }) => setting === 'cross-lingual')!
    expect(across.value).toBe(1)
    expect(objectOf(across.perPair!)).toEqual({ en: { de: 1, es: 1 }, de: { en: 1 }, es: { en: 1 } })
  })
})

describe('mlqaR rejects', () => {
  test('a language of XQuAD-R alone', async () => {
    await expect(mlqaR(folder, { languages: ['el'] })).rejects.toThrow(
      'mlqaR: a language must be one of ar, de, en, es, hi, vi, zh; got "el"',
    )
  })
  test('a folder without the file, saying at which commit it is found', async () => {
    await expect(mlqaR(folder)).rejects.toThrow(/mlqaR: .*\.json must be readable.*commit 354d67d/)
  })
  test('an unknown candidate', async () => {
    await expect(mlqaR(folder, { candidate: 'paragraph' as 'sentence' })).rejects.toThrow(
      "mlqaR: candidate must be 'sentence' or 'sentence+context'; got 'paragraph'",
    )
  })
})

const data = outsideData('VITEST_RETRIEVAL_DATA', 'mlqa-r')

describe('mlqaR on the published files', () => {
  test('holds the published counts of questions and candidates', async ({ skip }) => {
    skip(Boolean(data.absent), data.absent)
    const { revision, queries, documents } = await mlqaR(data.path())
    expect(revision).toBe('354d67d')
    expect([queries.length, documents.length]).toEqual([4199, 20_534])
    expect(new Set(queries.map(({ concept }) => concept)).size).toBe(1148)
  })
  test('answers as many questions in each pair of languages as were counted apart', async ({ skip }) => {
    skip(Boolean(data.absent), data.absent)
    const counts = answerableQueries(await mlqaR(data.path()))
    expect([...counts.get('en')!.values()]).toEqual([517, 512, 1148, 500, 507, 511, 504])
    expect([...counts.get('es')!.values()]).toEqual([161, 196, 500, 500, 187, 189, 161])
  })
})
