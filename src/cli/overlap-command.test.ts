import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { outsideData } from '../../fixtures/outside-data.ts'
import type { Output } from './output.ts'
import { program } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitest-retrieval-overlap-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (name: string): string => join(folder, name)

const write = (name: string, entries: readonly object[]): void =>
  writeFileSync(at(name), entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))

beforeAll(() => {
  const texts = {
    en: ['Who ran the whole way home yesterday?', 'Ann ran.', 'Bob sat.'],
    de: ['Wer lief gestern den ganzen Weg heim?', 'Ann lief.', 'Bob saß.'],
  }
  for (const [language, [question, first, second]] of Object.entries(texts)) {
    const breaks = [
      [0, first!.length],
      [first!.length + 1, first!.length + 1 + second!.length],
    ]
    const qas = [{ id: 'q', question, answers: [{ answer_start: 0, text: '' }] }]
    const paragraph = { context: `${first} ${second}`, sentences: [first, second], sentence_breaks: breaks, qas }
    writeFileSync(at(`${language}.json`), JSON.stringify({ data: [{ paragraphs: [paragraph] }] }))
  }
  const common = { concept: 'a', language: 'en' }
  write('near.jsonl', [{ ...common, anchor: 'Who ran the whole way home yesterday, then?', positive: 'Bob sat!' }])
  write('document.jsonl', [{ ...common, anchor: 'What did Bob do?', positive: 'Bob sat.' }])
  write('concept.jsonl', [{ ...common, concept: 'q', anchor: 'Where to?', positive: 'Home.' }])
  for (const name of ['other.jsonl', 'xquad-r-train.jsonl'])
    write(name, [{ ...common, anchor: 'Where to?', positive: 'Home.' }])
})

const overlapped = (training: string, ...line: string[]): Promise<Output> =>
  run(at(training), '--data', folder, '--languages', 'en,de', ...line)

async function run(training: string, ...line: string[]): Promise<Output> {
  let output: Output | undefined
  const all = program({
    screen: { width: 80, colour: false },
    finish: (_, found) => {
      output = found
    },
  })
  const given = ['--training', training, '--dataset', 'xquad-r', ...line]
  await all.parseAsync(['overlap', ...given], { from: 'user' })
  return output!
}

const zeroShot = 'Zero-shot as far as these pairs go.'

describe('vitest-retrieval overlap', () => {
  test('prints what each language was seen of, with examples', async () => {
    const { text, warnings, failed } = await overlapped('near.jsonl', '--threshold', '0.7')
    expect(text).toBe(
      [
        'language  queries  exact  near  documents  exact  near',
        'en              1      0     1          2      1     0',
        'de              1      0     0          2      0     0',
        'total           2      0     1          4      1     0',
        '',
        '1 pair of near.jsonl (local), held against xquad-r (local); near: similarity of 0.7 or more.',
        'Languages that the pairs have: en; that they lack: de.',
        '',
        '  query en:q “Who ran the whole way home yesterday?” ≈ .89 anchor of a (en) “Who ran the whole way home yesterday, then?”',
        '  document en:0:1 “Bob sat.” = positive of a (en)',
        '',
      ].join('\n'),
    )
    expect([warnings, failed]).toEqual([[], false])
  })
  test('says that a result is zero-shot where no question and no concept was seen', async () => {
    expect((await overlapped('other.jsonl')).text).toContain(`lack: de.\n${zeroShot}\n`)
    expect((await overlapped('document.jsonl')).text).toContain(zeroShot)
    expect((await overlapped('near.jsonl')).text).not.toContain('ero-shot')
    const { text } = await overlapped('concept.jsonl')
    expect(text).toContain('1 of 1 concept ids stand in the pairs too, as q.\n')
    expect(text).not.toContain('ero-shot')
  })
  test('says nothing of zero-shot where the pairs are named as a part of the same data', async () => {
    const { text } = await overlapped('xquad-r-train.jsonl')
    expect(text).toContain('The pairs are a part of the same data set.\n')
    expect(text).not.toContain('ero-shot')
  })
  test('fails on a text that was seen, be it a document, where that is asked for', async () => {
    expect((await overlapped('document.jsonl', '--fail-on-overlap')).failed).toBe(true)
    expect((await overlapped('near.jsonl', '--fail-on-overlap', '--threshold', '0.7')).failed).toBe(true)
    expect((await overlapped('other.jsonl', '--fail-on-overlap')).failed).toBe(false)
    expect((await overlapped('document.jsonl')).failed).toBe(false)
  })
  test('prints JSON with everything that was found', async () => {
    const found = JSON.parse((await overlapped('document.jsonl', '--format', 'json')).text)
    expect(found).toMatchObject({
      training: { name: 'document.jsonl' },
      evaluation: { name: 'xquad-r', revision: 'local' },
      languages: { seen: ['en'], unseen: ['de'] },
      concepts: { evaluated: 1, shared: 0 },
      ...{ threshold: 0.8, zeroShot: true, sameData: false, warnings: [] },
    })
    expect(found.counts[2]).toMatchObject({ role: 'document', language: 'en', texts: 2, exact: 1, near: 0 })
  })
  test.each([
    ['a threshold above 1', ['--threshold', '2'], 'the threshold must be in [0.1, 1]; got 2.'],
    ['a format that it does not know', ['--training-format', 'csv'], 'Allowed choices are pairs, squad, sentences.'],
    ['an option of another data set', ['--subset', 'en'], '--subset is for mteb; got en for xquad-r.'],
  ])('refuses %s', async (_, line, message) => {
    await expect(overlapped('other.jsonl', ...line)).rejects.toThrow(message)
  })
})

const data = outsideData('VITEST_RETRIEVAL_DATA', 'xquad-r')

describe.skipIf(data.absent)(data.absent ?? 'vitest-retrieval overlap of XQuAD-R', () => {
  test('finds every English question where English is trained on', async () => {
    const { text } = await run(`en=${data.path('en.json')}`, '--data', data.path(), '--languages', 'de,en')
    expect(text).toMatch(/^en {10}1,190 {2}1,190 {5}0/m)
  })
})
