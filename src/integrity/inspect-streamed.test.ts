import { fc, test } from '@fast-check/vitest'
import { describe, expect, vi } from 'vitest'
import { outsideData } from '../../fixtures/outside-data.ts'
import type { DocumentStream } from '../datasets/document-stream.ts'
import { xquadR } from '../datasets/xquad-r.ts'
import type { Document } from '../retrieval.ts'
import type { Inspected } from './finding.ts'
import { inspect, inspectStreamed } from './inspect.ts'
import { seenFilter } from './repeated-texts.ts'

// Megabytes of JSON are parsed: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

interface CountedStream extends DocumentStream {
  readonly readings: () => number
}

function streamOf(documents: readonly Document[]): CountedStream {
  let readings = 0
  return {
    length: documents.length,
    perLanguage: new Map(),
    readings: () => readings,
    async *[Symbol.asyncIterator]() {
      readings++
      yield* documents
    },
  }
}

const sentence = 'An assembly of forty letters or more, which no name would have.'
const english: Inspected = {
  languages: ['en'],
  queries: [{ id: 'q', language: 'en', text: 'Which?', concept: 'q' }],
  documents: ['one', 'two', 'three'].map((text) => ({ id: text, language: 'en', text })),
  qrels: new Map([['q', new Map([['one', 1]])]]),
}

describe('inspectStreamed', () => {
  test('reads documents once where no text is repeated, else twice', async () => {
    const once = streamOf(english.documents)
    expect(await inspectStreamed({ ...english, documents: once })).toEqual(inspect(english))
    expect(once.readings()).toBe(1)
    const twice = streamOf([...english.documents, { id: 'twin', language: 'en', text: ' one' }])
    const { warnings } = await inspectStreamed({ ...english, documents: twice })
    expect(warnings.map(({ message, examples }) => [message, ...examples])).toEqual([
      ["en: documents that repeat another's text: 1 of 4 (false negatives for 1 query)", 'twin = one “ one”'],
    ])
    expect(twice.readings()).toBe(2)
  })

  const texts = fc.constantFrom(sentence, `${sentence} 2`, `${sentence} 3`, 'NATO', 'saÃŸ', 'Καλημέρα', ` ${sentence}`)
  const documents = fc.array(
    fc.record({ language: fc.constantFrom('de', 'el', 'en'), text: texts, concept: fc.constantFrom('a', 'b', 'c') }),
    { minLength: 1, maxLength: 14 },
  )
  test.prop([documents])('finds what is found in the same documents held, for every pool', async (drawn) => {
    const pool = drawn.map((one, i) => ({ ...one, id: `${i}` }))
    const queries = pool.map(({ id, language, concept }) => ({ id, language, text: 'Which?', concept }))
    const qrels = new Map(queries.map(({ id }) => [id, new Map([[id, 1]])]))
    const held: Inspected = { languages: ['de', 'el', 'en'], queries, documents: pool, qrels }
    expect(await inspectStreamed({ ...held, documents: streamOf(pool) })).toEqual(inspect(held))
  })

  test('finds in XQuAD-R what is found in it held', async ({ skip }) => {
    const data = outsideData('VITEST_RETRIEVAL_DATA', 'xquad-r')
    skip(Boolean(data.absent), data.absent)
    const held = await xquadR(data.path())
    expect(await inspectStreamed({ ...held, documents: streamOf(held.documents) })).toEqual(inspect(held))
  })
})

describe('seenFilter', () => {
  test.prop([fc.array(fc.string(), { maxLength: 50 })])('has all that was added, for every list of texts', (added) => {
    const filter = seenFilter(added.length)
    for (const text of added) filter.add(text)
    expect(added.every((text) => filter.has(text))).toBe(true)
  })

  test('takes fewer than one text in five hundred for one that was seen', () => {
    const filter = seenFilter(20_000)
    const taken = Array.from({ length: 20_000 }, (_, i) => filter.add(`text ${i}`)).filter(Boolean).length
    const others = Array.from({ length: 20_000 }, (_, i) => filter.has(`other ${i}`)).filter(Boolean).length
    expect([taken < 40, others < 40]).toEqual([true, true])
  })
})
