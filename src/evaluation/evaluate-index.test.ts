import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { atAngles, twoByTwo } from '../../fixtures/two-by-two.ts'
import { vectorizedDataset } from '../../fixtures/vectorized-dataset.ts'
import { exactIndex } from '../indexes/exact-index.ts'
import type { SearchIndex } from '../indexes/search-index.ts'
import type { UnitRows } from '../matrix.ts'
import { languageDivergence } from '../metrics/language-divergence.ts'
import { negativeCosine } from '../metrics/negative-cosine.ts'
import { asMeasure, defaultMeasures } from '../metrics/notation.ts'
import type { Document } from '../retrieval.ts'
import { evaluate } from './evaluate.ts'
import { evaluateIndex } from './evaluate-index.ts'
import { evaluateRun } from './evaluate-run.ts'
import type { Evaluation } from './evaluation.ts'

const ofRanks = defaultMeasures.filter(({ needs }) => !needs?.cosines && !needs?.agreement)
const queries = atAngles(0, 50, 90, 20)
const documents = atAngles(10, 60, 100, 45)

async function indexed(held: readonly Document[], vectors: UnitRows): Promise<SearchIndex> {
  const index = await exactIndex({ dimensions: vectors.columns })
  await index.add(held, vectors)
  return index
}

/** Everything that was measured, without what measured it. */
function numbers({ scores, rankDistances, rankDistanceBounds, digest }: Evaluation) {
  const shown = scores.map(({ measure, ...score }) => ({ measure: measure.name, ...score }))
  return { scores: shown, rankDistances, rankDistanceBounds, digest }
}

