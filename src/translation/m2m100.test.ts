import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { tinyModel, writeFolder } from '../../fixtures/model-folder.ts'
import { outsideData } from '../../fixtures/outside-data.ts'
import type { Progress } from '../progress.ts'
import { m2m100Translator } from './m2m100.ts'

const oracle = outsideData('VITEST_RETRIEVAL_ORACLE', 'm2m100')
const root = mkdtempSync(join(tmpdir(), 'vitest-retrieval-'))
afterAll(() => rmSync(root, { recursive: true }))

const texts = ['How many points did the defense surrender?', 'Where?', 'Who was the coach of the team in that year?']
const direction = { from: 'en', to: 'de' }

describe('m2m100Translator', () => {
  test('translates by the settings that it is asked for, and says them', async ({ skip }) => {
    skip(Boolean(oracle.absent), oracle.absent)
    const translator = await m2m100Translator(oracle.path(), { beams: 2, maxLength: 8, noRepeatNgram: 2, threads: 1 })
    const translations = await translator.translate(texts, direction)
    expect(translations).toHaveLength(3)
    expect(new Set(translations).size).toBeGreaterThan(1)
    expect(translator.name).toBe('m2m100')
    expect(translator.configuration).toMatchObject({
      kind: 'm2m100',
      model: 'm2m100',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      beams: 2,
      maxLength: 8,
      noRepeatNgram: 2,
      lengthPenalty: 1,
      earlyStopping: false,
    })
    expect(await translator.translate([], direction)).toEqual([])
    await translator.close?.()
    await translator.close?.()
    await expect(translator.translate(texts, direction)).rejects.toThrow('m2m100 must be open; got it closed')
  })

  test('tells of each sentence, and of those that came to the limit', async ({ skip }) => {
    skip(Boolean(oracle.absent), oracle.absent)
    const translator = await m2m100Translator(oracle.path(), { maxLength: 5, threads: 1 })
    const seen: Progress[] = []
    const truncated: number[] = []
    const onTruncated = (index: number) => truncated.push(index)
    const long = 'points '.repeat(60)
    await translator.translate([long, ''], { ...direction, onTruncated, onProgress: (progress) => seen.push(progress) })
    expect(seen.map(({ done, total, unit }) => `${done} of ${total} ${unit}`)).toEqual([
      '1 of 2 sentences',
      '2 of 2 sentences',
    ])
    expect(truncated).toContain(0)
    await translator.close?.()
  })

  test('takes regions for their language, and refuses languages that it does not know', async ({ skip }) => {
    skip(Boolean(oracle.absent), oracle.absent)
    const translator = await m2m100Translator(oracle.path(), { maxLength: 4, threads: 1 })
    const plain = await translator.translate(['Where?'], { from: 'en', to: 'zh' })
    expect(await translator.translate(['Where?'], { from: 'en-GB', to: 'zh-Hant' })).toEqual(plain)
    for (const wrong of [
      { from: 'en', to: 'xx' },
      { from: 'xx', to: 'en' },
    ]) {
      await expect(translator.translate(['Where?'], wrong)).rejects.toThrow(
        'those that m2m100 knows, ar, de, el, en, es, hi, ru, th, tr, vi, zh; got "xx"',
      )
    }
    await translator.close?.()
  })

  test('stops between two tokens', async ({ skip }) => {
    skip(Boolean(oracle.absent), oracle.absent)
    const translator = await m2m100Translator(oracle.path(), { maxLength: 40, tokenBudget: 1, threads: 1 })
    const controller = new AbortController()
    const stopped = translator.translate(texts, {
      ...direction,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    })
    await expect(stopped).rejects.toThrow('enough')
    await translator.close?.()
  })

  test('refuses an encoder alone, and other models', async () => {
    const alone = await writeFolder(join(root, 'alone'), tinyModel('m2m100'))
    await expect(m2m100Translator(alone)).rejects.toThrow('"decoder_attention_heads" must be')
    const { files, tensors } = tinyModel('m2m100')
    Object.assign(files['config.json']!, { decoder_layers: 1, decoder_attention_heads: 2, decoder_ffn_dim: 6 })
    await writeFolder(alone, { files, tensors })
    await expect(m2m100Translator(alone)).rejects.toThrow(
      /tensor "layers.0.encoder_attn.q_proj.weight" of the decoder must be there/,
    )
    const bert = await writeFolder(join(root, 'bert'), tinyModel('bert'))
    await expect(m2m100Translator(bert)).rejects.toThrow('"model_type" must be "m2m_100"')
  })

  test.for([{ beams: 0 }, { maxLength: 2 }, { noRepeatNgram: -1 }, { tokenBudget: 0.5 }])(
    'refuses %j',
    async (options, { skip }) => {
      skip(Boolean(oracle.absent), oracle.absent)
      const [name] = Object.keys(options)
      await expect(m2m100Translator(oracle.path(), options)).rejects.toThrow(`${name} must be`)
    },
  )
})
