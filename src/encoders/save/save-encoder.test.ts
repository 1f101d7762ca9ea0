import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tinyModel, writeFolder } from '../../../fixtures/model-folder.ts'
import { all, inFile, modules } from '../../../fixtures/model-folder-changes.ts'
import { outsideData } from '../../../fixtures/outside-data.ts'
import {
  type Asked,
  sentenceTransformers,
  sentenceTransformersAbsent,
} from '../../../fixtures/sentence-transformers.ts'
import { inTwoLanguages } from '../../../fixtures/two-language-pairs.ts'
import { openSafetensors } from '../../formats/safetensors.ts'
import { readFloats } from '../../formats/safetensors-values.ts'
import { type TensorToWrite, writeSafetensors } from '../../formats/write-safetensors.ts'
import { inBatchNegatives } from '../../losses/in-batch-negatives.ts'
import { matrix, row, unitRows } from '../../matrix.ts'
import { drawNormal, seeded } from '../../random.ts'
import type { Role, Text } from '../../retrieval.ts'
import { crossLingual } from '../../samplers/cross-lingual.ts'
import { pretrainedTokenizer } from '../../tokenizers/pretrained.ts'
import { adamW } from '../../training/adam.ts'
import { train } from '../../training/train.ts'
import { encodeTexts } from '../encode-texts.ts'
import type { Encoder, EncoderSource } from '../encoder.ts'
import { readModelFolder } from '../folder/read-model-folder.ts'
import { onnxRuntime } from '../onnx/onnx-runtime.ts'
import { pretrained } from '../pretrained.ts'
import { type ProjectionOptions, projection } from '../projection/projection.ts'
import { staticEncoder } from '../static.ts'
import { registerSavable, type SavableTransformer } from './savable.ts'
import { saveEncoder } from './save-encoder.ts'

