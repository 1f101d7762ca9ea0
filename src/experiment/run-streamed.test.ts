import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test as propertyTest } from '@fast-check/vitest'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { outsideData } from '../../fixtures/outside-data.ts'
import { beir } from '../datasets/beir.ts'
import { writeBeir } from '../datasets/beir-write.ts'
import { type Dataset, dataset } from '../datasets/dataset.ts'
import type { StreamedDataset } from '../datasets/document-stream.ts'
import { streamedDataset } from '../datasets/streamed-dataset.ts'
import { xquadR } from '../datasets/xquad-r.ts'
import type { Encoder, EncoderSource } from '../encoders/encoder.ts'
import { staticEncoder } from '../encoders/static.ts'
import type { Evaluation } from '../evaluation/evaluation.ts'
import type { Progress } from '../progress.ts'
import type { Document } from '../retrieval.ts'
import { runExperiment } from './run.ts'
import { scoreRun } from './score-run.ts'

const root = mkdtempSync(join(tmpdir(), 'streamed-'))
afterAll(() => rmSync(root, { recursive: true }))

let cache: string
beforeEach(() => {
  cache = mkdtempSync(join(root, 'cache-'))
  vi.stubEnv('VITEST_RETRIEVAL_CACHE', cache)
})
afterEach(() => vi.unstubAllEnvs())

const words = ['sun', 'moon', 'star', 'rain', 'snow', 'wind']

/** Few words, so that many texts are alike and their cosines tie. */
function weather(texts: readonly (readonly [word: number, language: number])[]): Dataset {
  const documents = texts.map(([word, at], i) => ({
    id: `d${i}`,
    language: ['en', 'de', 'sw'][at]!,
    text: words[word]!,
  }))
  const queries = documents.slice(0, 4).map(({ language, text }, i) => ({ id: `q${i}`, language, text, concept: text }))
  return dataset({
    name: 'weather',
    revision: '1',
    languages: [...new Set(documents.map(({ language }) => language))],
    queries,
    documents,
    qrels: new Map(queries.map(({ id }, i) => [id, new Map([[`d${i}`, 1]])])),
  })
}

const drawn = fc
  .array(fc.tuple(fc.nat(words.length - 1), fc.nat(2)), { minLength: 1, maxLength: 60 })
  .map((texts) => weather(texts as readonly [number, number][]))
const small = weather([
  [0, 0],
  [1, 1],
  [2, 2],
  [3, 0],
  [0, 1],
])

const streamed = (of: Dataset): Promise<StreamedDataset> => streamedDataset({ ...of, documents: () => of.documents })
const encoder = staticEncoder({ dimensions: 8, buckets: 512 })
const measures = ['AP', 'nDCG@10', 'RankDistance', 'LanguageKL@3', 'SameNegativeMean', 'MRC@3']

/** An encoder of one batch after another, of which something can go wrong with the last. */
function failing(what: (batch: number) => Promise<void> | void): EncoderSource {
  let batch = 0
  return {
    ...encoder,
    create(seed) {
      const made = encoder.create(seed) as Encoder
      return {
        ...made,
        async encode(texts, options) {
          if (options.role === 'document') await what(batch++)
          return made.encode(texts, options)
        },
      }
    },
  }
}

/** Everything but the measures themselves, which are made anew each time. */
function valuesOf({ scores, rankDistances, digest }: Evaluation): unknown {
  return { digest, rankDistances, scores: scores.map(({ measure, ...values }) => ({ name: measure.name, ...values })) }
}

