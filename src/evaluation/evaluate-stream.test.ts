import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { type Dataset, dataset } from '../datasets/dataset.ts'
import { streamedDataset } from '../datasets/streamed-dataset.ts'
import { matrix, type UnitRows, unitRows } from '../matrix.ts'
import type { Document } from '../retrieval.ts'
import { asMeasure } from '../metrics/notation.ts'
import { poolOf } from './dataset-pool.ts'
import { evaluate } from './evaluate.ts'
import { evaluateStream } from './evaluate-stream.ts'
import { vectorFile } from './vector-file.ts'

const directions = [
  [1, 0],
  [0, 1],
  [0.6, 0.8],
  [-0.6, 0.8],
] as const

const measures = ['AP', 'nDCG@10', 'RankDistance', 'LPR@3'].flatMap((name) => {
  try {
    return [asMeasure(name)]
  } catch {
    return []
  }
})

interface Drawn {
  readonly data: Dataset
  readonly queries: UnitRows
  readonly documents: UnitRows
  readonly size: number
}

function rowsOf(numbers: readonly number[]): UnitRows {
  return unitRows(matrix(numbers.length, 2, Float32Array.from(numbers.flatMap((at) => directions[at % 4]!))))
}

/** Three languages in any order, many equal vectors, and sometimes documents that a query ignores. */
const drawn: fc.Arbitrary<Drawn> = fc
  .record({
    documents: fc.array(fc.record({ language: fc.nat(2), vector: fc.nat(3) }), { minLength: 3, maxLength: 40 }),
    queries: fc.array(fc.record({ language: fc.nat(2), vector: fc.nat(3), relevant: fc.nat(), other: fc.nat() }), {
      minLength: 1,
      maxLength: 6,
    }),
    size: fc.integer({ min: 1, max: 9 }),
    ignoring: fc.boolean(),
  })
  .map(({ documents, queries, size, ignoring }) => {
    const names = ['de', 'en', 'sw']
    const languages = names.filter((_, at) => [...documents, ...queries].some(({ language }) => language === at))
    const idAt = (at: number): string => `d${(at % documents.length) * 7}`
    const content = {
      name: 'drawn',
      revision: '1',
      languages,
      queries: queries.map(({ language }, at) => ({
        id: `q${at}`,
        language: names[language]!,
        text: 'query',
        concept: `c${at >> 1}`,
      })),
      documents: documents.map(({ language }, at) => ({ id: idAt(at), language: names[language]!, text: 'text' })),
      qrels: new Map(
        queries.map(({ relevant, other }, at) => [
          `q${at}`,
          new Map([
            [idAt(other), 0],
            [idAt(relevant), 1],
          ]),
        ]),
      ),
      ...(ignoring && {
        ignored: new Map(
          queries.flatMap(({ relevant, other }, at) =>
            idAt(other) === idAt(relevant) ? [] : [[`q${at}`, new Set([idAt(other)])] as const],
          ),
        ),
      }),
    }
    return {
      data: dataset(content),
      queries: rowsOf(queries.map(({ vector }) => vector)),
      documents: rowsOf(documents.map(({ vector }) => vector)),
      size,
    }
  })

async function streamed({ data, documents, queries, size }: Drawn) {
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
  test.prop([drawn])('equals evaluate, for every data set', async (each) => {
    const { data, queries, documents } = each
    const { dataset: _, ...held } = await evaluate({ dataset: data, queries, documents, measures, kernel: 'simd' })
    const { dataset: stream, ...found } = await streamed(each)
    expect(found).toEqual(held)
    expect(stream.hash).toBe(data.hash)
  })
})
