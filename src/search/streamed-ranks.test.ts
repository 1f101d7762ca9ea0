import { fc, test } from '@fast-check/vitest'
import { afterEach, describe, expect, vi } from 'vitest'
import { rankingProblem } from '../../fixtures/arbitraries.ts'
import { fourDocuments, fourDocumentsRanks, inPlane } from '../../fixtures/four-documents.ts'
import { matrix, type UnitRows, unitRows } from '../matrix.ts'
import type { Progress } from '../progress.ts'
import { kernelProducts } from './kernel-products.ts'
import type { Products, ProductsOptions } from './products.ts'
import { exactRanks } from './ranks.ts'
import type { StreamedDocuments } from './stream-chunks.ts'
import { type StreamedProblem, streamedRanks } from './streamed-ranks.ts'

/** The documents in blocks of `size`, anew each time. */
function streamed({ rows, columns, data }: UnitRows, size: number): StreamedDocuments {
  return {
    columns,
    async *blocks() {
      for (let from = 0; from < rows; from += size) {
        const part = data.slice(from * columns, Math.min(rows, from + size) * columns)
        yield unitRows(matrix(part.length / columns, columns, part))
      }
    },
  }
}

const { documents } = fourDocuments
const problem: StreamedProblem = { ...fourDocuments, documents: streamed(documents, 3), top: 2 }
const workedByHand = { ranks: fourDocumentsRanks, top: [Int32Array.of(1, 3)] }

/** Products in place of ONNX Runtime's that pass the proof, whose problems are large, and differ each time in small ones. */
function drifting(options: ProductsOptions): Products {
  const products = kernelProducts('simd', options)
  let drift = 0
  return {
    ...products,
    engine: 'onnx',
    *compute(first, last) {
      yield* products.compute(first, last) as Iterable<void>
      products.values.forEach((value, at) => {
        products.values[at] = value + drift
      })
      if (options.documents.rows < 10) drift += 2 ** -20
    },
  }
}

afterEach(() => {
  vi.doUnmock('./onnx-products.ts')
  vi.resetModules()
})

describe('streamedRanks', () => {
  test('ranks by cosine, equal cosines in different blocks by id descending', async () => {
    expect(await streamedRanks({ ...problem, chunk: 2 })).toMatchObject(workedByHand)
  })

  test.prop([rankingProblem, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 60 })])(
    'equals exactRanks, for every problem, engine, block and chunk',
    async (drawn, size, chunk) => {
      const all = await exactRanks(drawn)
      const { block: _, threads: __, ...rest } = drawn
      expect(await streamedRanks({ ...rest, documents: streamed(drawn.documents, size), chunk })).toEqual(all)
    },
  )

  test('reports progress from none to all documents, and stops with the signal’s reason', async () => {
    const seen: Progress[] = []
    await streamedRanks({ ...problem, chunk: 3, onProgress: (progress) => seen.push(progress) })
    expect(seen.map(({ done, total, unit }) => `${done}/${total} ${unit}`)).toEqual([
      '0/4 documents',
      '3/4 documents',
      '4/4 documents',
    ])
    const aborted = streamedRanks({ ...problem, signal: AbortSignal.abort(new Error('enough')) })
    await expect(aborted).rejects.toThrow('enough')
  })

  test('takes the kernel when ONNX Runtime scores a document otherwise where it is counted, and says why', async () => {
    vi.doMock('./onnx-products.ts', () => ({ onnxProducts: drifting }))
    vi.resetModules()
    const { streamedRanks } = await import('./streamed-ranks.ts')
    const { kernel, refused, ...found } = await streamedRanks({ ...problem, chunk: 2, kernel: 'onnx' })
    expect(kernel).toBe('simd')
    expect(refused).toEqual([{ engine: 'onnx', reason: expect.stringMatching(/^onnx: the same document scored diff/) }])
    expect(found).toMatchObject(workedByHand)
  })

  test('rejects documents that change between the two readings', async () => {
    let readings = 0
    const blocks = () => [readings++ === 0 ? documents : inPlane([0.6, -0.8], [1, 0], [0.6, -0.8], [0.6, 0.8])]
    const changing = { ...problem, documents: { columns: 2, blocks } }
    await expect(streamedRanks(changing)).rejects.toThrow('the same document scored differently')
  })

  test.each([
    [{ documents: streamed(inPlane([1, 0]), 1) }, 'blocks must add up to the pool’s 4 documents; got 1.'],
    [{ documents: streamed(inPlane([1, 0], [1, 0], [1, 0], [1, 0], [1, 0]), 5) }, 'got rows up to 5 of 2 dimensions.'],
    [{ documents: { ...problem.documents, columns: 3 } }, 'must have the same dimensions; got 2 and 3.'],
    [{ asked: [] }, 'streamedRanks: every query needs a list of relevant documents; got 0 for 1 rows.'],
  ])('rejects what does not fit: %#', async (change, message) => {
    await expect(streamedRanks({ ...problem, ...change })).rejects.toThrow(message.replace('’', "'"))
  })
})
