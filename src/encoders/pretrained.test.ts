import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test as propertyTest } from '@fast-check/vitest'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type FolderContent, tinyModel, writeFolder } from '../../fixtures/model-folder.ts'
import { outsideData } from '../../fixtures/outside-data.ts'
import { openSafetensors } from '../formats/safetensors.ts'
import { readFloats } from '../formats/safetensors-values.ts'
import type { Role, Text } from '../retrieval.ts'
import type { Tokens } from '../tokenizers/tokenizer.ts'
import { type PretrainedOptions, pretrained } from './pretrained.ts'
import type { OpenRuntime } from './pretrained-runtime.ts'
import { pretrainedSource } from './pretrained-source.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pretrained-'))
  await writeFolder(join(folder, 'tiny'), withTokenizer('xlm-roberta'))
  await writeFolder(join(folder, 'many'), withTokenizer('m2m100'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Pieces of one character, `__en__` and `__de__` for M2M100. */
function withTokenizer(family: 'xlm-roberta' | 'm2m100'): FolderContent {
  const { files, tensors } = tinyModel(family)
  const special = ['<s>', '<pad>', '</s>', '<unk>']
  const languages = family === 'm2m100' ? ['__en__', '__de__'] : []
  const around = (id: string) => ({ SpecialToken: { id, type_id: 0 } })
  const added = [...special.entries(), ...languages.map((content, at) => [8 + at, content] as const)]
  const tokenizer = {
    added_tokens: added.map(([id, content]) => ({ id, content, special: true })),
    normalizer: null,
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [around('first'), { Sequence: { id: 'A', type_id: 0 } }, around('</s>')],
      special_tokens: { first: { ids: [family === 'm2m100' ? 8 : 0] }, '</s>': { ids: [2] } },
    },
    model: { type: 'Unigram', unk_id: 3, vocab: [...special, '▁', 'a', 'b', 'c'].map((piece) => [piece, -1]) },
  }
  const prompts = { prompts: { query: 'a ', passage: 'b ' } }
  return {
    files: { ...files, 'tokenizer.json': tokenizer, 'config_sentence_transformers.json': prompts },
    tensors,
  }
}

const log: { opened: number; disposed: number; ran: number[][] } = { opened: 0, disposed: 0, ran: [] }
beforeEach(() => {
  Object.assign(log, { opened: 0, disposed: 0, ran: [] })
})

/** Unit vectors that depend on the ids and their order alone. */
const openRuntime: OpenRuntime = async () => {
  log.opened++
  return {
    name: 'space',
    dimensions: 4,
    async run(texts: readonly Tokens[]) {
      log.ran.push(...texts.map(({ ids }) => [...ids]))
      return Float32Array.from(texts.flatMap(({ ids }) => vectorOf([...ids])))
    },
    async dispose() {
      log.disposed++
    },
  }
}

function vectorOf(ids: readonly number[]): number[] {
  const angle = ids.reduce((sum, id, at) => sum + id * Math.sqrt(at + 1), 0)
  return [0.6 * Math.cos(angle), 0.6 * Math.sin(angle), 0.8, 0]
}

function source(name: 'tiny' | 'many', options: PretrainedOptions = {}) {
  return pretrainedSource(join(folder, name), { cache: false, ...options }, openRuntime)
}

const texts: readonly Text[] = [
  { language: 'en', text: 'c' },
  { language: 'de', text: 'c' },
]

async function ids(of: ReturnType<typeof source>, role: Role = 'query'): Promise<number[][]> {
  const encoder = await of.create(1)
  await encoder.encode(texts, { role })
  return log.ran
}

describe('pretrained', () => {
  test('puts the prompt of the role before a text', async () => {
    expect(await ids(source('tiny'))).toEqual(
      [
        [0, 4, 5, 4, 7, 2],
        [0, 4, 5, 4, 7, 2],
      ].slice(0, 1),
    )
    expect(await ids(source('tiny'), 'document')).toContainEqual([0, 4, 6, 4, 7, 2])
    expect(await ids(source('tiny', { prompts: { query: '' } }))).toContainEqual([0, 4, 7, 2])
  })

  test('gives unit rows in the order of the texts', async () => {
    const encoder = await source('tiny').create(1)
    const { rows, columns, data } = await encoder.encode(texts, { role: 'query' })
    expect({ rows, columns, dimensions: encoder.dimensions }).toEqual({ rows: 2, columns: 4, dimensions: 4 })
    const vector = vectorOf([0, 4, 5, 4, 7, 2])
    expect(data).toEqual(Float32Array.from([...vector, ...vector]))
  })

  test('begins with the token of the text’s language, where it has one', async () => {
    expect(await ids(source('many', { prompts: { query: '' } }))).toEqual([
      [8, 4, 7, 2],
      [9, 4, 7, 2],
    ])
    log.ran = []
    await ids(source('many', { prompts: { query: '' }, languageToken: { language: 'de' } }))
    expect(log.ran).toEqual([[9, 4, 7, 2]])
  })

  test('reads the folder once and opens its runtime once, for all seeds', async () => {
    const one = source('tiny')
    const [first, second] = await Promise.all([one.create(1), one.create(2)])
    await Promise.all([first.encode(texts, { role: 'query' }), second.encode(texts, { role: 'query' })])
    expect(log.opened).toBe(1)
  })

  test('frees its runtime at the end of a block, and opens it again when it is needed', async () => {
    const one = source('tiny')
    {
      await using used = one
      await ids(used)
    }
    expect(log).toMatchObject({ opened: 1, disposed: 1 })
    await ids(one)
    expect(log).toMatchObject({ opened: 2, disposed: 1 })
  })

  test('says in its configuration all that decides vectors, and no path', async () => {
    const one = source('many', { pooling: 'cls', languageToken: 'none', poolSpecial: false, maxLength: 7 })
    expect(() => one.configuration).toThrow('holds the hash of its weights and is known once create() was awaited')
    await one.create(1)
    expect(one.configuration).toEqual({
      model: 'many',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      dimensions: 4,
      maxLength: 7,
      prompts: { query: 'a ', document: 'b ' },
      pooling: ['cls'],
      includePrompt: true,
      languageToken: 'none',
      poolSpecial: false,
      precision: 'float32',
    })
  })

  test('takes its name from the folder, or as asked', () => {
    expect(source('tiny')).toMatchObject({ name: 'tiny', label: 'tiny', control: false })
    expect(source('tiny', { name: 'x', label: 'Tiny X' })).toMatchObject({ name: 'x', label: 'Tiny X' })
    expect(pretrained('/models/e5/').name).toBe('e5')
  })

  test.each([
    [{ precision: 'int4' as 'int8' }, "pretrained: precision must be 'float32' or 'int8'; got 'int4'."],
    [{ tokenBudget: 0 }, 'pretrained: tokenBudget must be a positive integer; got 0.'],
    [{ pooling: [] }, 'pretrained: pooling must be one or more modes; got none. Leave it out for those of tiny.'],
    [{ maxLength: 99 }, 'pretrainedTokenizer: maxLength must be an integer above the 2 special tokens'],
  ])('rejects %j', async (options, message) => {
    await expect((async () => source('tiny', options).create(1))()).rejects.toThrow(message)
  })

  test('tries again where the folder was not there', async () => {
    const one = source('tiny')
    await rename(join(folder, 'tiny'), join(folder, 'away'))
    await expect(one.create(1)).rejects.toThrow('readModelFolder: the path must be of a folder')
    await rename(join(folder, 'away'), join(folder, 'tiny'))
    await expect(one.create(1)).resolves.toHaveProperty('dimensions', 4)
  })
})

describe('pretrained with a cache', () => {
  let count = 0
  /** An empty folder. */
  const fresh = () => join(folder, `cache-${count++}`)

  test('computes a text once for all seeds and sources, and opens no runtime for what it has', async () => {
    const cache = fresh()
    const one = source('tiny', { cache })
    const [first, second] = await Promise.all([one.create(1), one.create(2)])
    const [a, b] = await Promise.all([first.encode(texts, { role: 'query' }), second.encode(texts, { role: 'query' })])
    expect(log.ran).toHaveLength(1)
    log.opened = 0
    const again = await (await source('tiny', { cache, name: 'other' }).create(1)).encode(texts, { role: 'query' })
    expect(log).toMatchObject({ opened: 0, ran: [[0, 4, 5, 4, 7, 2]] })
    expect([b, again]).toEqual([a, a])
  })

  test.each<[string, PretrainedOptions]>([
    ['prompt', { prompts: { query: 'b ' } }],
    ['pooling', { pooling: 'max' }],
    ['greatest length', { maxLength: 5 }],
    ['precision', { precision: 'int8' }],
    ['language token', { languageToken: { language: 'de' } }],
    ['pooled tokens', { poolSpecial: false }],
  ])('computes anew under another %s', async (_, changed) => {
    const cache = fresh()
    await ids(source('many', { cache }))
    const before = log.ran.length
    await ids(source('many', { cache }))
    expect(log.ran).toHaveLength(before)
    await ids(source('many', { cache, ...changed }))
    expect(log.ran.length).toBeGreaterThan(before)
  })

  test('computes anew with other weights', async () => {
    const cache = fresh()
    await ids(source('tiny', { cache }))
    const { files, tensors } = withTokenizer('xlm-roberta')
    const [[name, first] = ['', { shape: [0], data: new Float32Array() }]] = tensors
    const data = Float32Array.from(first.data, (value) => value + 1)
    await writeFolder(join(folder, 'other/tiny'), { files, tensors: new Map([...tensors, [name, { ...first, data }]]) })
    const other = pretrainedSource(join(folder, 'other/tiny'), { cache }, openRuntime)
    expect(await ids(other)).toHaveLength(2)
  })

  test('lies where VITEST_RETRIEVAL_CACHE says, unless told otherwise, or nowhere', async ({ onTestFinished }) => {
    const own = fresh()
    const before = process.env['VITEST_RETRIEVAL_CACHE']
    onTestFinished(() => {
      if (before === undefined) delete process.env['VITEST_RETRIEVAL_CACHE']
      else process.env['VITEST_RETRIEVAL_CACHE'] = before
    })
    process.env['VITEST_RETRIEVAL_CACHE'] = own
    await ids(source('tiny'))
    await expect(readdir(own)).rejects.toThrow('ENOENT')
    await ids(source('tiny', { cache: true }))
    expect(await readdir(own)).toEqual(['embeddings'])
  })

  const someTexts = fc.array(
    fc.record({
      language: fc.constantFrom('en', 'de'),
      text: fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 3 }),
    }),
    { maxLength: 6 },
  )

  propertyTest.prop([fc.constantFrom('tiny' as const, 'many' as const), someTexts, someTexts], { numRuns: 30 })(
    'gives what it gives without, bit for bit, for all texts',
    async (name, before, now) => {
      const cache = fresh()
      const encode = async (options: PretrainedOptions, of: readonly Text[]) =>
        (await source(name, options).create(1)).encode(of, { role: 'query' })
      await encode({ cache }, before)
      expect(await encode({ cache }, now)).toEqual(await encode({ cache: false }, now))
    },
    60_000,
  )
})