const root = mkdtempSync(join(tmpdir(), 'vitest-retrieval-save-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let count = 0
const place = (): string => join(root, `saved-${++count}`)

const { pairs, texts } = inTwoLanguages(10)
const strings = texts.map(({ text }) => text)
const source = staticEncoder({ dimensions: 12, buckets: 300 })

/** An encoder of a model folder, whose settings and trained values are as described. */
async function transformer(path: string, more: Partial<SavableTransformer> = {}): Promise<Encoder> {
  const folder = await readModelFolder(path)
  const tokenizer = pretrainedTokenizer(folder)
  const prompts = { ...folder.prompts, ...more.settings?.prompts }
  const runtime = await onnxRuntime(folder)
  const encoder: Encoder = {
    dimensions: runtime.dimensions,
    async encode(given, { role }) {
      const data = await encodeTexts({ runtime, tokenizer, texts: given, prompt: prompts[role] })
      return unitRows(matrix(given.length, runtime.dimensions, data))
    },
  }
  return registerSavable(encoder, { kind: 'transformer', folder, ...more })
}

async function projected(from: Encoder | EncoderSource, options: ProjectionOptions = {}): Promise<Encoder> {
  const frozen: EncoderSource =
    'create' in from ? from : { name: 'frozen', label: '', configuration: {}, control: false, create: () => from }
  const { encoder } = await train({
    encoder: await projection(frozen, options).create(1),
    pairs,
    sampler: crossLingual(),
    loss: inBatchNegatives(),
    optimizer: adamW({ learningRate: 0.01 }),
    steps: 5,
    batchSize: 8,
    seed: 1,
    thread: 'caller',
  })
  return encoder
}

/** A tiny transformer whose files say more than they must. */
async function tinyTransformer(): Promise<string> {
  const content = tinyModel('bert')
  all(
    modules(
      ['st.Transformer', ''],
      ['st.Pooling', '1_Pooling'],
      ['st.Dense', '2_Dense'],
      ['st.Normalize', '3_Normalize'],
    ),
    inFile('1_Pooling/config.json', { pooling_mode: ['max', 'cls'], include_prompt: false }),
    inFile('2_Dense/config.json', { in_features: 8, out_features: 3 }),
    inFile('config_sentence_transformers.json', { prompts: { query: 'q: ', passage: 'p: ' } }),
    inFile('sentence_bert_config.json', { max_seq_length: 6, do_lower_case: true }),
    inFile('tokenizer_config.json', { model_max_length: 7 }),
  )(content)
  const path = await writeFolder(place(), content)
  const dense: [string, TensorToWrite][] = [
    ['linear.weight', { shape: [3, 8], data: Float32Array.from({ length: 24 }, (_, i) => i / 8 - 1) }],
    ['linear.bias', { shape: [3], data: Float32Array.of(1, 0, -1) }],
  ]
  await writeSafetensors(join(path, '2_Dense/model.safetensors'), new Map(dense))
  for (const name of ['README.md', 'LICENSE', 'pytorch_model.bin']) writeFileSync(join(path, name), 'of the base')
  return path
}

describe('saveEncoder', () => {
  test('writes a static encoder as words, their rows and two modules', async () => {
    const folder = await saveEncoder(source.create(1), place(), { texts: strings })
    expect(readdirSync(folder).sort()).toEqual([
      'README.md',
      'config_sentence_transformers.json',
      'model.safetensors',
      'modules.json',
      'tokenizer.json',
      'vitest_retrieval.json',
    ])
    expect(json(folder, 'modules.json').map(({ type }: { type: string }) => type)).toEqual([
      'sentence_transformers.models.StaticEmbedding',
      'sentence_transformers.models.Normalize',
    ])
    const { vocab } = json(folder, 'tokenizer.json').model
    const { places } = await openSafetensors(join(folder, 'model.safetensors'))
    expect(places.get('embedding.weight')!.shape).toEqual([Object.keys(vocab).length, 12])
  })

  test('gives an unknown word a row of zeros where asked to', async () => {
    const folder = await saveEncoder(source.create(1), place(), { texts: ['a cat'], unknownWords: 'skip' })
    const { vocab, unk_token } = json(folder, 'tokenizer.json').model
    const { places } = await openSafetensors(join(folder, 'model.safetensors'))
    const rows = await readFloats(places.get('embedding.weight')!)
    expect([...rows.subarray(12 * vocab[unk_token])]).toEqual(new Array(12).fill(0))
  })

  test('writes a transformer so that reading it gives the same again, and leaves foreign files behind', async () => {
    const from = await readModelFolder(await tinyTransformer())
    const encoder = registerSavable({ dimensions: 3, encode: never }, { kind: 'transformer', folder: from })
    const folder = await saveEncoder(encoder, place())
    const read = await readModelFolder(folder)
    for (const key of ['architecture', 'pooling', 'dense', 'prompts', 'maxLength'] as const) {
      expect(read[key], key).toEqual(from[key])
    }
    expect(read.tokenizer).toEqual(from.tokenizer)
    for (const name of from.weights.names) {
      expect(await read.weights.read(name), name).toEqual(await from.weights.read(name))
    }
    expect(readdirSync(folder)).not.toContain('pytorch_model.bin')
    expect(readFileSync(join(folder, 'LICENSE'), 'utf8')).toBe('of the base')
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain('library_name: sentence-transformers')
  })

  test('writes what was trained under the names of the folder, and what was not beside it', async () => {
    const content = tinyModel('xlm-roberta')
    const own = [...content.tensors]
    content.tensors.clear()
    for (const [name, tensor] of own) content.tensors.set(`roberta.${name}`, tensor)
    const from = await readModelFolder(await writeFolder(place(), content))
    const name = 'encoder.layer.1.output.dense.bias'
    const trained = new Map([[name, Float32Array.of(9, 8, 7, 6)]])
    const encoder = registerSavable({ dimensions: 4, encode: never }, { kind: 'transformer', folder: from, trained })
    const folder = await saveEncoder(encoder, place())
    const { places } = await openSafetensors(join(folder, 'model.safetensors'))
    expect([...places.keys()].sort()).toEqual([...content.tensors.keys()].sort())
    expect(await readFloats(places.get(`roberta.${name}`)!)).toEqual(trained.get(name))
    const kept = 'roberta.pooler.dense.weight'
    expect(await readFloats(places.get(kept)!)).toEqual(content.tensors.get(kept)!.data)
  })

  test('writes the encoder of M2M100 alone', async () => {
    const from = await readModelFolder(await writeFolder(place(), tinyModel('m2m100')))
    const encoder = registerSavable({ dimensions: 4, encode: never }, { kind: 'transformer', folder: from })
    const read = await readModelFolder(await saveEncoder(encoder, place()))
    const { places } = await openSafetensors(join(read.path, 'model.safetensors'))
    expect([...places.keys()].sort()).toEqual([...from.weights.names].sort())
    for (const name of from.weights.names) {
      expect(await read.weights.read(name), name).toEqual(await from.weights.read(name))
    }
    expect(read.tokenizer.config['tokenizer_class']).toBe('PreTrainedTokenizerFast')
  })

  test.each(['linear', 'low-rank'] as const)(
    'writes a %s projection as a Dense module that does the same',
    async (head) => {
      const encoder = await projected(source, { head })
      const folder = await saveEncoder(encoder, place(), { texts: strings })
      expect(json(folder, 'modules.json').map(({ path }: { path: string }) => path)).toEqual([
        '',
        '1_Dense',
        '2_Normalize',
      ])
      const { places } = await openSafetensors(join(folder, '1_Dense/model.safetensors'))
      expect([...places.keys()]).toEqual(['linear.weight'])
      const weight = await readFloats(places.get('linear.weight')!)
      const before = await source.create(1).encode(texts, { role: 'query' })
      const after = await encoder.encode(texts, { role: 'query' })
      const through = Float32Array.from({ length: 12 }, (_, i) =>
        row(before, 3).reduce((sum, value, j) => sum + value * weight[i * 12 + j]!, 0),
      )
      const length = Math.hypot(...through)
      expect(Math.max(...row(after, 3).map((value, i) => Math.abs(value - through[i]! / length)))).toBeLessThan(1e-6)
    },
  )

  test('writes prompts and length that the encoder was given', async () => {
    const folder = await readModelFolder(await tinyTransformer())
    const settings = {
      prompts: { query: 'ask: ' },
      maxLength: 5,
      pooling: { modes: ['mean'], includePrompt: true },
    } as const
    const dense = { folder: { ...folder, dense: [] } }
    const encoder = registerSavable({ dimensions: 3, encode: never }, { kind: 'transformer', ...dense, settings })
    expect(await readModelFolder(await saveEncoder(encoder, place()))).toMatchObject({
      prompts: { query: 'ask: ', document: 'p: ' },
      maxLength: 5,
      pooling: settings.pooling,
    })
  })

  test('replaces a folder that it wrote, and no other', async () => {
    const [own, other] = [place(), place()]
    await saveEncoder(source.create(1), own, { texts: ['one'] })
    await saveEncoder(source.create(1), own, { texts: ['two'] })
    expect(Object.keys(json(own, 'tokenizer.json').model.vocab)).toEqual(['two'])
    mkdirSync(other)
    await saveEncoder(source.create(1), other, { texts: ['empty is free'] })
    rmSync(join(other, 'vitest_retrieval.json'))
    await expect(saveEncoder(source.create(1), other, { texts: ['one'] })).rejects.toThrow(
      /must be new, empty, or one that saveEncoder wrote; got .*a folder with other files/,
    )
    await expect(saveEncoder(source.create(1), join(other, 'README.md'), { texts: ['one'] })).rejects.toThrow('a file')
  })

  test('leaves nothing where it fails', async () => {
    const target = place()
    const from = await readModelFolder(await tinyTransformer())
    const trained = new Map([['no.such.weight', Float32Array.of(1)]])
    const encoder = registerSavable({ dimensions: 3, encode: never }, { kind: 'transformer', folder: from, trained })
    await expect(saveEncoder(encoder, target)).rejects.toThrow('one of the model\'s; got "no.such.weight"')
    expect(readdirSync(root).filter((name) => name.includes(basename(target)))).toEqual([])
  })

  test('refuses the folder that the encoder itself lies in, by any name', async () => {
    const path = await saveEncoder(
      registerSavable(
        { dimensions: 3, encode: never },
        {
          kind: 'transformer',
          folder: await readModelFolder(await tinyTransformer()),
        },
      ),
      place(),
    )
    const [encoder, link] = [await savedAgain(path), place()]
    symlinkSync(path, link)
    await expect(saveEncoder(encoder, link)).rejects.toThrow("must be another than the encoder's own")
  })

  test.each<[string, () => Encoder | Promise<Encoder>, RegExp]>([
    ['an encoder of other make', () => ({ dimensions: 2, encode: never }), /must be static, pretrained, .*got another/],
    ['a static encoder without texts', () => source.create(1), /must be saved for texts.*got none/],
    ['a two-layer projection', () => projected(source, { head: 'two-layer' }), /must be linear or low-rank/],
    [
      'a constant language token',
      async () => set({ languageToken: { language: 'de' } }),
      /languageToken must be left out.*got {"language":"de"}/,
    ],
    ['8-bit products', async () => set({ precision: 'int8' }), /precision must be left out.*got 'int8'/],
    [
      'special tokens out of the pool',
      async () => set({ poolSpecial: false }),
      /poolSpecial must be left out.*got false/,
    ],
  ])('refuses %s', async (_, make, message) => {
    await expect(saveEncoder(await make(), place())).rejects.toThrow(message)
  })

  async function set(settings: NonNullable<SavableTransformer['settings']>): Promise<Encoder> {
    const folder = await readModelFolder(await tinyTransformer())
    return registerSavable({ dimensions: 3, encode: never }, { kind: 'transformer', folder, settings })
  }

  async function savedAgain(path: string): Promise<Encoder> {
    const folder = await readModelFolder(path)
    return registerSavable({ dimensions: 3, encode: never }, { kind: 'transformer', folder })
  }
})

describe('a fine-tuned transformer', () => {
  const oracle = outsideData('VITEST_RETRIEVAL_ORACLE', 'xlmr')

  test('gives the same vectors when it is saved and read again', { timeout: 120_000 }, async ({ skip }) => {
    skip(Boolean(oracle.absent), oracle.absent)
    const before = await pretrained(oracle.path(), { cache: false }).create(1)
    const options = { sampler: crossLingual(), loss: inBatchNegatives(), optimizer: adamW({ learningRate: 0.01 }) }
    const { encoder } = await train({ encoder: before, pairs, ...options, steps: 3, batchSize: 4, seed: 1 })
    const vectors = await encoder.encode(texts, { role: 'query' })
    const saved = pretrained(await saveEncoder(encoder, place()), { cache: false })
    const again = await (await saved.create(1)).encode(texts, { role: 'query' })
    const untrained = await before.encode(texts, { role: 'query' })
    expect(furthest(vectors.data, untrained.data)).toBeGreaterThan(1e-2)
    expect(furthest(vectors.data, again.data)).toBeLessThan(1e-5)
  })

  function furthest(a: Float32Array, b: Float32Array): number {
    return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)
  }
})

describe('SentenceTransformer(folder)', () => {
  interface Saved {
    readonly asked: Asked
    readonly own: readonly (readonly number[])[]
  }
  const saved = new Map<string, Saved>()
  let found: ReturnType<typeof sentenceTransformers>

  const oracle = outsideData('VITEST_RETRIEVAL_ORACLE', '.')
  const e5 = outsideData('VITEST_RETRIEVAL_MODELS', 'multilingual-e5-small-pruned')

  async function save(
    name: string,
    encoder: Encoder,
    { role, given = texts }: { role: Role; given?: readonly Text[] },
  ) {
    const folder = await saveEncoder(encoder, place(), { texts: given.map(({ text }) => text) })
    const vectors = await encoder.encode(given, { role })
    const own = given.map((_, i) => [...row(vectors, i)])
    saved.set(name, { asked: { folder, role, texts: given.map(({ text }) => text) }, own })
  }

  /** Values that differ from the folder's, as training would leave them. */
  async function shaken(path: string): Promise<Map<string, Float32Array>> {
    const { weights } = await readModelFolder(path)
    const random = seeded(7)
    const values = new Map<string, Float32Array>()
    for (const name of weights.names) {
      values.set(
        name,
        (await weights.read(name)).map((value) => value + 0.02 * drawNormal(random)),
      )
    }
    return values
  }

  /** What Python must give is what our own reading of the saved folder gives: the trained values are in it alone. */
  async function saveTrained(name: string, path: string): Promise<void> {
    const trained = await shaken(path)
    const folder = await saveEncoder(await transformer(path, { trained }), place())
    const read = await readModelFolder(folder)
    for (const [parameter, values] of trained) expect(await read.weights.read(parameter)).toEqual(values)
    const given = oracleTexts(path)
    const vectors = await (await transformer(folder)).encode(given, { role: 'query' })
    saved.set(name, {
      asked: { folder, role: 'query', texts: given.map(({ text }) => text) },
      own: given.map((_, i) => [...row(vectors, i)]),
    })
  }

  /** Where Rust and JavaScript may differ on what a word is. */
  const oddTexts: readonly Text[] = [
    'ΟΔΟΣ.Α ΟΔΟΣ, σς',
    'İstanbul ß ǅ ﬁ Ⅷ ½ ① ™',
    'a\u00a0b\u3000c\u2009d\u0085e\ufefff\u200bg\u180eh',
    '中文。混合 English，文本（一）；日本語テキスト、한국어',
    'ไทยไม่มีช่องว่าง عَرَبِيّ 👩‍👩‍👧 #️⃣ 1️⃣',
    'e\u0301 é \u0338x "=\u0338" «q» a_b-c/d\\e [f] {g} 100%',
    '\u{1d538}\u{10330} __proto__ constructor 2008',
  ].map((text) => ({ language: '', text }))

  /** In eleven languages, some beyond the greatest length. */
  function e5Texts(): Text[] {
    const { texts: all } = json(e5.path(), 'expected.json') as { texts: (string | { text: string })[] }
    return all.map((each) => ({ language: '', text: typeof each === 'string' ? each : each.text }))
  }

  function oracleTexts(path: string): Text[] {
    const { texts: all } = json(path, 'expected.json') as { texts: string[] }
    // Empty texts and a language are the tokenizer tests' concern.
    return all.filter((text) => text.trim() !== '').map((text) => ({ language: '', text }))
  }

  const names = ['static', 'static, projected', 'xlmr', 'labse', 'm2m100', 'E5, projected', 'E5, documents'] as const

  beforeAll(async () => {
    if (sentenceTransformersAbsent) return
    await save('static', source.create(1), { role: 'query', given: [...texts, ...oddTexts] })
    await save('static, projected', await projected(source, { head: 'low-rank' }), { role: 'document' })
    if (!oracle.absent) for (const kind of ['xlmr', 'labse', 'm2m100']) await saveTrained(kind, oracle.path(kind))
    if (!e5.absent) {
      const encoder = await projected(pretrained(e5.path(), { prompts: e5Prompts, cache: false }))
      await save('E5, projected', encoder, { role: 'query', given: e5Texts() })
      await save('E5, documents', encoder, { role: 'document' })
    }
    found = sentenceTransformers([...saved.values()].map(({ asked }) => asked))
  }, 180_000)

  const e5Prompts = { query: 'query: ', document: 'passage: ' }

  test.for(names)('gives the same vectors: %s', (name, { skip }) => {
    skip(Boolean(sentenceTransformersAbsent), sentenceTransformersAbsent)
    const absent = name.startsWith('E5') ? e5.absent : name.startsWith('static') ? undefined : oracle.absent
    skip(Boolean(absent), absent)
    const at = [...saved.keys()].indexOf(name)
    const [{ own }, theirs] = [saved.get(name)!, found.found[at]!]
    if (typeof theirs === 'string') throw new Error(theirs)
    const differences = own.flatMap((vector, i) => vector.map((value, j) => Math.abs(value - theirs[i]![j]!)))
    expect(theirs).toHaveLength(own.length)
    expect(Math.max(...differences)).toBeLessThan(1e-5)
  })

  test('refuses a text with an unknown word, or leaves the word out', { timeout: 120_000 }, async ({ skip }) => {
    skip(Boolean(sentenceTransformersAbsent), sentenceTransformersAbsent)
    const [refusing, skipping] = [place(), place()]
    await saveEncoder(source.create(1), refusing, { texts: ['a cat'] })
    await saveEncoder(source.create(1), skipping, { texts: ['a cat'], unknownWords: 'skip' })
    const role = 'query'
    const asked = [
      { folder: refusing, role, texts: ['a dog'] },
      { folder: skipping, role, texts: ['a dog', 'a'] },
    ] as const
    const [refused, skipped] = sentenceTransformers(asked).found
    expect(refused).toMatch('Missing [UNK] token')
    expect((skipped as number[][])[0]).toEqual((skipped as number[][])[1])
  })
})

function json(folder: string, file: string) {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'))
}

async function never(): Promise<never> {
  throw new Error('not to be encoded with')
}
