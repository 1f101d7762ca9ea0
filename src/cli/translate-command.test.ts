import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { fc, test as propertyTest } from '@fast-check/vitest'
import { afterAll, describe, expect, test } from 'vitest'
import { chatServer } from '../../fixtures/chat-server.ts'
import { wordTranslator } from '../../fixtures/word-translator.ts'
import { pairLines } from '../datasets/pair-lines.ts'
import { translate } from '../translation/translate.ts'
import { type TranslateCommandOptions, translateCommand } from './translate-command.ts'
import { openTranslator } from './translate-option.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitest-retrieval-translate-command-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => join(folder, name)

function written(name: string, content: string | Uint8Array): string {
  writeFileSync(at(name), content)
  return at(name)
}

const lines = (...entries: readonly object[]): string => entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')

const questions = lines(
  { concept: 'a', language: 'en', anchor: 'Who sat?', positive: 'The cat.', negatives: ['The dog.'], group: 'g' },
  { concept: 'b', language: 'en', anchor: 'Who ran?', positive: 'The dog. It ran.', group: 'g' },
  { concept: 'b', language: 'fr', anchor: 'Qui ?', positive: 'Le chien.' },
)

async function run(file: string, options: Partial<TranslateCommandOptions> = {}) {
  const out = at('out.jsonl')
  const closed: boolean[] = []
  const translator = { ...wordTranslator(), close: async () => void closed.push(true) }
  const output = await translateCommand({
    training: { training: [file] },
    from: 'en',
    languages: 'de, fr',
    translator: { translator: 'words' },
    open: async () => translator,
    out,
    flagged: 'drop',
    negatives: true,
    cache: false,
    format: 'table',
    screen: { width: 80, colour: false },
    ...options,
  }).finally(() => expect(closed).toHaveLength(options.open ? 0 : 1))
  return { ...output, out: options.out ?? out }
}