// Made by PyTorch; see generate.py beside the oracles.
describe.for(['xlmr', 'labse', 'm2m100'])('%s, from texts to vectors', (kind) => {
  const oracle = outsideData('VITEST_RETRIEVAL_ORACLE', kind)

  test('gives PyTorch’s embeddings', async ({ skip }) => {
    skip(Boolean(oracle.absent), oracle.absent)
    const expected = JSON.parse(readFileSync(oracle.path('expected.json'), 'utf8')) as OracleFacts
    const { max_length: maxLength, pooling } = expected
    await using source = pretrained(oracle.path(), { cache: false, maxLength, pooling })
    const encoder = await source.create(1)
    const plain = expected.texts.map((text) => ({ language: '', text }))
    const { data } = await encoder.encode(plain, { role: 'query' })
    expect(furthest(data, await embeddingsIn(oracle.path('expected.safetensors')))).toBeLessThan(1e-5)
  }, 60_000)
})

interface OracleFacts {
  readonly texts: readonly string[]
  readonly max_length: number
  readonly pooling: 'cls' | 'mean'
}

// Made by PyTorch; see the folder's README.
describe('multilingual E5 small', () => {
  const model = outsideData('VITEST_RETRIEVAL_MODELS', 'multilingual-e5-small-pruned')

  test('gives PyTorch’s embeddings, fresh and from the cache', async ({ skip }) => {
    skip(Boolean(model.absent), model.absent)
    const expected = JSON.parse(readFileSync(model.path('expected.json'), 'utf8')) as { texts: { text: string }[] }
    const plain = expected.texts.map(({ text }) => ({ language: '', text }))
    const options = { prompts: { query: '', document: '' }, cache: join(folder, 'e5-cache') }
    await using e5 = pretrained(model.path(), options)
    const fresh = await (await e5.create(1)).encode(plain, { role: 'query' })
    expect(furthest(fresh.data, await embeddingsIn(model.path('expected.safetensors')))).toBeLessThan(1e-5)
    const kept = await (await pretrained(model.path(), options).create(1)).encode(plain, { role: 'query' })
    expect(kept).toEqual(fresh)
    expect(e5.warnings).toEqual([])
  }, 120_000)
})

async function embeddingsIn(file: string): Promise<Float32Array> {
  return readFloats((await openSafetensors(file)).places.get('embeddings')!)
}

/** The largest difference. */
function furthest(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length)
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)
}
