import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { goldenTexts, m2m100Golden } from '../../../fixtures/m2m100-golden.ts'
import { outsideData } from '../../../fixtures/outside-data.ts'
import { configFile } from '../../encoders/folder/config-file.ts'
import { pretrainedTokenizer } from '../../tokenizers/pretrained.ts'
import { openM2M100, readM2M100Folder } from '../m2m100-folder.ts'
import { m2m100Generation } from '../m2m100-generation.ts'
import { m2m100Languages } from '../m2m100-languages.ts'
import type { Generation } from './generation.ts'
import { writeTexts } from './write-texts.ts'

const oracle = outsideData('VITEST_RETRIEVAL_ORACLE', 'm2m100')
const { generated } = m2m100Golden()

/** The golden texts by language, translated by the oracle's model. */
async function written(
  generation: (folder: Awaited<ReturnType<typeof readM2M100Folder>>) => Generation,
  tokenBudget: number,
) {
  const folder = await readM2M100Folder(oracle.path())
  const tokenizer = pretrainedTokenizer(folder)
  const languages = m2m100Languages(folder.tokenizer.json as Record<string, unknown>, 'oracle')
  const settings = generation(folder)
  const decoder = await openM2M100(folder, { positions: settings.maxLength, threads: 1 })
  const texts = goldenTexts(JSON.parse(readFileSync(oracle.path('expected.json'), 'utf8')), languages.codes)
  const found = new Array<readonly number[]>(texts.length)
  for (const to of languages.codes) {
    const numbers = texts.flatMap((text, number) => (text.to === to ? [number] : []))
    const tokens = numbers.map((number) => tokenizer.tokenize(texts[number]!.text, { language: texts[number]!.from }))
    const ids = await writeTexts(tokens, { decoder, generation: settings, first: languages.id(to), tokenBudget })
    for (const [i, number] of numbers.entries()) found[number] = ids[i]!
  }
  await decoder.dispose()
  return { found, ends: settings.ends }
}

describe('writeTexts', () => {
  test.for(generated.map(({ settings, generated }) => [JSON.stringify(settings), settings, generated] as const))(
    'writes what transformers writes with %s',
    async ([, settings, expected], { skip }) => {
      skip(Boolean(oracle.absent), oracle.absent)
      const { found } = await written(
        (folder) => m2m100Generation([configFile({ ...settings }, 'golden'), ...folder.settings], { maxLength: 12 }),
        512,
      )
      expect(found).toEqual(expected)
    },
  )

  test('writes the same for each text alone', async ({ skip }) => {
    skip(Boolean(oracle.absent), oracle.absent)
    const { settings, generated: expected } = generated.find((one) => one.settings.num_beams === 4)!
    const { found } = await written(
      (folder) => m2m100Generation([configFile({ ...settings }, 'golden'), ...folder.settings], { maxLength: 12 }),
      1,
    )
    expect(found).toEqual(expected)
  })
})
