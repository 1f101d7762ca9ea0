import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fc, test as propertyTest } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { outsideData } from '../../fixtures/outside-data.ts'
import type { Architecture } from '../encoders/folder/architecture.ts'
import { type PretrainedTokenizerOptions, pretrainedTokenizer, type TokenizerFolder } from './pretrained.ts'

const pieces = ['<s>', '<pad>', '</s>', '<unk>', '▁', '▁a', 'b', 'bc', '▁query', ':', '▁ab']
const special = (id: string): object => ({ SpecialToken: { id, type_id: 0 } })
const definition = {
  added_tokens: ['<s>', '<pad>', '</s>', '<unk>'].map((content, id) => ({ id, content, special: true })),
  normalizer: { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' },
  pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [special('<s>'), { Sequence: { id: 'A', type_id: 0 } }, special('</s>')],
    special_tokens: { '<s>': { ids: [0] }, '</s>': { ids: [2] } },
  },
  model: { type: 'Unigram', unk_id: 3, vocab: pieces.map((piece) => [piece, piece === '▁' ? -3 : -piece.length / 2]) },
}

/** A folder around a tokenizer.json. */
function folderOf(change: Partial<TokenizerFolder> = {}, json: unknown = definition): TokenizerFolder {
  return {
    name: 'tiny',
    path: '/models/tiny',
    maxLength: 8,
    tokenizer: { json, config: {} },
    architecture: { family: 'xlm-roberta', vocabulary: 11 } as Architecture,
    pooling: { modes: ['mean'], includePrompt: true },
    ...change,
  }
}

const languages = ['__en__', '__zh__'].map((content, at) => ({ id: 11 + at, content, special: true }))
const many = {
  ...definition,
  added_tokens: [...definition.added_tokens, ...languages],
  post_processor: { ...definition.post_processor, special_tokens: { '<s>': { ids: [11] }, '</s>': { ids: [2] } } },
}
const m2m100 = folderOf(
  {
    tokenizer: { json: many, config: { src_lang: 'en' } },
    architecture: { family: 'm2m100', vocabulary: 13 } as Architecture,
  },
  many,
)

