import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { tinyModel, writeFolder } from '../../../fixtures/model-folder.ts'
import { config, renamed, tinyFolders } from '../../../fixtures/model-folder-changes.ts'
import { outsideData } from '../../../fixtures/outside-data.ts'
import { openSafetensors } from '../../formats/safetensors.ts'
import { readModelFolder } from './read-model-folder.ts'

const { newFolder, read } = tinyFolders()

describe('readModelFolder', () => {
  test('reads a bare BERT', async () => {
    const folder = await read('bert')
    expect(folder).toMatchObject({
      name: basename(folder.path),
      pooling: { modes: ['mean'], includePrompt: true },
      dense: [],
      prompts: { query: '', document: '' },
      maxLength: 8,
      tokenizer: { config: {} },
      architecture: {
        family: 'bert',
        vocabulary: 10,
        hidden: 4,
        layers: 2,
        heads: 2,
        intermediate: 6,
        activation: 'gelu',
        epsilon: 1e-6,
        norm: 'after',
        padding: 0,
        positions: { kind: 'learned', rows: 8, first: 0, counts: 'every token' },
        scale: 1,
        dropout: { hidden: 0.2, attention: 0.3, activation: 0 },
      },
    })
    expect(folder.weights.names).toHaveLength(5 + 2 * 16)
    expect(folder.weights.names).not.toContain('pooler.dense.weight')
    expect((await folder.weights.read('embeddings.word_embeddings.weight')).slice(0, 3)).toEqual(
      Float32Array.of(0.5, 1, 1.5),
    )
    expect(() => folder.weights.place('pooler.dense.weight')).toThrow(/one of the architecture's/)
  })

  test('counts XLM-RoBERTa’s positions behind the padding', async () => {
    const { architecture, maxLength } = await read('xlm-roberta')
    expect(architecture.positions).toEqual({ kind: 'learned', rows: 8, first: 2, counts: 'tokens but padding' })
    expect(maxLength).toBe(6)
    expect(await read('xlm-roberta', config({ model_type: 'roberta' }))).toMatchObject({ architecture })
  })

  test('reads M2M100’s encoder and leaves its decoder alone', async () => {
    const { architecture, weights, maxLength } = await read('m2m100')
    expect(architecture).toMatchObject({
      family: 'm2m100',
      activation: 'relu',
      epsilon: 1e-5,
      norm: 'before',
      positions: { kind: 'sinusoidal', rows: 10, first: 2, counts: 'tokens but padding' },
      scale: 2,
      dropout: { hidden: 0.2, attention: 0.3, activation: 0.4 },
      tensors: { tokens: 'embed_tokens.weight', finalNorm: 'layer_norm' },
    })
    expect(maxLength).toBe(8)
    expect(weights.names).toHaveLength(1 + 2 * 16 + 2)
    expect((await weights.read('embed_tokens.weight'))[0]).toBe(0.5)
    expect((await read('m2m100', config({ scale_embedding: false }))).architecture.scale).toBe(1)
  })

  test.each(['bert.', 'model.'])('finds BERT behind the prefix "%s"', async (prefix) => {
    const { weights } = await read(
      'bert',
      renamed((name) => prefix + name),
    )
    expect((await weights.read('embeddings.word_embeddings.weight'))[0]).toBe(0.5)
  })

  test('finds norms by the names that BERT’s first files give them', async () => {
    const former = (name: string): string =>
      name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta')
    const [now, then] = [await read('bert'), await read('bert', renamed(former))]
    const name = 'encoder.layer.1.output.LayerNorm.bias'
    expect(await then.weights.read(name)).toEqual(await now.weights.read(name))
  })

  test.each([
    ['M2M100Model', (name: string) => name.replace('model.', '')],
    ['M2M100Encoder', (name: string) => name.replace('model.encoder.', '').replace('model.shared', 'embed_tokens')],
    ['its encoder’s name', (name: string) => name.replace('shared', 'encoder.embed_tokens')],
    ['its decoder’s name', (name: string) => name.replace('shared', 'decoder.embed_tokens')],
    ['its output’s name', (name: string) => name.replace('model.shared', 'lm_head')],
  ])('finds M2M100’s parameters under the names of %s', async (_, rename) => {
    const { weights } = await read('m2m100', renamed(rename))
    expect((await weights.read('embed_tokens.weight'))[0]).toBe(0.5)
    expect(await weights.read('layer_norm.bias')).toEqual(await (await read('m2m100')).weights.read('layer_norm.bias'))
  })

  test('follows links', async () => {
    const { path, architecture } = await read('bert')
    const link = newFolder()
    symlinkSync(path, link)
    expect(await readModelFolder(link)).toMatchObject({ path, architecture })
  })
})

describe('a folder that cannot be right', () => {
  test.each([
    ['config.json', /config.json: the file must be there, which describes the transformer; got none/],
    [
      'tokenizer.json',
      /tokenizer.json: the file must be there, which holds the tokenizer; got none. Other layouts .*AutoTokenizer/,
    ],
    ['model.safetensors', /model.safetensors: the file must be there, which holds the weights; got none. Fetch it/],
  ])('is refused without %s', async (name, message) => {
    const path = await writeFolder(newFolder(), tinyModel('bert'))
    rmSync(join(path, name))
    await expect(readModelFolder(path)).rejects.toThrow(message)
  })

  test('is refused where there is none', async () => {
    await expect(readModelFolder(newFolder())).rejects.toThrow(/must be of a folder; got ".*", where nothing is/)
    const file = newFolder()
    writeFileSync(file, '')
    await expect(readModelFolder(file)).rejects.toThrow(/a file. Give the folder/)
  })

  test('is refused with JSON that is broken, by its place', async () => {
    const path = await writeFolder(newFolder(), tinyModel('bert'))
    writeFileSync(join(path, 'config.json'), '{\n  "a": NaN\n}')
    await expect(readModelFolder(path)).rejects.toThrow(/^readModelFolder: .*config.json:2:8: the text must be JSON/)
  })
})

describe('against PyTorch', () => {
  for (const name of ['xlmr', 'labse', 'm2m100']) {
    const oracle = outsideData('VITEST_RETRIEVAL_ORACLE', name)
    test.skipIf(oracle.absent)(
      `${name} has the parameters that get a gradient there ${oracle.absent ?? ''}`,
      async () => {
        const { weights } = await readModelFolder(oracle.path())
        const { places } = await openSafetensors(oracle.path('expected.safetensors'))
        const gradients = [...places.keys()].filter((key) => key.startsWith('grad.'))
        expect(weights.names.map((parameter) => `grad.${parameter}`).sort()).toEqual(gradients.sort())
        for (const parameter of weights.names) {
          expect(weights.place(parameter).shape).toEqual(places.get(`grad.${parameter}`)!.shape)
          expect((await weights.read(parameter)).every(Number.isFinite)).toBe(true)
        }
      },
    )
  }

  const model = outsideData('VITEST_RETRIEVAL_MODELS', 'multilingual-e5-small-pruned')
  test.skipIf(model.absent)(`a real model is read in F16 with its 512 positions ${model.absent ?? ''}`, async () => {
    const { architecture, maxLength, pooling, weights } = await readModelFolder(model.path())
    expect(architecture).toMatchObject({ family: 'bert', vocabulary: 88148, hidden: 384, layers: 12, padding: 1 })
    expect({ maxLength, pooling }).toEqual({ maxLength: 512, pooling: { modes: ['mean'], includePrompt: true } })
    expect(weights.names).toHaveLength(5 + 12 * 16)
    expect(weights.place('embeddings.word_embeddings.weight').type).toBe('F16')
  })
})
