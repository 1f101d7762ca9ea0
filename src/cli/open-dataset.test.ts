import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isStreamed } from '../datasets/document-stream.ts'
import type { DatasetFlags, DatasetName } from './dataset-option.ts'
import { openDataset, openHeldDataset } from './open-dataset.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitest-retrieval-data-sets-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, ...lines: readonly (string | object)[]): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('')
  writeFileSync(join(folder, name), text)
}

beforeAll(() => {
  const context = 'Ann ran. Bob sat.'
  const breaks = [
    [0, 8],
    [9, 17],
  ]
  const qas = [{ id: 'q', question: 'Who ran?', answers: [{ answer_start: 0, text: 'Ann' }] }]
  const paragraph = { context, sentences: ['Ann ran.', 'Bob sat.'], sentence_breaks: breaks, qas }
  for (const name of ['xquad-r', 'mlqa-r'])
    for (const language of ['en', 'de']) write(`${name}/${language}.json`, { data: [{ paragraphs: [paragraph] }] })
  for (const split of ['dev', 'train']) {
    write(`miracl/miracl-v1.0-sw/topics/topics.miracl-v1.0-sw-${split}.tsv`, `0\tNani ${split}?`)
    write(`miracl/miracl-v1.0-sw/qrels/qrels.miracl-v1.0-sw-${split}.tsv`, '0 Q0 1#0 1')
  }
  write('miracl/miracl-corpus-v1.0-sw/docs-0.jsonl', { docid: '1#0', title: 'Anna', text: 'alikimbia.' })
  for (const subset of ['', 'eng-', 'deu-']) {
    const place = subset === '' ? 'plain/' : 'mteb/'
    write(`${place}${subset}corpus.jsonl`, { _id: 'd', title: '', text: 'Ann ran.' })
    write(`${place}${subset}queries.jsonl`, { _id: 'q', text: 'Who ran?' })
    write(`${place}${subset}qrels.jsonl`, { 'query-id': 'q', 'corpus-id': 'd', score: 1 })
  }
  write('beir/corpus.jsonl', { _id: 'd', title: '', text: 'Ann ran.' })
  write('beir/queries.jsonl', { _id: 'q', text: 'Who ran?' })
  for (const split of ['test', 'dev']) write(`beir/qrels/${split}.tsv`, 'query-id\tcorpus-id\tscore', 'q\td\t1')
})

const named = async (dataset: DatasetName, flags: Omit<DatasetFlags, 'dataset'>) => {
  const { name, languages, queries, documents, qrels } = await openHeldDataset({ dataset, ...flags })
  return { name, languages, queries: queries.length, first: documents[0]!.text, relevant: [...qrels.values()][0]!.size }
}

describe('openDataset', () => {
  test.each(['xquad-r', 'mlqa-r'] as const)('reads %s from its folder, or from one that holds it', async (name) => {
    const found = { name, languages: ['en', 'de'], queries: 2, first: 'Ann ran.', relevant: 2 }
    expect(await named(name, { data: folder, languages: 'en,de' })).toEqual(found)
    expect(await named(name, { data: join(folder, name), languages: 'en,de' })).toEqual(found)
    const whole = { data: folder, languages: 'en', candidate: 'sentence+context' } as const
    expect(await named(name, whole)).toMatchObject({
      name: `${name} (sentence+context)`,
      first: 'Ann ran.Ann ran. Bob sat.',
    })
  })
  test('reads languages and splits of MIRACL', async () => {
    const found = { languages: ['sw'], queries: 1, first: 'Anna alikimbia.', relevant: 1 }
    expect(await named('miracl', { data: folder, languages: 'sw' })).toEqual({ name: 'miracl (dev)', ...found })
    const train = { data: join(folder, 'miracl'), languages: 'sw', split: 'train' }
    expect(await named('miracl', train)).toEqual({ name: 'miracl (train)', ...found })
  })
  test('reads a folder of BEIR, whose language is told', async () => {
    const data = join(folder, 'beir')
    const found = { languages: ['en'], queries: 1, first: 'Ann ran.', relevant: 1 }
    expect(await named('beir', { data, languages: 'en' })).toEqual({ name: 'beir', ...found })
    const dev = { data, languages: 'en', split: 'dev' }
    expect(await named('beir', dev)).toEqual({ name: 'beir (dev)', ...found })
    await expect(named('beir', { ...dev, qrels: join(folder, 'mteb') })).rejects.toThrow(/mteb.*dev\.tsv/)
  })
  test('reads subsets of a folder of MTEB, in the languages that are told, as translations', async () => {
    const data = join(folder, 'mteb')
    expect(await named('mteb', { data })).toMatchObject({ languages: ['deu', 'eng'], relevant: 1 })
    const translations = { data, subset: 'eng,deu', languages: 'en,de', parallel: true } as const
    expect(await named('mteb', translations)).toMatchObject({ languages: ['en', 'de'], relevant: 2 })
    expect(await named('mteb', { data: join(folder, 'plain'), languages: 'en' })).toMatchObject({ languages: ['en'] })
  })
  test('streams documents of MIRACL and BEIR on request, with the hash of those held', async () => {
    for (const flags of [
      { dataset: 'miracl', data: folder, languages: 'sw' },
      { dataset: 'beir', data: join(folder, 'beir'), languages: 'en' },
    ] as const) {
      const streamed = await openDataset({ ...flags, streamed: true })
      expect([isStreamed(streamed), streamed.hash]).toEqual([true, (await openHeldDataset(flags)).hash])
      await expect(openHeldDataset({ ...flags, streamed: true })).rejects.toThrow('--streamed must be left out here')
    }
  })
  test('reads either part of the emoji', async () => {
    expect(await named('cldr-emoji', { languages: 'en,de' })).toMatchObject({ name: 'cldr-emoji', relevant: 2 })
    expect(await named('cldr-emoji', { split: 'dev' })).toMatchObject({ name: 'cldr-emoji-dev', relevant: 11 })
  })
  test.each<[DatasetName, Omit<DatasetFlags, 'dataset'>, string]>([
    ['beir', {}, '--data must name a folder in the layout of beir, or org/name@revision of the hub; got none.'],
    ['miracl', { data: folder }, '--languages must name some of miracl, as sw,yo; got none.'],
    ['miracl', { data: folder, languages: 'sw', split: 'test' }, '--split of miracl must be dev or train'],
    ['cldr-emoji', { data: folder }, '--data is for xquad-r, mlqa-r, miracl, beir, mteb; got'],
    ['cldr-emoji', { split: 'train' }, '--split of cldr-emoji must be evaluation or dev; got train.'],
    ['mteb', { data: folder, qrels: folder }, '--qrels is for beir; got'],
    ['xquad-r', { parallel: true }, '--parallel is for mteb; got it for xquad-r.'],
    ['mteb', { data: folder, candidate: 'sentence' }, '--candidate is for xquad-r, mlqa-r; got sentence for mteb.'],
    ['mteb', { data: folder, subset: 'a,b', languages: 'en' }, 'one a subset that --subset names; got en for a,b.'],
  ])('refuses %s with %j', async (dataset, flags, message) => {
    await expect(openDataset({ dataset, ...flags })).rejects.toThrow(message)
  })
})
