import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { rankingProblem } from '../../fixtures/arbitraries.ts'
import { matrix, type UnitRows, unitRows } from '../matrix.ts'
import type { Progress } from '../progress.ts'
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

const units = (...rows: readonly (readonly [number, number])[]): UnitRows =>
  unitRows(matrix(rows.length, 2, Float32Array.from(rows.flat())))
const documents = units([0.6, 0.8], [1, 0], [0.6, -0.8], [0.8, 0.6])

// Cosines with the query: b 1, d 0.8, a and c 0.6.
const problem: StreamedProblem = {
  queries: units([1, 0]),
  documents: streamed(documents, 3),
  pool: [
    { id: 'a', language: 'en' },
    { id: 'b', language: 'de' },
    { id: 'c', language: 'de' },
    { id: 'd', language: 'en' },
  ],
  asked: [[0, 2, 3]],
  top: 2,
}

describe('streamedRanks', () => {
  test('ranks by cosine, equal cosines in different blocks by id descending', async () => {
    const { ranks, top } = await streamedRanks({ ...problem, chunk: 2 })
    const scores = [...Float32Array.of(0.6, 0.6, 0.8)]
    expect(ranks).toEqual([{ pool: [4, 3, 2], language: [2, 2, 1], scores }])
    expect(top).toEqual([Int32Array.of(1, 3)])
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

  test('rejects documents that change between the two readings', async () => {
    let readings = 0
    const blocks = () => [readings++ === 0 ? documents : units([0.6, -0.8], [1, 0], [0.6, -0.8], [0.6, 0.8])]
    const changing = { ...problem, documents: { columns: 2, blocks } }
    await expect(streamedRanks(changing)).rejects.toThrow('the same document scored differently')
  })

  test.each([
    [{ documents: streamed(units([1, 0]), 1) }, 'blocks must add up to the pool’s 4 documents; got 1.'],
    [{ documents: streamed(units([1, 0], [1, 0], [1, 0], [1, 0], [1, 0]), 5) }, 'got rows up to 5 of 2 dimensions.'],
    [{ documents: { ...problem.documents, columns: 3 } }, 'must have the same dimensions; got 2 and 3.'],
    [{ asked: [] }, 'streamedRanks: every query needs a list of relevant documents; got 0 for 1 rows.'],
  ])('rejects what does not fit: %#', async (change, message) => {
    await expect(streamedRanks({ ...problem, ...change })).rejects.toThrow(message.replace('’', "'"))
  })
})