describe('translate', () => {
  test('writes pairs a line, those of the machine under its name, and says how many', async () => {
    const { text, warnings, failed, out } = await run(written('q.jsonl', questions))
    const [a, b, by] = [{ concept: 'a' }, { concept: 'b' }, { translator: 'words' }]
    const pair = (anchor: string, positive: string, ...negatives: string[]) => {
      return { group: 'a', anchor, positive, ...(negatives.length > 0 && { negatives }) }
    }
    expect(readFileSync(out, 'utf8')).toBe(
      lines(
        { ...a, language: 'en', ...pair('Who sat?', 'The cat.', 'The dog.') },
        { ...a, language: 'fr', ...pair('Whofr satfr?', 'Thefr catfr.', 'Thefr dogfr.'), ...by },
        { ...a, language: 'de', ...pair('Whode satde?', 'Thede catde.', 'Thede dogde.'), ...by },
        { ...b, language: 'en', ...pair('Who ran?', 'The dog. It ran.') },
        { ...b, language: 'fr', ...pair('Qui ?', 'Le chien.') },
        { ...b, language: 'de', ...pair('Whode rande?', 'Thede dogde. Itde rande.'), ...by },
      ),
    )
    expect({ text, warnings, failed }).toEqual({
      text: `language  sentences  from cache  concepts  dropped
de                5           0         2        0
fr                3           0         1        0

${out}: 6 pairs in en, fr, de.
`,
      warnings: [],
      failed: false,
    })
  })

  test.each([
    ['q.tsv', 'anchor\tpositive\nWho sat?\tThe cat.\n', {}],
    ['q.txt', 'Who sat?\tThe cat.\n', { header: 'anchor,positive' }],
    ['q.jsonl.gz', gzipSync(lines({ anchor: 'Who sat?', positive: 'The cat.' })), {}],
    [
      'q.json',
      JSON.stringify({
        data: [
          {
            paragraphs: [
              {
                context: 'The cat.',
                qas: [{ id: '1', question: 'Who sat?', answers: [{ text: 'cat', answer_start: 4 }] }],
              },
            ],
          },
        ],
      }),
      { trainingFormat: 'squad' as const },
    ],
  ])('reads %s, which does not say its language', async (name, content, training) => {
    const { out } = await run(at(name), {
      training: { training: [written(name, content)], ...training },
      languages: 'de',
    })
    const { pairs } = await pairLines(out)
    expect(pairs[0]!.translations).toEqual({
      en: { anchor: 'Who sat?', positive: 'The cat.' },
      de: { anchor: 'Whode satde?', positive: 'Thede catde.' },
    })
  })

  test('shows what is flagged, in columns and warnings', async () => {
    const translator = wordTranslator({ of: (text) => (text === 'Who ran?' ? '' : text) })
    const { text, warnings } = await run(written('q.jsonl', questions), {
      open: async () => translator,
      languages: 'de',
    })
    expect(text).toMatch(/^language {2}sentences {2}from cache {2}concepts {2}dropped {2}blank\nde +5 +0 +2 +1 +1\n/)
    expect(warnings).toEqual(['de: 1 of 5 sentences are flagged: 1 blank.\n  b, anchor, blank: "Who ran?" → ""'])
  })

  test('prints the report as JSON on request', async () => {
    const { text, out } = await run(written('q.jsonl', questions), { format: 'json' })
    expect(JSON.parse(text)).toMatchObject({
      out,
      pairs: 6,
      translator: 'words',
      from: 'en',
      languages: [{ language: 'de' }, {}],
    })
  })

  test.each<[string, Partial<TranslateCommandOptions>, string]>([
    [
      'another format of what it writes',
      { out: at('out.tsv') },
      '--out must be JSON lines, named .jsonl or .jsonl.gz; got ',
    ],
    ['to write over what it reads', { out: at('q.jsonl') }, '--out must be another file than those that are read'],
    ['a file that is not there', { training: { training: ['none.jsonl'] } }, 'none.jsonl'],
    ['a language twice', { languages: 'de,de' }, 'languages must differ'],
  ])('refuses %s', async (_, options, message) => {
    written('q.jsonl', questions)
    const made = translateCommand({
      training: { training: [at('q.jsonl')] },
      from: 'en',
      languages: 'de',
      translator: { translator: 'words' },
      open: async () => wordTranslator(),
      out: at('refused.jsonl'),
      flagged: 'drop',
      negatives: true,
      cache: false,
      format: 'table',
      screen: { width: 80, colour: false },
      ...options,
    })
    await expect(made).rejects.toThrow(message)
  })

  const word = fc
    .string({ unit: fc.constantFrom('ab', 'c', 'd', '猫', '"', '\\', '🧺'), minLength: 1, maxLength: 4 })
    .map((drawn) => `${drawn}e`)
  const pair = fc.record({ anchor: word, positive: word, negatives: fc.uniqueArray(word, { maxLength: 2 }) })

  propertyTest.prop([fc.array(pair, { minLength: 1, maxLength: 6 }), fc.constantFrom('jsonl', 'jsonl.gz')], {
    numRuns: 40,
  })('writes what pairLines reads again', async (drawn, extension) => {
    const usable = drawn.map(({ negatives, ...texts }, i) => ({
      concept: `c${i}`,
      language: 'en',
      ...texts,
      negatives: negatives.filter((each) => !drawn.some(({ positive }) => positive === each)),
    }))
    const file = written('drawn.jsonl', lines(...usable))
    const out = at(`read.${extension}`)
    await run(file, { out, languages: 'de,es', flagged: 'keep' })
    const expected = await translate(await pairLines(file), wordTranslator(), ['de', 'es'], {
      cache: false,
      flagged: 'keep',
    })
    const read = await pairLines(out)
    expect(read.languages).toEqual(expected.pairs.languages)
    expect(read.pairs).toEqual(expected.pairs.pairs)
    if (extension.endsWith('gz')) expect(gunzipSync(readFileSync(out)).toString()).toContain('"translator":"words"')
  })
})

describe('openTranslator', () => {
  test('takes an endpoint', async () => {
    await using server = await chatServer()
    const translator = await openTranslator({ translator: server.url, model: 'm' })
    expect(await translator.translate(['One.'], { from: 'en', to: 'de' })).toEqual(['ONE.'])
  })

  test('takes a file of translations', async () => {
    const file = written('t.tsv', 'source\tlanguage\ttranslation\nOne.\tde\tEins.\n')
    const translator = await openTranslator({ translator: file })
    expect(await translator.translate(['One.'], { from: 'en', to: 'de' })).toEqual(['Eins.'])
  })

  test.each([
    [{ translator: 'http://localhost' }, "--model must name the endpoint's model; got none."],
    [{ translator: 'a-folder', model: 'm' }, '--model is for an endpoint; got "m" for a-folder.'],
    [{ translator: 'a-folder', apiKeyVariable: 'KEY' }, '--api-key-variable is for an endpoint; got a-folder.'],
    [{ translator: 'a-folder' }, 'or a file of translations; got a-folder, which is not there.'],
  ])('refuses %j', async (flags, message) => {
    await expect(openTranslator(flags)).rejects.toThrow(message)
  })

  test('leaves a folder to the model', async () => {
    mkdirSync(at('empty-model'))
    await expect(openTranslator({ translator: at('empty-model') })).rejects.toThrow('empty-model')
  })
})