/** Files of vectors that are open: they have no name any more. */
function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${descriptor}`)
      return target.includes('.f32') ? [target] : []
    } catch {
      return []
    }
  })
}

describe('runExperiment on a streamed data set', () => {
  propertyTest.prop([drawn], { numRuns: 30 })(
    'finds what it finds on the same one held, for every data set',
    async (held) => {
      const options = { encoder, measures, seeds: [1, 2], inspection: 'warn' } as const
      const { record, evaluations } = await runExperiment({ ...options, dataset: held })
      const found = await runExperiment({ ...options, dataset: await streamed(held) })
      expect({ ...found.record, seconds: null }).toEqual({ ...record, seconds: null })
      expect(found.evaluations.map(valuesOf)).toEqual(evaluations.map(valuesOf))
    },
  )

  const data = outsideData('VITEST_RETRIEVAL_DATA', 'xquad-r')
  test.skipIf(data.absent !== undefined)(
    'finds in a folder that is streamed what it finds in XQuAD-R',
    async () => {
      const held = await xquadR(data.path(), { languages: ['ar', 'en', 'zh'] })
      const folder = join(cache, 'folder')
      await writeBeir(held, folder)
      const options = { encoder, measures, inspection: 'warn' } as const
      const { record } = await runExperiment({ ...options, dataset: held })
      const found = await runExperiment({ ...options, dataset: await beir(folder, { documents: 'streamed' }) })
      expect({ ...found.record, seconds: null }).toEqual({ ...record, seconds: null })
    },
    60_000,
  )

  test('tells how many documents are encoded, of all, and at what rate', async () => {
    const seen: Progress[] = []
    const onProgress = (progress: Progress): void => void seen.push(progress)
    await runExperiment({ encoder, measures, dataset: await streamed(small), inspection: 'warn' }, { onProgress })
    const encoding = seen.filter(({ stage, unit }) => stage === 'encode' && unit === 'documents')
    expect(encoding.map(({ done, total }) => `${done}/${total}`)).toEqual(['0/5', '5/5'])
    expect(encoding[1]!.note).toMatch(/^[\d,]+ documents\/s$/)
  })

  test('reads the documents of a run too: the same scores as held', async () => {
    const run = small.queries.map(({ id: query }) => ({
      query,
      documents: ['d4', 'd0'],
      scores: Float64Array.of(2, 1),
    }))
    const { record } = await scoreRun({ run, dataset: small, measures: ['AP', 'LanguageKL@2'] })
    const found = await scoreRun({ run, dataset: await streamed(small), measures: ['AP', 'LanguageKL@2'] })
    expect(found.record.scores).toEqual(record.scores)
    expect(found.record.digest).toBe(record.digest)
  })

  test('leaves no file behind, nor shows one while it runs', async () => {
    let files: string[] = ['not seen']
    const source = failing(() => {
      files = readdirSync(join(cache, 'vectors'))
    })
    await runExperiment({ encoder: source, measures, dataset: await streamed(small), inspection: 'warn' })
    expect(files).toEqual([])
    expect(readdirSync(join(cache, 'vectors'))).toEqual([])
  })

  test.skipIf(process.platform !== 'linux')('lets go of its file on every end', async () => {
    const options = { encoder, measures, dataset: await streamed(small), inspection: 'warn' } as const
    await runExperiment(options)
    expect(openFiles()).toEqual([])
    const broken = failing(() => {
      expect(openFiles()).toHaveLength(1)
      throw new Error('out of order')
    })
    await expect(runExperiment({ ...options, encoder: broken })).rejects.toThrow('out of order')
    expect(openFiles()).toEqual([])
    const controller = new AbortController()
    const aborting = failing(() => controller.abort(new Error('enough')))
    await expect(runExperiment({ ...options, encoder: aborting }, controller)).rejects.toThrow('enough')
    expect(openFiles()).toEqual([])
  })

  test('refuses documents that have changed since they were verified', async () => {
    let documents: readonly Document[] = small.documents
    const changing = await streamedDataset({ ...small, documents: () => documents })
    documents = small.documents.map((each) => ({ ...each, text: `${each.text}s` }))
    const refused = runExperiment({ encoder, measures, dataset: changing, inspection: 'warn' })
    await expect(refused).rejects.toThrow('dataset: weather: documents must be the same at each reading')
  })
})
