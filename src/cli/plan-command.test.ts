import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { EncoderSource } from '../encoders/encoder.ts'
import { matrix, unitRows } from '../matrix.ts'
import type { EncoderFlags } from './encoder-option.ts'
import type { Output } from './output.ts'
import { planCommand } from './plan-command.ts'
import { program } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitest-retrieval-plan-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const screen = { width: 80, colour: false }

interface Log {
  flags?: EncoderFlags
  disposed?: boolean
}

/** Encodes nothing at all, at once. */
function fake(log: Log): EncoderSource & AsyncDisposable {
  return {
    name: 'fake',
    label: 'Fake',
    configuration: {},
    control: false,
    create: () => ({
      dimensions: 2,
      encode: async (texts) => {
        const rows = matrix(texts.length, 2)
        texts.forEach((_, i) => {
          rows.data[2 * i] = 1
        })
        return unitRows(rows)
      },
    }),
    async [Symbol.asyncDispose]() {
      log.disposed = true
    },
  }
}

async function planned(args: string, log: Log = {}): Promise<Output> {
  const outputs: Output[] = []
  const open = (flags: EncoderFlags) => {
    log.flags = flags
    return fake(log)
  }
  const all = program({ screen, open, finish: (_, output) => outputs.push(output) })
  await all.parseAsync(['plan', ...args.split(' ')], { from: 'user' })
  return outputs[0]!
}

describe('vitest-retrieval plan', () => {
  test('prints what it stands on, what follows, the shards, and where each figure is from', async () => {
    const { text, warnings, failed } = await planned(
      '--corpus miracl de=15866222:305 yo=49043:119 --products 2e10 --shards 3 --gpu-price 0.8 --machine-price 0.2',
    )
    const lines = text.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' | '))
    expect(lines).toEqual(expect.arrayContaining(['plan | figure | basis', 'documents | 106,332,152 | counted']))
    expect(lines).toContain('vectors in float32 | 436 GB | assumed')
    expect(lines).toContain('encoding, GPU-hours | 47.6 h | assumed')
    expect(lines.filter((line) => /^\d: /.test(line))).toHaveLength(3)
    expect(lines).toContain('price of a GPU-hour: --gpu-price')
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    expect([warnings, failed]).toEqual([[], false])
  })

  test('says which languages nobody counted', async () => {
    const { text, warnings } = await planned('--corpus miracl,de=15866222:305 --products 2e10 --format json')
    expect(warnings).toEqual([])
    const json = JSON.parse(text)
    expect(json.warnings).toEqual([
      'Nobody published counts of yo: left out. Add them as --corpus LANGUAGE=DOCUMENTS:QUERIES.',
    ])
    expect(json.plan.documents).toEqual({
      value: 106_283_109,
      unit: 'documents',
      basis: 'counted',
      from: 'sum of 17 languages',
    })
    const { languages } = json.inputs
    expect(languages[0]).toMatchObject({ language: 'ar', documents: { value: 2_061_414, basis: 'counted' } })
    expect(json.shards.flatMap((shard: { languages: string[] }) => shard.languages)).toHaveLength(17)
  })

  test('computes a night without new vectors', async () => {
    const { text } = await planned('--corpus en=1000:10 --products 1e9 --share 0 --format json')
    const { plan } = JSON.parse(text)
    expect(plan.nightGpuHours.value).toBe(0)
    expect(plan.nightHours.value).toBeCloseTo(plan.withinHours.value, 12)
  })

  test('measures products, and an encoder on sample texts, without its cache', async () => {
    const texts = join(folder, 'sample.jsonl')
    writeFileSync(texts, '{"text": "a", "language": "en"}\n{"text": "b"}\n')
    const log: Log = {}
    const { text } = await planned(
      `--corpus en=1000:10 --encoder http://a/v1 --model m --texts ${texts} --format json`,
      log,
    )
    const { inputs, plan } = JSON.parse(text)
    expect(log).toEqual({ flags: { encoder: 'http://a/v1', model: 'm', prompts: {}, cache: false }, disposed: true })
    expect(inputs.dimensions).toEqual({ value: 2, basis: 'measured', from: 'fake' })
    expect(inputs.documentsPerSecond).toMatchObject({
      basis: 'measured',
      from: expect.stringMatching(/^fake: 2 texts of /),
    })
    expect(inputs.products).toMatchObject({
      basis: 'measured',
      from: expect.stringMatching(/^exact ranks by \w+, 2 dim/),
    })
    expect(plan.float32Bytes).toMatchObject({ value: 8000, basis: 'measured' })
    expect(plan.encodingHours).toMatchObject({ unit: 'hours' })
  })

  test.each([
    [
      '--corpus miracle',
      '--corpus must be one of cldr-emoji, xquad-r, mlqa-r, miracl, or LANGUAGE=DOCUMENTS:QUERIES; got "miracle".',
    ],
    ['--corpus en=1:', 'got "en=1:".'],
    ['--corpus en=1:1 --gpus 0', '--gpus must be a whole number above 0; got 0.'],
    ['--corpus en=1:1 --shards 1.5', '--shards must be a whole number above 0; got 1.5.'],
    ['--corpus en=1:1 --links 1', '--links must be a whole number above 1; got 1.'],
    ['--corpus en=1:1 --tokens-per-second -1', '--tokens-per-second must be above 0; got -1.'],
    ['--corpus en=1:1 --share 1.1', '--share must be from 0 to 1; got 1.1.'],
    ['--corpus en=1:1 --texts t', '--encoder and --texts must be given together; got --texts alone.'],
    ['--corpus en=1:1 --encoder e', 'got --encoder alone.'],
  ])('refuses %s', async (args, message) => {
    await expect(planned(args)).rejects.toThrow(message)
  })

  test('refuses a sample without texts', async () => {
    const texts = join(folder, 'empty.jsonl')
    writeFileSync(texts, '')
    await expect(
      planCommand({
        corpus: ['en=1:1'],
        flags: { encoder: 'e', texts },
        format: 'table',
        screen,
        open: () => fake({}),
      }),
    ).rejects.toThrow(`${texts}:1: the file must hold at least one line`)
  })
})