describe('pretrainedTokenizer', () => {
  const tokenizer = pretrainedTokenizer(folderOf())
  const prompted = pretrainedTokenizer(folderOf({ pooling: { modes: ['mean'], includePrompt: false } }))

  test('puts special tokens around those of the text', () => {
    expect(tokenizer.tokenize('a   bc')).toEqual({ ids: Int32Array.of(0, 5, 4, 7, 2), first: 0, end: 5 })
    expect(tokenizer.tokenize('a<unk></s>b').ids).toEqual(Int32Array.of(0, 5, 3, 2, 4, 6, 2))
    expect(tokenizer.vocabulary).toBe(11)
  })

  test('gives the special tokens alone for an empty text', () => {
    expect(tokenizer.tokenize('')).toEqual({ ids: Int32Array.of(0, 2), first: 0, end: 2 })
  })

  test('cuts what is too long, keeps the special tokens and counts', () => {
    const short = pretrainedTokenizer(folderOf(), { maxLength: 4 })
    expect(short.tokenize('a a').ids).toEqual(Int32Array.of(0, 5, 5, 2))
    expect(short.truncated).toBe(0)
    expect(short.tokenize('a a b').ids).toEqual(Int32Array.of(0, 5, 5, 2))
    expect(short.truncated).toBe(1)
    expect(short.maxLength).toBe(4)
  })

  test('tokenises prompt and text as one', () => {
    expect(tokenizer.tokenize('a', { prompt: 'query: ' })).toEqual({
      ids: Int32Array.of(0, 8, 9, 5, 2),
      first: 0,
      end: 5,
    })
    expect(tokenizer.tokenize('b', { prompt: 'a' }).ids).toEqual(Int32Array.of(0, 10, 2))
  })

  test('leaves as many tokens out of the pool as the prompt has alone', () => {
    // <s> ▁query : and, of the prompt alone, its ▁: sentence-transformers leaves one token of the text out with it.
    expect(prompted.tokenize('a bc', { prompt: 'query: ' })).toMatchObject({ first: 4, end: 7 })
    expect(prompted.tokenize('a bc', { prompt: 'query:' })).toMatchObject({ first: 3 })
    expect(prompted.tokenize('a bc')).toMatchObject({ first: 0 })
  })

  test('pools the last token where the prompt takes all', () => {
    const ids = Int32Array.of(0, 8, 9, 4, 2)
    expect(prompted.tokenize('', { prompt: 'query: ' })).toEqual({ ids, first: 4, end: 5 })
    const cut = pretrainedTokenizer(folderOf({ pooling: { modes: ['mean'], includePrompt: false } }), { maxLength: 3 })
    expect(cut.tokenize('a', { prompt: 'query: ' })).toEqual({ ids: Int32Array.of(0, 8, 2), first: 2, end: 3 })
  })

  test('pools the last token where the prompt takes all and nothing closes it', () => {
    const single = definition.post_processor.single.slice(0, 2)
    const open = folderOf(
      { pooling: { modes: ['mean'], includePrompt: false } },
      { ...definition, post_processor: { ...definition.post_processor, single } },
    )
    expect(pretrainedTokenizer(open).tokenize('', { prompt: 'a' })).toEqual({
      ids: Int32Array.of(0, 5),
      first: 1,
      end: 2,
    })
  })

  test('leaves special tokens out of the pool where it is told to, but for an empty text', () => {
    const inner = pretrainedTokenizer(m2m100, { poolSpecial: false })
    expect(inner.tokenize('a', { language: 'zh' })).toEqual({ ids: Int32Array.of(12, 5, 2), first: 1, end: 2 })
    expect(inner.tokenize('')).toEqual({ ids: Int32Array.of(11, 2), first: 0, end: 2 })
  })

  test('begins M2M100’s texts with the token of a language', () => {
    const first = (options: PretrainedTokenizerOptions, language?: string): number | undefined =>
      pretrainedTokenizer(m2m100, options).tokenize('a', language ? { language } : {}).ids[0]
    expect(first({}, 'zh')).toBe(12)
    expect(first({})).toBe(11)
    expect(first({ languageToken: { language: 'zh' } }, 'en')).toBe(12)
    expect(first({ languageToken: 'none' }, 'en')).toBe(5)
    expect(() => first({}, 'xx')).toThrow(
      'the language must be one of the 2 that the tokenizer knows (en, zh); got "xx"',
    )
  })

  test('takes a lone surrogate for U+FFFD', () => {
    const vocab = [...definition.model.vocab, ['\ufffd', -1]]
    const marked = pretrainedTokenizer(
      folderOf(
        { maxLength: 9, architecture: { family: 'bert', vocabulary: 12 } as Architecture },
        { ...definition, model: { ...definition.model, vocab } },
      ),
    )
    expect(marked.tokenize('a\ud800b').ids).toEqual(Int32Array.of(0, 5, 11, 6, 2))
  })

  test('looks for added tokens in normalised text where they are to be normalised', () => {
    const normal = [...definition.added_tokens, { id: 10, content: 'a  a', special: false }]
    const both = pretrainedTokenizer(folderOf({}, { ...definition, added_tokens: normal }))
    expect(both.tokenize('ba   a b').ids).toEqual(Int32Array.of(0, 4, 6, 10, 4, 6, 2))
  })

  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'bc', ' ', 'x', '</s>', '😀', ':'), maxLength: 20 })
  propertyTest.prop([text, text, fc.integer({ min: 3, max: 8 }), fc.boolean(), fc.boolean()])(
    'cuts the end of the whole alone, and pools at least a token',
    (prompt, body, maxLength, includePrompt, poolSpecial) => {
      const folder = folderOf({ maxLength: 1000, pooling: { modes: ['mean'], includePrompt } })
      const whole = pretrainedTokenizer(folder, { poolSpecial }).tokenize(body, { prompt })
      const short = pretrainedTokenizer(folder, { poolSpecial, maxLength })
      const { ids, first, end } = short.tokenize(body, { prompt })
      expect(ids.at(-1)).toBe(2)
      expect(ids.subarray(0, -1)).toEqual(whole.ids.subarray(0, Math.min(whole.ids.length, maxLength) - 1))
      expect(short.truncated).toBe(whole.ids.length > maxLength ? 1 : 0)
      expect(first >= 0 && first < end && end <= ids.length).toBe(true)
    },
  )

  test.each([
    ['a text of one character', 'a'],
    ['a text of spaces', ' '],
    ['a text of unknown characters', '😀'],
    ['a text of special tokens', '</s>'],
  ])('takes %s of 100 kB and more in time that grows with it', { timeout: 10_000 }, (_, unit) => {
    const long = unit.repeat(400_000 / unit.length)
    expect(tokenizer.tokenize(long).ids.length).toBeLessThanOrEqual(8)
    expect(pretrainedTokenizer(folderOf({ maxLength: 1e6 })).tokenize(long).ids.length).toBeGreaterThan(2)
  })

  test.each([
    [
      'ids beyond the vocabulary',
      folderOf({ architecture: { family: 'bert', vocabulary: 10 } as Architecture }),
      "below the encoder's vocabulary, 10; got 10 in /models/tiny",
    ],
    ['added ids beyond it', folderOf({}, { ...definition, added_tokens: [{ id: 99, content: 'x' }] }), 'got 99'],
    [
      'a model of another kind',
      folderOf({}, { ...definition, model: { type: 'WordLevel' } }),
      'the model must be one of Unigram, BPE, WordPiece, SentencePieceBPE; got WordLevel',
    ],
    ['no model', folderOf({}, {}), 'the model must be one of Unigram, BPE, WordPiece, SentencePieceBPE; got none'],
    [
      'a part that is none',
      folderOf({}, { ...definition, normalizer: 'NFKC' }),
      'normalizer of tokenizer.json must be an object with a type; got "NFKC"',
    ],
    ['no tokenizer.json', folderOf({}, null), 'tokenizer.json of tiny must be an object; got null'],
    [
      'no room for a token',
      folderOf({ maxLength: 2 }),
      'maxLength must be an integer above the 2 special tokens and up to 2, the most that tiny takes; got 2',
    ],
  ])('refuses %s', (_, folder, message) => {
    expect(() => pretrainedTokenizer(folder)).toThrow(message)
  })

  test.each([9, 4.5, Number.NaN, 0])('refuses maxLength %f', (maxLength) => {
    expect(() => pretrainedTokenizer(folderOf(), { maxLength })).toThrow('up to 8, the most that tiny takes')
  })

  test('refuses an empty text where there are no special tokens', () => {
    const bare = pretrainedTokenizer(folderOf({}, { ...definition, post_processor: null }))
    expect(() => bare.tokenize('')).toThrow('a text must have a token')
  })
})

