import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { type VectorizedDataset, vectorizedDataset } from '../../fixtures/vectorized-dataset.ts'
import { streamedDataset } from '../datasets/streamed-dataset.ts'
import { matrix, unitRows } from '../matrix.ts'
import { asMeasure } from '../metrics/notation.ts'
import type { Document } from '../retrieval.ts'
import { poolOf } from './dataset-pool.ts'
import { evaluate } from './evaluate.ts'
import { evaluateStream } from './evaluate-stream.ts'
import type { Evaluation } from './evaluation.ts'
import { vectorFile } from './vector-file.ts'

/** Of ranks, of languages among the first results, of cosines, of agreement between translations, of the pool's size. */
const measures = [
  ...['AP', 'nDCG@3', 'RankDistance', 'NormRankDistance', 'LanguageKL@3', 'MRC@4'],
  ...['SameNegativeMean', 'OtherNegativeVariance'],
].map(asMeasure)

async function streamed({ data, documents, queries }: VectorizedDataset, size: number): Promise<Evaluation> {
  const source: Document[] = [...data.documents]
  const stream = await streamedDataset({ ...data, documents: () => source })
  const file = await vectorFile(2)
  for (let from = 0; from < documents.rows; from += size) {
    const part = documents.data.slice(2 * from, 2 * (from + size))
    await file.append(unitRows(matrix(part.length / 2, 2, part)))
  }
  try {
    return await evaluateStream({
      dataset: stream,
      queries,
      documents: file,
      pool: await poolOf(stream),
      measures,
      kernel: 'simd',
    })
  } finally {
    await file.close()
  }
}

describe('evaluateStream', () => {
  test.prop([vectorizedDataset, fc.integer({ min: 1, max: 9 })])(
    'equals evaluate, for every data set',
    async (each, size) => {
      const { data, queries, documents } = each
      const { dataset: _, ...held } = await evaluate({ dataset: data, queries, documents, measures, kernel: 'simd' })
      const { dataset: stream, ...found } = await streamed(each, size)
      expect(found).toEqual(held)
      expect(stream.hash).toBe(data.hash)
    },
  )
})