describe('evaluateIndex', () => {
  test('measures by hand what the first two of each pool are', async () => {
    const index = await indexed(twoByTwo.documents, documents)
    const measures = [asMeasure('AP'), asMeasure('RankDistance')]
    const { evaluation, warnings, search } = await evaluateIndex({ dataset: twoByTwo, index, queries, measures, k: 2 })
    // Of two relevant each: found first, second, first, second.
    const multilingual = evaluation.scores.find(
      ({ setting, measure }) => setting === 'multilingual' && measure.name === 'AP',
    )
    expect([...(multilingual?.perQuery ?? [])]).toEqual([1 / 2, 1 / 4, 1 / 2, 1 / 4])
    expect(evaluation.scores.find(({ measure }) => measure.name === 'RankDistance')?.bound).toBe('at least')
    expect(warnings.join()).toContain('RankDistance can only be bounded')
    expect(search).toEqual({ kind: 'exact', k: 2 })
  })

  property.prop([vectorizedDataset], { numRuns: 40 })(
    'equals evaluate() where k reaches the whole pool, for every data set',
    async (drawn) => {
      const measures = [...ofRanks, languageDivergence({ cutoff: 3 })]
      const wanted = await evaluate({
        dataset: drawn.data,
        queries: drawn.queries,
        documents: drawn.documents,
        measures,
        kernel: 'simd',
        keep: 4,
      })
      const index = await indexed(drawn.data.documents, drawn.documents)
      const found = await evaluateIndex({
        dataset: drawn.data,
        index,
        queries: drawn.queries,
        measures,
        k: 50,
        keep: 4,
      })
      expect(numbers(found.evaluation)).toEqual(numbers(wanted))
      const first = ({ retrieved }: Evaluation) =>
        retrieved?.queries.map(({ top, judged }) => [
          Array.from(top.documents, (document) => retrieved.documents[document]?.id),
          judged,
        ])
      expect(first(found.evaluation)).toEqual(first(wanted))
      expect(found.warnings).toEqual([])
    },
  )

  property.prop([vectorizedDataset, fc.integer({ min: 1, max: 9 })], { numRuns: 40 })(
    'measures the pool of all languages as evaluateRun() does the same results, for every data set',
    async ({ data, queries: asked, documents: held }, k) => {
      const measures = ofRanks.map((measure) => ({ ...measure, settings: ['multilingual' as const] }))
      const index = await indexed(data.documents, held)
      const most = Math.max(0, ...Array.from(data.ignored?.values() ?? [], ({ size }) => size))
      const hits = await index.search(asked, { k: k + most })
      const run = hits.map(({ documents, scores }, at) => {
        const ignored = data.ignored?.get(data.queries[at]!.id)
        const kept = documents.flatMap((id, place) => (ignored?.has(id) ? [] : [place])).slice(0, k)
        return {
          query: data.queries[at]!.id,
          documents: kept.map((place) => documents[place]!),
          scores: Float64Array.from(kept, (place) => scores[place]!),
        }
      })
      const wanted = await evaluateRun({ dataset: data, run, measures })
      const found = await evaluateIndex({ dataset: data, index, queries: asked, measures, k })
      expect({ ...numbers(found.evaluation), digest: '' }).toEqual({ ...numbers(wanted.evaluation), digest: '' })
    },
  )

  test('searches only what some measure looks at', async () => {
    const index = await indexed(twoByTwo.documents, documents)
    const asked: unknown[] = []
    const watched: SearchIndex = {
      ...index,
      search: async (rows, options) => {
        asked.push([rows.rows, options.language])
        return await index.search(rows, options)
      },
    }
    const measures = [{ ...asMeasure('AP'), settings: ['monolingual' as const] }]
    await evaluateIndex({ dataset: twoByTwo, index: watched, queries, measures, k: 2 })
    expect(asked).toEqual([
      [4, undefined],
      [2, 'en'],
      [2, 'de'],
    ])
  })

  test('reports its progress and heeds a signal', async () => {
    const index = await indexed(twoByTwo.documents, documents)
    const seen: string[] = []
    const options = { dataset: twoByTwo, index, queries, measures: [asMeasure('AP')], k: 2 }
    await evaluateIndex({ ...options, onProgress: ({ done, total, unit }) => seen.push(`${done}/${total} ${unit}`) })
    expect(seen).toEqual(['0/12 searches', '4/12 searches', '8/12 searches', '12/12 searches'])
    await expect(evaluateIndex({ ...options, signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    )
  })

  test('refuses an index of other documents, and one of documents in other languages', async () => {
    const options = { dataset: twoByTwo, queries, measures: [asMeasure('AP')], k: 2 }
    const few = await indexed(twoByTwo.documents.slice(1), atAngles(60, 100, 45))
    await expect(evaluateIndex({ ...options, index: few })).rejects.toThrow(
      'must hold the 4 documents of the data set "by hand"; got 3',
    )
    const renamed = await indexed(
      twoByTwo.documents.map((each) => ({ ...each, id: `${each.id}!` })),
      documents,
    )
    await expect(evaluateIndex({ ...options, index: renamed })).rejects.toThrow('got "en1!" for query "en-q1"')
    const swapped = twoByTwo.documents.map((each) => ({ ...each, language: each.language === 'en' ? 'de' : 'en' }))
    await expect(evaluateIndex({ ...options, index: await indexed(swapped, documents) })).rejects.toThrow(
      /must hold documents of the data set "by hand" in "(en|de)"; got/,
    )
  })

  test.for<[string, object, string]>([
    ['a k beyond the limit', { k: Number.POSITIVE_INFINITY }, 'k must be an integer from 1 to'],
    [
      'queries that are too few',
      { queries: atAngles(1) },
      "queries must have a row for each of the data set's 4; got 1",
    ],
    [
      'a measure of vectors',
      { measures: [negativeCosine({ of: 'mean' } as never)] },
      'which needs vectors. Take evaluate()',
    ],
    ['no measure', { measures: [] }, 'measures must be one or more'],
  ])('refuses %s', async ([, changed, message]) => {
    const index = await indexed(twoByTwo.documents, documents)
    const options = { dataset: twoByTwo, index, queries, measures: [asMeasure('AP')], k: 2, ...changed }
    await expect(evaluateIndex(options)).rejects.toThrow(message)
  })
})