const oracle = ['xlmr', 'labse', 'm2m100'].map((name) => outsideData('VITEST_RETRIEVAL_ORACLE', name))
const e5 = outsideData('VITEST_RETRIEVAL_MODELS', 'multilingual-e5-small-pruned')
const families = ['xlm-roberta', 'bert', 'm2m100', 'bert'] as const
const folders = [...oracle, e5].map((data, at) => ({
  data,
  name: ['xlmr', 'labse', 'm2m100', 'e5'][at],
  family: families[at],
}))

/** A folder on disk, read as far as its tokenizer needs. */
function read({ data, name = '', family = 'bert' }: (typeof folders)[number], maxLength: number): TokenizerFolder {
  const json = (file: string) => JSON.parse(readFileSync(data.path(file), 'utf8'))
  return folderOf({
    name,
    path: data.path(),
    maxLength,
    architecture: { family, vocabulary: json('config.json').vocab_size } as Architecture,
    tokenizer: { json: json('tokenizer.json'), config: json('tokenizer_config.json') },
  })
}

describe.each(folders)('pretrainedTokenizer of $name', (folder) => {
  test('gives the ids of PyTorch’s runs', ({ skip }) => {
    skip(Boolean(folder.data.absent), folder.data.absent)
    const {
      texts,
      token_ids_untruncated: ids,
      max_length: most,
    } = JSON.parse(readFileSync(folder.data.path('expected.json'), 'utf8'))
    const { tokenize } = pretrainedTokenizer(read(folder, ids ? 10_000 : most))
    const cases: { text: string; ids: number[] }[] = ids
      ? texts.map((text: string, at: number) => ({ text, ids: ids[at] }))
      : texts
    for (const { text, ids } of cases) expect([...tokenize(text).ids], text).toEqual(ids)
  })
})

// SentenceTransformer(folder)[0]._get_prompt_length(prompt) of sentence-transformers 6.2.0
test.for([
  ['query: ', 5],
  ['query:', 4],
  ['passage: ', 4],
  [' ', 2],
  ['こんにちは', 7],
] as const)('counts the tokens of the prompt %j as sentence-transformers does', ([prompt, length], { skip }) => {
  skip(Boolean(e5.absent), e5.absent)
  const folder = read(folders[3] as (typeof folders)[number], 512)
  const { tokenize } = pretrainedTokenizer({ ...folder, pooling: { modes: ['mean'], includePrompt: false } })
  expect(tokenize('The quick brown fox', { prompt }).first).toBe(length)
})

