import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { fc, test as property } from '@fast-check/vitest'
import { afterAll, describe, expect, test } from 'vitest'
import { parquetBytes } from '../../fixtures/parquet-bytes.ts'
import { pairLines } from './pair-lines.ts'

const folder = mkdtempSync(join(tmpdir(), 'pair-lines-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
function fileOf(content: string | Uint8Array, ending = 'tsv'): string {
  const file = join(folder, `${++files}.${ending}`)
  writeFileSync(file, content)
  return file
}
const jsonl = (...values: readonly object[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('')

describe('pairLines', () => {
  test('joins the languages of a concept, out of JSON lines', async () => {
    const file = fileOf(
      jsonl(
        { concept: 7, language: 'en', anchor: 'What?', positive: 'That.', negatives: ['No.', 'Never.'] },
        { concept: 7, language: 'pt', anchor: 'Quê?', positive: 'Isso.', negatives: 'Não.' },
        { concept: 8, language: 'en', anchor: 'Who?', positive: 'Ann.', negatives: null },
      ),
      'jsonl',
    )
    const { name, revision, languages, pairs } = await pairLines(file)
    expect([name, revision, languages]).toEqual(['pairs', 'local', ['en', 'pt']])
    expect(pairs).toEqual([
      {
        concept: '7',
        group: '7',
        translations: {
          en: { anchor: 'What?', positive: 'That.', negatives: ['No.', 'Never.'] },
          pt: { anchor: 'Quê?', positive: 'Isso.', negatives: ['Não.'] },
        },
      },
      { concept: '8', group: '8', translations: { en: { anchor: 'Who?', positive: 'Ann.' } } },
    ])
  })
  test('reads a table of Parquet as it reads JSON lines', async () => {
    const rows = [
      { id: 7, lang: 'en', query: 'What?', answer: 'That.', negatives: ['No.', 'Never.'], score: 0.5 },
      { id: 7, lang: 'pt', query: 'Quê?', answer: 'Isso.', negatives: ['Não.'], score: 0.5 },
      { id: 8, lang: 'en', query: 'Who?', answer: 'Ann.', negatives: null, score: 0.5 },
    ]
    const columns = { concept: 'id', language: 'lang', anchor: 'query', positive: 'answer' }
    const parquet = await pairLines(fileOf(parquetBytes(rows), 'parquet'), { columns })
    expect(parquet).toEqual(await pairLines(fileOf(jsonl(...rows), 'jsonl'), { columns }))
    expect(parquet.pairs).toHaveLength(2)
    await expect(pairLines(fileOf(parquetBytes([{ query: 'What?' }]), 'parquet'), { columns })).rejects.toThrow(
      /\.parquet: row 1: \$: the key "id" must be there/,
    )
  })
  test('reads triples of one file a language, parallel line by line', async () => {
    const header = ['anchor', 'positive', 'negatives']
    const en = fileOf('what "is" it\tA thing.\tNothing.\nwho\tAnn.\tBob.\n')
    const de = fileOf(gzipSync('was "ist" es\tEin Ding.\tNichts.\r\nwer\tAnna.\tBob.\r\n'), 'tsv.gz')
    const { languages, pairs } = await pairLines({ en, de }, { header })
    expect(languages).toEqual(['en', 'de'])
    expect(pairs[0]).toEqual({
      concept: '1',
      group: '1',
      translations: {
        en: { anchor: 'what "is" it', positive: 'A thing.', negatives: ['Nothing.'] },
        de: { anchor: 'was "ist" es', positive: 'Ein Ding.', negatives: ['Nichts.'] },
      },
    })
    expect(pairs[1]!.translations['de']).toEqual({ anchor: 'wer', positive: 'Anna.', negatives: ['Bob.'] })
  })
  test('takes the names of columns from the first line, under the names that are said', async () => {
    const file = fileOf('id\tquery\tneg\tpos\tneg\r\n5\tq\tn1\tp\tn2\r\n6\tr\t\ts\tn3\r\n')
    const columns = { concept: 'id', anchor: 'query', positive: 'pos', negatives: 'neg' }
    const { pairs } = await pairLines(file, { columns, language: 'en' })
    expect(pairs.map(({ concept, translations }) => [concept, translations['en']])).toEqual([
      ['5', { anchor: 'q', positive: 'p', negatives: ['n1', 'n2'] }],
      ['6', { anchor: 'r', positive: 's', negatives: ['n3'] }],
    ])
  })
  test('adds the negatives of a pair that comes again', async () => {
    const header = ['concept', 'anchor', 'positive', 'negatives']
    const file = fileOf('1\tq\tp\ta\n1\tq\tp\tb\n1\tq\tp\ta\n')
    const { pairs } = await pairLines(file, { header, language: 'en' })
    expect(pairs).toEqual([
      { concept: '1', group: '1', translations: { en: { anchor: 'q', positive: 'p', negatives: ['a', 'b'] } } },
    ])
  })
  test('groups what shares an anchor, a positive or a group, through others too', async () => {
    const header = ['anchor', 'positive', 'group']
    const file = fileOf('q\tp1\tg1\nq\tp2\tg2\nr\tp2\tg3\ns\tp4\tg4\nt\tp5\tg4\nu\tq\tg5\n')
    const { pairs } = await pairLines(file, { header, language: 'en' })
    const grouped = Object.values(Object.groupBy(pairs, ({ group }) => group!))
    expect(grouped.map((members) => members!.map(({ concept }) => concept))).toEqual([
      ['1', '2', '3'],
      ['4', '5'],
      ['6'],
    ])
  })
  test('does not take the same word of two languages for a shared answer', async () => {
    const header = ['language', 'anchor', 'positive']
    const { pairs } = await pairLines(fileOf('de\tq\tGift\nen\tr\tGift\n'), { header })
    expect(pairs.map(({ group }) => group)).toEqual(['1', '2'])
  })

  const text = fc.string({ unit: 'grapheme' }).map((made) => `x${made.replaceAll(/[\t\r\n]/g, ' ')}`)
  property.prop([
    fc.uniqueArray(fc.record({ anchor: text, positive: text, group: text }), {
      minLength: 1,
      selector: ({ anchor }) => anchor,
    }),
  ])('reads the same pairs from TSV and from JSON lines, plain or gzipped', async (rows) => {
    const tsv = rows.map(({ anchor, positive, group }) => `${anchor}\t${positive}\t${group}\n`).join('')
    const options = { language: 'en' }
    const [a, b, c] = await Promise.all([
      pairLines(fileOf(tsv), { ...options, header: ['anchor', 'positive', 'group'] }),
      pairLines(fileOf(jsonl(...rows), 'jsonl'), options),
      pairLines(fileOf(gzipSync(jsonl(...rows)), 'jsonl.gz'), options),
    ])
    expect(b.hash).toBe(a.hash)
    expect(c.hash).toBe(a.hash)
  })
})

describe('pairLines rejects, naming the line,', () => {
  const header = ['concept', 'language', 'anchor', 'positive', 'negatives']
  const load = (content: string) => pairLines(fileOf(content), { header })
  test.each([
    [
      'another pair of a concept',
      '1\ten\tq\tp\tn\n1\ten\tq\to\tn\n',
      /\.tsv:2: a concept must have one pair in en; got another for "1"/,
    ],
    ['a line of fewer columns', '1\ten\tq\tp\n', /\.tsv:1: a line must have 5 columns; got 4: "1\\ten/],
    ['a blank anchor', '1\ten\t \tp\tn\n', /\.tsv:1: en anchor of "1" must be a text one can read/],
    ['a negative that is a right answer', '1\ten\tq\tp\tp\n', /\.tsv:1: en negatives of "1" must not be right answers/],
  ])('%s', async (_, content, message) => {
    await expect(load(content)).rejects.toThrow(message)
  })
  test('a line whose language nobody tells', async () => {
    await expect(pairLines(fileOf('anchor\tpositive\nq\tp\n'))).rejects.toThrow(
      /\.tsv:2: a line must tell its language; got none\. Say it once: language: 'en'/,
    )
  })
  test('a line in another language than its file', async () => {
    await expect(pairLines({ de: fileOf('1\ten\tq\tp\tn\n') }, { header })).rejects.toThrow(
      /\.tsv:1: the line must be in the language of its file, "de"; got "en"/,
    )
  })
  test('a TSV that does not name its columns', async () => {
    await expect(pairLines(fileOf('query\tpassage\nq\tp\n'))).rejects.toThrow(
      /\.tsv:1: the columns must name "anchor" once; got query, passage\. Say what they are called/,
    )
  })
  test('a column named twice that holds one text', async () => {
    await expect(pairLines(fileOf('q\tp\tp\n'), { header: ['anchor', 'positive', 'positive'] })).rejects.toThrow(
      /header: the columns must name "positive" once/,
    )
  })
  test.each(['concept', 'negatives', 'group'] as const)(
    'the column %s that was named and is not there',
    async (field) => {
      const options = { columns: { [field]: 'idd' }, language: 'en' }
      await expect(pairLines(fileOf('anchor\tpositive\nq\tp\n'), options)).rejects.toThrow(
        /\.tsv:1: the columns must name "idd" once; got anchor, positive/,
      )
      await expect(pairLines(fileOf('{"anchor":"q","positive":"p"}\n', 'jsonl'), options)).rejects.toThrow(
        /jsonl:1: \$: the key "idd" must be there/,
      )
    },
  )
  test('a key of JSON that is not there, or of another kind', async () => {
    await expect(pairLines(fileOf('{"anchor":"q"}\n', 'jsonl'))).rejects.toThrow(
      /jsonl:1: \$: the key "positive" must be there/,
    )
    await expect(pairLines(fileOf('{"anchor":"q","positive":"p","negatives":[1]}\n', 'jsonl'))).rejects.toThrow(
      /jsonl:1: \$\.negatives\[0\]: the value must be a string; got 1/,
    )
  })
  test('a file whose format its name does not tell, or a header for JSON lines', async () => {
    await expect(pairLines(fileOf('', 'csv'))).rejects.toThrow(/must be named \.jsonl, \.tsv or \.parquet.*\.csv/)
    await expect(pairLines(fileOf('{}\n', 'jsonl'), { header })).rejects.toThrow(/a header is a TSV's/)
    await expect(
      pairLines(fileOf('q\tp\n', 'csv'), { format: 'tsv', header: ['anchor', 'positive'], language: 'en' }),
    ).resolves.toMatchObject({
      languages: ['en'],
    })
  })
})
