import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { fc, test as property } from '@fast-check/vitest'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { outsideData } from '../../fixtures/outside-data.ts'
import { squadPairs } from './squad-pairs.ts'
import { xquadRSplit } from './xquad-r-split.ts'

vi.setConfig({ testTimeout: 60_000 })

const folder = mkdtempSync(join(tmpdir(), 'squad-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
function fileOf(content: string | Uint8Array): string {
  const file = join(folder, `${++files}.json`)
  writeFileSync(file, content)
  return file
}

/** A question on a context; the answer's offset is counted in code points, as Python does. */
const question = (id: string, context: string, answer: string): object => ({
  id,
  question: `${id}?`,
  answers: [{ text: answer, answer_start: [...context.slice(0, context.indexOf(answer))].length }],
})
const squad = (...paragraphs: readonly (readonly [context: string, ...qas: object[]])[]): string =>
  JSON.stringify(
    { version: '1.1', data: [{ title: 't', paragraphs: paragraphs.map(([context, ...qas]) => ({ context, qas })) }] },
    null,
    1,
  )

const english = 'Ann ran. Bob sat in the sun. Eve left.'
const german = 'Bob saß in der Sonne. Anna lief, Eva ging.'
const en = squad([
  english,
  question('who', english, 'Bob'),
  question('where', english, 'the sun'),
  question('left', english, 'Eve'),
])
const de = squad([german, question('who', german, 'Bob'), question('left', german, 'Eva')])

describe('squadPairs', () => {
  test('joins translations by id, and groups the questions that one sentence answers', async () => {
    const { name, revision, languages, pairs } = await squadPairs({ en: fileOf(en), de: fileOf(de) })
    expect([name, revision, languages]).toEqual(['squad', 'local', ['en', 'de']])
    expect(pairs).toEqual([
      {
        concept: 'who',
        group: 'who',
        translations: {
          en: { anchor: 'who?', positive: 'Bob sat in the sun.' },
          de: { anchor: 'who?', positive: 'Bob saß in der Sonne.' },
        },
      },
      {
        concept: 'where',
        group: 'who',
        translations: { en: { anchor: 'where?', positive: 'Bob sat in the sun.' } },
      },
      {
        concept: 'left',
        group: 'left',
        translations: {
          en: { anchor: 'left?', positive: 'Eve left.' },
          de: { anchor: 'left?', positive: 'Anna lief, Eva ging.' },
        },
      },
    ])
  })
  test('takes whole paragraphs on request, all their questions in one group', async () => {
    const { pairs } = await squadPairs({ en: fileOf(en), de: fileOf(de) }, { positive: 'paragraph' })
    expect(pairs.map(({ group, translations }) => [group, translations['en']!.positive])).toEqual(
      Array(3).fill(['who', english]),
    )
  })
  test('reads gzip, line ends of Windows and a byte-order mark alike', async () => {
    const plain = await squadPairs({ en: fileOf(en) })
    const other = await squadPairs({ en: fileOf(gzipSync(`\ufeff${en.replaceAll('\n', '\r\n')}`)) })
    expect(other.hash).toBe(plain.hash)
  })
  test('leaves out what SQuAD 2.0 marks as impossible', async () => {
    const impossible = { id: 'no', question: 'Who slept?', answers: [], is_impossible: true, plausible_answers: [] }
    const { pairs } = await squadPairs({ en: fileOf(squad([english, impossible, question('who', english, 'Bob')])) })
    expect(pairs.map(({ concept }) => concept)).toEqual(['who'])
  })
  test('groups the questions of a paragraph that comes twice', async () => {
    const twice = squad([english, question('who', english, 'Bob')], [english, question('where', english, 'sun')])
    const { pairs } = await squadPairs({ en: fileOf(twice) })
    expect(pairs.map(({ group }) => group)).toEqual(['who', 'who'])
  })

  const word = fc.constantFrom('sun', 'Haus', '🧺', '海', 'é', '𝔸')
  property.prop([fc.array(fc.array(word, { minLength: 1 }), { minLength: 1 }), fc.nat()])(
    'finds the sentence by code points, whatever stands before it',
    async (sentences, pick) => {
      const texts = sentences.map((words, index) => `A${words.join(' ')} b${index}.`)
      const at = pick % texts.length
      const context = texts.join(' ')
      const file = fileOf(squad([context, question('q', context, `b${at}.`)]))
      const { pairs } = await squadPairs({ en: file })
      expect(pairs[0]!.translations['en']!.positive).toBe(texts[at])
    },
  )
})

describe('squadPairs rejects, naming the place,', () => {
  const load = (content: string | Uint8Array, language = 'en') => squadPairs({ [language]: fileOf(content) })
  test('an id twice in a file', async () => {
    const twice = squad([english, question('who', english, 'Bob'), question('who', english, 'Ann')])
    await expect(load(twice)).rejects.toThrow(/qas\[1\]: question ids must be unique; got "who".*qas\[0\]/)
  })
  test.each([
    ['does not stand at its offset', 5],
    ['begins before the context', -1],
    ['begins past the context', 99],
  ])('an answer that %s', async (_, answer_start) => {
    const wrong = { id: 'who', question: 'Who?', answers: [{ text: 'Bob', answer_start }] }
    await expect(load(squad([english, wrong]))).rejects.toThrow(
      /qas\[0\]\.answers\[0\]: an answer must stand at its offset, in code points; got "Bob", and at/,
    )
    // Whole paragraphs need no offset.
    const { pairs } = await squadPairs({ en: fileOf(squad([english, wrong])) }, { positive: 'paragraph' })
    expect(pairs).toHaveLength(1)
  })
  test('a question without an answer that is not marked so', async () => {
    await expect(load(squad([english, { id: 'who', question: 'Who?', answers: [] }]))).rejects.toThrow(
      /qas\[0\]\.answers: a question must have an answer; got \[\]/,
    )
  })
  test('a question that cannot be read', async () => {
    await expect(load(squad([english, { ...question('who', english, 'Bob'), question: ' ' }]))).rejects.toThrow(
      /qas\[0\]: en anchor of "who" must be a text one can read/,
    )
  })
  test('gzip that breaks off', async () => {
    await expect(load(gzipSync(en).subarray(0, 40))).rejects.toThrow(/\.json: the gzip data must be whole/)
  })
  test('bytes that are not UTF-8, and a file that is not there', async () => {
    await expect(load(Uint8Array.of(0x22, 0xff, 0x22))).rejects.toThrow(/\.json: the file must be UTF-8/)
    await expect(squadPairs({ en: join(folder, 'none.json') })).rejects.toThrow(/none\.json: the file must be readable/)
  })
  test('a language whose sentences cannot be cut', async () => {
    await expect(load(en, 'zh_CN')).rejects.toThrow(/BCP 47 language.*got "zh_CN"/)
  })
  test('an unknown positive', async () => {
    await expect(squadPairs({ en: fileOf(en) }, { positive: 'answer' as 'sentence' })).rejects.toThrow(
      "squadPairs: positive must be 'sentence' or 'paragraph'; got 'answer'",
    )
  })
})

const data = outsideData('VITEST_RETRIEVAL_DATA', 'xquad-r')

describe('squadPairs on the files of XQuAD-R', () => {
  // Their sentences were cut by another program, which is why not all agree.
  test('mostly cuts the sentences that XQuAD-R holds', async ({ skip }) => {
    skip(Boolean(data.absent), data.absent)
    const languages = ['de', 'en', 'zh']
    const { training } = await xquadRSplit(data.path(), { languages })
    const { pairs } = await squadPairs(Object.fromEntries(languages.map((l) => [l, data.path(`${l}.json`)])))
    expect(pairs).toHaveLength(1190)
    const cut = new Map(pairs.map(({ concept, translations }) => [concept, translations]))
    for (const language of languages) {
      const same = training.pairs.filter(
        ({ concept, translations }) =>
          cut.get(concept)![language]!.positive === translations[language]!.positive.trim(),
      )
      expect(same.length / training.pairs.length).toBeGreaterThan(0.9)
    }
  })
})