const python = process.env['VITEST_RETRIEVAL_PYTHON']
const xquad = outsideData('VITEST_RETRIEVAL_DATA', 'xquad-r')
const pythonAbsent = python ? undefined : 'set VITEST_RETRIEVAL_PYTHON to an interpreter with the package tokenizers'

const script = `
import json, sys
from tokenizers import Tokenizer
t = Tokenizer.from_file(sys.argv[1])
t.no_truncation(); t.no_padding()
for line in sys.stdin: print(json.dumps(t.encode(json.loads(line)).ids))
`

/** Ids of `tokenizers`, the library that others are measured by. */
function reference(file: string, texts: readonly string[]): number[][] {
  const input = texts.map((text) => JSON.stringify(text)).join('\n')
  const { stdout, stderr } = spawnSync(python as string, ['-c', script, file], { input, maxBuffer: 2 ** 30 })
  const lines = stdout.toString().trim().split('\n')
  if (lines.length !== texts.length) throw new Error(stderr.toString())
  return lines.map((line) => JSON.parse(line))
}

/** Every tenth question and sentence of the eleven languages. */
function someTexts(): string[] {
  const files = readdirSync(xquad.path()).filter((file) => /^..\.json$/.test(file))
  const articles = files.flatMap((file) => JSON.parse(readFileSync(xquad.path(file), 'utf8')).data)
  const paragraphs: { sentences: string[]; qas: { question: string }[] }[] = articles.flatMap(
    ({ paragraphs }) => paragraphs,
  )
  const texts = paragraphs.flatMap(({ sentences, qas }) => [...sentences, ...qas.map(({ question }) => question)])
  return texts.filter((_, at) => at % 10 === 0)
}

/** Strings of characters that normalisers, segmenters and tokenizers stumble over. */
function strangeTexts(count: number): string[] {
  const blocks = [
    [0, 0x80],
    [0x20, 0x7f],
    [0xa0, 0x250],
    [0x300, 0x370],
    [0x590, 0x700],
    [0x900, 0xe00],
    [0xe00, 0xf00],
    [0x1000, 0x1200],
    [0x2000, 0x2100],
    [0x3000, 0x3100],
    [0x4e00, 0x5000],
    [0xac00, 0xad00],
    [0xf900, 0xfb10],
    [0xfe00, 0xfff0],
    [0x1f1e6, 0x1f200],
    [0x1f3fb, 0x1f650],
    [0xe0000, 0xe0080],
  ] as const
  const characters = blocks.map(([first, last]) =>
    fc.integer({ min: first, max: last }).map((point) => String.fromCodePoint(point)),
  )
  const whole = fc.constantFrom(
    '\u200d',
    '\ufe0f',
    '\0',
    '\r\n',
    ' ',
    '▁',
    '<s>',
    '</s>',
    '<mask>',
    '＜/s＞',
    '[SEP]',
    '__en__',
    '\ufffd',
    '\u0085',
  )
  const unit = fc.oneof(
    { weight: 3, arbitrary: whole },
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ...characters,
  )
  return fc.sample(fc.string({ unit, maxLength: 25 }), { seed: 5, numRuns: count })
}

describe.each(folders)('the tokenizer of $name beside Python’s', (folder) => {
  function mismatches(texts: readonly string[]): string[] {
    const { tokenize } = pretrainedTokenizer(read(folder, 1e7))
    const ids = reference(folder.data.path('tokenizer.json'), texts)
    return texts.filter((text, at) => `${tokenize(text).ids}` !== `${ids[at]}`)
  }

  test('gives the same ids for XQuAD-R', { timeout: 60_000 }, ({ skip }) => {
    const absent = folder.data.absent ?? xquad.absent ?? pythonAbsent
    skip(Boolean(absent), absent)
    expect(mismatches(someTexts())).toEqual([])
  })

  test('gives the same ids for strange texts and long ones', { timeout: 60_000 }, ({ skip }) => {
    const absent = folder.data.absent ?? pythonAbsent
    skip(Boolean(absent), absent)
    const long = ['a', ' ', '上海', 'กำลัง', '!?', '▁', 'word and ', '👩\u200d'].map((unit) =>
      unit.repeat(50_000 / unit.length),
    )
    expect(mismatches([...strangeTexts(2000), ...long])).toEqual([])
  })
})
