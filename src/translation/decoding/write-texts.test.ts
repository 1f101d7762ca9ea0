import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { writeExportedM2M100 } from '../../../fixtures/exported-m2m100.ts'
import { type GoldenSettings, goldenTexts, m2m100Golden } from '../../../fixtures/m2m100-golden.ts'
import { outsideData } from '../../../fixtures/outside-data.ts'
import { configFile } from '../../encoders/folder/config-file.ts'
import { pretrainedTokenizer } from '../../tokenizers/pretrained.ts'
import { openM2M100, readM2M100Folder } from '../m2m100-folder.ts'
import { m2m100Generation } from '../m2m100-generation.ts'
import { m2m100Languages } from '../m2m100-languages.ts'
import { writeTexts } from './write-texts.ts'

const oracle = outsideData('VITEST_RETRIEVAL_ORACLE', 'm2m100')
const { generated } = m2m100Golden()

const root = mkdtempSync(join(tmpdir(), 'vitest-retrieval-'))
afterAll(() => rmSync(root, { recursive: true }))

interface Case {
  readonly settings: GoldenSettings
  readonly tokenBudget?: number
}

/** What the model of a folder writes about the golden texts. */
async function written(path: string, { settings, tokenBudget = 512 }: Case): Promise<readonly (readonly number[])[]> {
  const folder = await readM2M100Folder(path)
  const tokenizer = pretrainedTokenizer(folder)
  const languages = m2m100Languages(folder.tokenizer.json as Record<string, unknown>, 'oracle')
  const generation = m2m100Generation([configFile({ ...settings }, 'golden'), ...folder.settings], { maxLength: 12 })
  const decoder = await openM2M100(folder, { positions: 12, threads: 1 })
  const texts = goldenTexts(JSON.parse(readFileSync(oracle.path('expected.json'), 'utf8')), languages.codes)
  const found = new Array<readonly number[]>(texts.length)
  for (const to of languages.codes) {
    const numbers = texts.flatMap((text, number) => (text.to === to ? [number] : []))
    const tokens = numbers.map((number) => tokenizer.tokenize(texts[number]!.text, { language: texts[number]!.from }))
    const ids = await writeTexts(tokens, { decoder, generation, first: languages.id(to), tokenBudget })
    for (const [i, number] of numbers.entries()) found[number] = ids[i]!
  }
  await decoder.dispose()
  return found
}

describe('writeTexts', () => {
  test.for(generated.map((golden) => [JSON.stringify(golden.settings), golden] as const))(
    'writes what transformers writes with %s',
    async ([, { settings, generated: expected }], { skip }) => {
      skip(Boolean(oracle.absent), oracle.absent)
      expect(await written(oracle.path(), { settings })).toEqual(expected)
    },
  )

  test('writes the same for each text alone', async ({ skip }) => {
    skip(Boolean(oracle.absent), oracle.absent)
    const { settings, generated: expected } = generated.find((one) => one.settings.num_beams === 4)!
    expect(await written(oracle.path(), { settings, tokenBudget: 1 })).toEqual(expected)
  })

  test.for(['without cache', 'with past'] as const)('writes the same from an export %s', async (kind, { skip }) => {
    skip(Boolean(oracle.absent), oracle.absent)
    const { model } = await readM2M100Folder(oracle.path())
    if (!('stored' in model)) throw new Error('the oracle must hold model.safetensors')
    const folder = await writeExportedM2M100(model.stored, { from: oracle.path(), to: join(root, kind), kind })
    for (const { settings, generated: expected } of generated.filter(
      ({ settings }) => (settings.num_beams ?? 1) !== 2,
    )) {
      expect(await written(folder, { settings })).toEqual(expected)
    }
  })
})
