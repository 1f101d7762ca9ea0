import { test } from '@fast-check/vitest'
import { describe, expect, vi } from 'vitest'
import { datasetContent, trainingContent } from '../../fixtures/arbitraries.ts'
import { outsideData } from '../../fixtures/outside-data.ts'
import { cldrEmoji } from '../datasets/cldr-emoji.ts'
import { dataset } from '../datasets/dataset.ts'
import { trainingPairs } from '../datasets/training-pairs.ts'
import { xquadRSplit } from '../datasets/xquad-r-split.ts'
import { type Overlap, type OverlapCount, overlap } from './overlap.ts'
import { overlapTotals } from './overlap-totals.ts'

// Megabytes of JSON are parsed: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const data = outsideData('VITEST_RETRIEVAL_DATA', 'xquad-r')

function count(role: OverlapCount['role'], language: string, kinds: readonly ('exact' | 'near')[]): OverlapCount {
  const training = { concept: 'c', language, role: 'anchor' as const, text: 't' }
  const examples = kinds.map((kind, i) => ({ id: `${language}${i}`, text: 't', kind, similarity: 1, training }))
  const [exact, near] = (['exact', 'near'] as const).map((kind) => kinds.filter((one) => one === kind).length)
  const seenAs = { anchor: kinds.length, positive: 0, negative: 0 }
  return { role, language, texts: 10, exact: exact!, near: near!, share: kinds.length / 10, seenAs, examples }
}

const nothing: Overlap = {
  training: { name: 'trained', revision: '1', hash: 'a' },
  evaluation: { name: 'evaluated', revision: '1', hash: 'b' },
  threshold: 0.8,
  shingleLength: 4,
  recallAtThreshold: 0.99,
  counts: [],
  languages: { seen: [], unseen: [] },
  concepts: { evaluated: 5, shared: 0, examples: [] },
}

describe('overlapTotals', () => {
  test('sums the languages of each side, exact examples before near ones', () => {
    const counts = [
      count('query', 'de', ['near']),
      count('query', 'en', ['exact', 'near']),
      count('document', 'en', []),
    ]
    const { queries, documents } = overlapTotals({ ...nothing, counts })
    expect(queries).toMatchObject({ texts: 20, exact: 1, near: 2 })
    expect(queries.examples.map(({ id }) => id)).toEqual(['en0', 'de0', 'en1'])
    expect(documents).toEqual({ texts: 10, exact: 0, near: 0, examples: [] })
  })

  test.each([
    ['nothing was seen', {}, true],
    ['a document was seen', { counts: [count('document', 'en', ['exact'])] }, true],
    ['a query was seen nearly', { counts: [count('query', 'en', ['near'])] }, false],
    ['a concept is in both', { concepts: { evaluated: 5, shared: 1, examples: ['c'] } }, false],
    ['both are one data set', { evaluation: { ...nothing.evaluation, name: 'trained' } }, false],
  ] as const)('where %s, calls it zero-shot: %o', (_, what, expected) => {
    expect(overlapTotals({ ...nothing, ...what }).zeroShot).toBe(expected)
  })

  test('says that near-duplicates were not looked for', () => {
    expect(overlapTotals(nothing).threshold).toBe(0.8)
    expect(overlapTotals({ ...nothing, recallAtThreshold: 0 }).threshold).toBeNull()
  })

  test('knows parts of a known data set for one, and two of them for two', () => {
    const between = (training: string, evaluation: string): boolean => {
      const [from, to] = [training, evaluation].map((name) => ({ name, revision: '1', hash: name }))
      return overlapTotals({ ...nothing, training: from!, evaluation: to! }).sameData
    }
    expect(between('xquad-r-train', 'xquad-r-test')).toBe(true)
    expect(between('cldr-emoji-train', 'xquad-r')).toBe(false)
    expect(between('mine-train', 'mine-test')).toBe(false)
  })

  test.prop([trainingContent, datasetContent])(
    'loses no text of any language, for every pair of data',
    (pairs, content) => {
      const evaluation = dataset(content)
      const { queries, documents } = overlapTotals(overlap({ training: trainingPairs(pairs), evaluation }))
      expect([queries.texts, documents?.texts]).toEqual([evaluation.queries.length, evaluation.documents.length])
      for (const { exact, near, texts, examples } of [queries, documents!]) {
        expect(exact + near).toBeLessThanOrEqual(texts)
        expect(examples).toHaveLength(Math.min(3, exact + near))
      }
    },
  )

  test('does not call the emoji of CLDR zero-shot: names of one kind, some of them seen', async () => {
    const { zeroShot, sameData, queries } = overlapTotals(overlap(await cldrEmoji()))
    expect([zeroShot, sameData]).toEqual([false, true])
    expect(queries.exact).toBeLessThanOrEqual(1)
  })

  test('does not call a part of XQuAD-R zero-shot, of which one scrap was seen', async ({ skip }) => {
    skip(Boolean(data.absent), data.absent)
    const { zeroShot, sameData, queries, documents } = overlapTotals(overlap(await xquadRSplit(data.path())))
    expect([zeroShot, sameData, queries.exact + queries.near]).toEqual([false, true, 0])
    expect(documents).toMatchObject({ exact: 1, near: 0 })
  })
})
