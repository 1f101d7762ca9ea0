import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { openTraining } from './open-training.ts'
import type { TrainingFlags } from './training-option.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitest-retrieval-training-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const at = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

const lines = at('lines.jsonl', '{"anchor": "Who?", "positive": "Ann.", "language": "en"}\n')
const german = at('german.tsv', 'anchor\tpositive\nWer?\tAnna.\n')
const english = at('english.tsv', 'anchor\tpositive\nWho?\tAnn.\n')
const columns = at('columns.tsv', 'Who?\tWer?\nAnn.\tAnna.\n')
const paragraph = {
  context: 'Ann ran.',
  qas: [{ id: 'q', question: 'Who?', answers: [{ text: 'Ann', answer_start: 0 }] }],
}
const squad = at('squad.json.gz', gzipSync(JSON.stringify({ data: [{ title: 't', paragraphs: [paragraph] }] })))

const found = async (training: readonly string[], others: Omit<TrainingFlags, 'training'> = {}) => {
  const { name, pairs } = await openTraining({ training, ...others })
  return { name, texts: pairs.map(({ translations }) => translations) }
}

describe('openTraining', () => {
  test('reads lines that name their language, named for their file', async () => {
    const texts = [{ en: { anchor: 'Who?', positive: 'Ann.' } }]
    expect(await found([lines])).toEqual({ name: 'lines.jsonl', texts })
  })
  test('reads a file a language, parallel line by line', async () => {
    const texts = [{ en: { anchor: 'Who?', positive: 'Ann.' }, de: { anchor: 'Wer?', positive: 'Anna.' } }]
    expect(await found([`en=${english}`, `de=${german}`])).toEqual({ name: 'english.tsv, german.tsv', texts })
  })
  test('reads SQuAD’s format by its extension', async () => {
    expect(await found([`en=${squad}`])).toEqual({
      name: 'squad.json.gz',
      texts: [{ en: { anchor: 'Who?', positive: 'Ann ran.' } }],
    })
  })
  test('reads columns of sentences where a file has several languages', async () => {
    const same = (text: string) => ({ anchor: text, positive: text })
    expect((await found([`en,de=${columns}`])).texts).toEqual([
      { en: same('Who?'), de: same('Wer?') },
      { en: same('Ann.'), de: same('Anna.') },
    ])
  })
  test('reads what is called otherwise, or not named at all', async () => {
    const renamed = at('renamed.json', '{"query": "Who?", "answer": "Ann."}\n')
    const texts = [{ en: { anchor: 'Who?', positive: 'Ann.' } }]
    const named = { trainingFormat: 'pairs', columns: 'anchor=query,positive=answer' } as const
    expect((await found([`en=${renamed}`], named)).texts).toEqual(texts)
    const bare = at('bare.tsv', 'Ann.\tWho?\n')
    expect((await found([`en=${bare}`], { header: 'positive,anchor' })).texts).toEqual(texts)
  })
  test('takes a name that begins like a language when a folder stands before it', async () => {
    expect((await found([at('en=a.jsonl', '{"anchor": "Who?", "positive": "Ann.", "language": "en"}\n')])).name).toBe(
      'en=a.jsonl',
    )
  })
  test.each<[string, readonly string[], Omit<TrainingFlags, 'training'>, string]>([
    ['a file that is not there', ['en=no.tsv'], {}, '--training must name files that exist; got no.tsv.'],
    [
      'a language twice',
      [`en=${english}`, `en=${german}`],
      {},
      `one file a language; got ${english} and ${german} for en.`,
    ],
    ['several files without a language', [lines, lines], {}, `language of a file of pairs, as en=${lines}; got none.`],
    ['SQuAD’s format without a language', [squad], {}, `language of a file of squad, as en=${squad}; got none.`],
    ['sentences of one language', [`en=${columns}`], { trainingFormat: 'sentences' }, 'the language of each column'],
    ['sentences in two files', [`en,de=${columns}`, `el=${german}`], {}, 'must be one file where sentences stand'],
    ['columns of SQuAD’s format', [`en=${squad}`], { columns: 'anchor=a' }, '--columns is for files of pairs; got'],
    ['a column of nothing', [lines], { columns: 'query=anchor' }, 'must be like anchor=query, of anchor, positive'],
  ])('refuses %s', async (_, training, others, message) => {
    await expect(openTraining({ training, ...others })).rejects.toThrow(message)
  })
})
