import { describe, expect, test } from 'vitest'
import type { Evaluation } from '../evaluation/evaluation.ts'
import type { Document } from '../retrieval.ts'
import { languageShares } from './summary.ts'

const documents: readonly Document[] = ['de', 'de', 'en', 'th'].map((language, i) => ({
  id: `d${i}`,
  language,
  text: 'x',
  concept: null,
})) as never

/** Two German queries and an English one with these first results, as places in `documents`. */
function evaluation(tops: readonly (readonly number[])[], depth = 10): Evaluation {
  const queries = tops.map((_, i) => ({ id: `q${i}`, language: i < 2 ? 'de' : 'en', text: 'x' }))
  const found = tops.map((top) => ({ judged: [], top: { documents: Int32Array.from(top), scores: top.map(() => 1) } }))
  return { dataset: { queries }, retrieved: { depth, documents, queries: found } } as never
}

describe('languageShares', () => {
  test('are means over the queries of a language', () => {
    expect(languageShares([evaluation([[0, 1], [0, 2], [3]])])).toEqual({
      cutoff: 10,
      found: { de: { de: 0.75, en: 0.25 }, en: { th: 1 } },
    })
  })

  test('are means over seeds, and look no deeper than was kept', () => {
    const seeds = [
      evaluation(
        [
          [0, 2],
          [0, 2],
          [3, 3],
        ],
        1,
      ),
      evaluation(
        [
          [2, 0],
          [2, 0],
          [3, 3],
        ],
        1,
      ),
    ]
    expect(languageShares(seeds)).toEqual({ cutoff: 1, found: { de: { de: 0.5, en: 0.5 }, en: { th: 1 } } })
  })

  test('leave out queries without results, and are none where nothing was kept', () => {
    expect(languageShares([evaluation([[], [0], []])])?.found).toEqual({ de: { de: 1 } })
    expect(languageShares([{ ...evaluation([[0]]), retrieved: undefined } as never])).toBeUndefined()
    expect(languageShares([])).toBeUndefined()
  })
})
